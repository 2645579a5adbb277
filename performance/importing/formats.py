"""What the import page of waiting times takes, as import-export names formats. importing/reading.py reads them."""

from import_export.formats import base_formats


class PublishedWorkbook(base_formats.Format):
    def get_title(self):
        return "Excel workbook, as published or our own"

    def get_extension(self):
        return "xlsx"

    def can_import(self):
        return True

    def is_binary(self):
        return True


class FiguresCsv(PublishedWorkbook):
    def get_title(self):
        return "CSV, as published or our own"

    def get_extension(self):
        return "csv"


FIGURE_FORMATS = [PublishedWorkbook, FiguresCsv]
