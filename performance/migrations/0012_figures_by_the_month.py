"""The key of the figures begins with the month, as they come.

0002 says so by now; a PostgreSQL table from before is given the new key here. What waits on the stage is told its months,
and the table of replacements goes: they are set aside within a transaction.
"""

from django.db import migrations, models

_BEFORE = """
    SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = 'performance_figure'::regclass AND i.indisprimary AND a.attname = 'series_id'
"""
_KEY = """
    ALTER TABLE performance_figure DROP CONSTRAINT performance_figure_pkey;
    ALTER TABLE performance_figure ADD CONSTRAINT performance_figure_pkey PRIMARY KEY (month, series_id);
"""
_MONTHS = """
    UPDATE performance_stagedload SET
        first_month = (SELECT MIN(month) FROM performance_stagedfigure s WHERE s.load_id = performance_stagedload.id),
        last_month = (SELECT MAX(month) FROM performance_stagedfigure s WHERE s.load_id = performance_stagedload.id)
"""


def new_key(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_BEFORE)
            if cursor.fetchone():
                cursor.execute(_KEY)
            # Some room in each page, so that a revision of one in ten needs no new entries in the key.
            cursor.execute("ALTER TABLE performance_figure SET (fillfactor = 90)")


class Migration(migrations.Migration):
    dependencies = [("performance", "0011_stage_without_keys")]
    operations = [
        migrations.DeleteModel("StagedReplacement"),
        migrations.AddField("stagedload", "first_month", models.DateField(null=True)),
        migrations.AddField("stagedload", "last_month", models.DateField(null=True)),
        migrations.RunSQL(_MONTHS, migrations.RunSQL.noop),
        migrations.RunPython(new_key, migrations.RunPython.noop),
    ]
