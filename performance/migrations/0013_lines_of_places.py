"""The summary hangs on lines of places, as the figures hang on series: its key is a month and a number."""

from django.db import migrations, models

import performance.measures
import performance.models.figures
import performance.models.positions

_LINES = """
    INSERT INTO performance_placeseries (place_kind, place_id, measure, basis, frequency)
    SELECT DISTINCT place_kind, place_id, measure, basis, frequency FROM performance_standardposition
"""
_KEEP = """
    CREATE TABLE performance_kept AS
    SELECT p.month, l.id AS series_id, p.total, p.within, p.final, p.bodies
    FROM performance_standardposition p JOIN performance_placeseries l
        ON l.place_kind = p.place_kind AND l.place_id = p.place_id AND l.measure = p.measure
        AND l.basis = p.basis AND l.frequency = p.frequency
"""
_BRING_BACK = """
    INSERT INTO performance_standardposition (month, series_id, total, within, final, bodies)
    SELECT month, series_id, total, within, final, bodies FROM performance_kept ORDER BY month, series_id
"""


class Migration(migrations.Migration):
    dependencies = [("performance", "0012_figures_by_the_month")]
    operations = [
        migrations.CreateModel(
            "PlaceSeries",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place_kind", models.CharField(choices=performance.models.positions.PlaceKind, max_length=10)),
                ("place_id", models.BigIntegerField()),
                ("measure", models.CharField(choices=performance.measures.Measure.choices, max_length=20)),
                ("basis", models.CharField(choices=performance.models.figures.Basis, max_length=12)),
                ("frequency", models.CharField(choices=performance.models.figures.Frequency, max_length=8)),
            ],
            {
                "constraints": [
                    models.UniqueConstraint(
                        fields=["place_kind", "place_id", "measure", "basis", "frequency"],
                        name="place_series_named_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(_LINES, migrations.RunSQL.noop),
        migrations.RunSQL(_KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel("StandardPosition"),
        migrations.CreateModel(
            "StandardPosition",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "month", "series_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(help_text="The first day of the month, or of the quarter.")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=1, help_text="Empty: a part is not known.", max_digits=12, null=True
                    ),
                ),
                (
                    "within",
                    models.DecimalField(
                        decimal_places=1, help_text="Empty: a part is not known.", max_digits=12, null=True
                    ),
                ),
                ("final", models.BooleanField(help_text="Off: a part is provisional.")),
                (
                    "bodies",
                    models.PositiveSmallIntegerField(help_text="How many organisations' figures were added."),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=models.DO_NOTHING,
                        related_name="positions",
                        to="performance.placeseries",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_BRING_BACK, migrations.RunSQL.noop),
        migrations.RunSQL("DROP TABLE performance_kept", migrations.RunSQL.noop),
    ]
