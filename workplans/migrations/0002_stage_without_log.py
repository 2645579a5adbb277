"""On PostgreSQL what is staged of a file goes into no write-ahead log: it is worth nothing after a crash, and is written
and thrown away with every import. What waits for a confirmation then has to be brought again, and says so."""

from django.db import migrations

TABLES = ("action", "finding", "plan", "objective", "date", "lead", "step", "match", "change", "keptstep")


def set_logging(word):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for name in TABLES:
                schema_editor.execute(f"ALTER TABLE workplans_staged{name} SET {word}")

    return run


class Migration(migrations.Migration):
    dependencies = [("workplans", "0001_initial")]
    operations = [migrations.RunPython(set_logging("UNLOGGED"), set_logging("LOGGED"))]
