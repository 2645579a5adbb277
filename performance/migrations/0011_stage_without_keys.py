"""On PostgreSQL the stage of figures has neither key nor index: each statement goes over all rows of a load.

What waited on the stage is thrown away; whoever confirms it is told to bring the file again.
"""

import django.db.models.deletion
from django.db import migrations, models


def without_keys(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("performance_stagedfigure", "performance_stagedreplacement"):
            schema_editor.execute(f"ALTER TABLE {table} SET UNLOGGED")
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")


def values():
    """The fields of FigureValues."""
    known = {"decimal_places": 1, "max_digits": 10, "null": True}
    printed = {"decimal_places": 9, "max_digits": 12, "null": True}
    return [
        ("total", models.DecimalField(help_text="Empty: suppressed, not known.", **known)),
        ("within", models.DecimalField(help_text="Empty: not known.", **known)),
        (
            "printed",
            models.DecimalField(help_text="The share as it came printed: kept, never computed with.", **printed),
        ),
        ("final", models.BooleanField(default=True, help_text="Off: provisional.")),
        ("derived", models.BooleanField(default=False, help_text="We added it up from the published parts.")),
    ]


def a_load():
    links = {"db_constraint": False, "db_index": False, "related_name": "+"}
    return models.ForeignKey("performance.stagedload", django.db.models.deletion.CASCADE, **links)


class Migration(migrations.Migration):
    dependencies = [("performance", "0010_stage_without_log")]
    operations = [
        migrations.DeleteModel("StagedFigure"),
        migrations.CreateModel(
            name="StagedFigure",
            fields=[
                *values(),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "load_id",
                        "number",
                        "month",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField(help_text="Its StagedSeries.")),
                ("line", models.IntegerField(help_text="Of the file; 0 for a total that we made.")),
                ("month", models.DateField()),
                ("load", a_load()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="StagedReplacement",
            fields=[
                *values(),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "load_id",
                        "series_id",
                        "month",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("series_id", models.BigIntegerField()),
                ("month", models.DateField()),
                ("differs", models.BooleanField(help_text="Off: the same value from a better file.")),
                ("load", a_load()),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            "stagedload",
            "rows",
            models.PositiveIntegerField(default=0, help_text="Figures that were read."),
        ),
        migrations.AddField(
            "stagedload",
            "provisional",
            models.BooleanField(default=True, help_text="Some figure of it is."),
        ),
        migrations.RunPython(without_keys, migrations.RunPython.noop),
    ]
