"""What the import page takes, as import-export names formats. A Word plan is just another one.

Reading them is the guarded child's work (importing/reading.py), not the format's.
"""

from import_export.formats import base_formats


class WordPlan(base_formats.Format):
    def get_title(self):
        return "Word document"

    def get_extension(self):
        return "docx"

    def can_import(self):
        return True

    def is_binary(self):
        return True


class ExcelPlan(WordPlan):
    def get_title(self):
        return "Excel workbook"

    def get_extension(self):
        return "xlsx"


class CsvPlan(WordPlan):
    def get_title(self):
        return "CSV"

    def get_extension(self):
        return "csv"


class PastedPlan(WordPlan):
    def get_title(self):
        return "Pasted table"

    def get_extension(self):
        return "txt"


PLAN_FORMATS = [WordPlan, ExcelPlan, CsvPlan, PastedPlan]
