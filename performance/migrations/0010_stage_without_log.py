"""On PostgreSQL what is staged of a file goes into no write-ahead log, as for plans: it is written and thrown away with
every load. After a crash of the database a load finds that its rows are gone, and says so."""

from django.db import migrations

TABLES = ("series", "figure", "part", "doubt")


def set_logging(word):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for name in TABLES:
                schema_editor.execute(f"ALTER TABLE performance_staged{name} SET {word}")

    return run


class Migration(migrations.Migration):
    dependencies = [("performance", "0009_figures_that_do_not_add_up")]
    operations = [migrations.RunPython(set_logging("UNLOGGED"), set_logging("LOGGED"))]
