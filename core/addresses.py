"""What stands in addresses: a financial year as "2023-24"."""

from django.urls import register_converter

from core.periods import FinancialYear


class YearInAddress:
    """A financial year as it stands in an address: "2023-24"; as a number it is the year in which it starts."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value):
        return FinancialYear.parse(value).start

    def to_url(self, value):
        return str(FinancialYear(int(value))).replace("/", "-")


register_converter(YearInAddress, "fy")
