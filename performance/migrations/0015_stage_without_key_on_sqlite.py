"""On SQLite, too, the stage of figures has no key: what looks rows up makes an index for itself.

What waited there is thrown away; whoever confirms it is told to bring the file again.
"""

import re

from django.db import migrations


def without_key(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'performance_stagedfigure'")
        (sql,) = cursor.fetchone()
        cursor.execute("DROP TABLE performance_stagedfigure")
        cursor.execute(re.sub(r",\s*PRIMARY KEY \([^)]*\)", "", sql))


class Migration(migrations.Migration):
    dependencies = [("performance", "0014_series_without_constraints")]
    operations = [migrations.RunPython(without_key, migrations.RunPython.noop)]
