"""A table as a CSV that no spreadsheet will execute."""

from django.http import StreamingHttpResponse

from core.export import CSV_TYPE, csv_chunks
from performance.tables import Table


def csv_response(table: Table) -> StreamingHttpResponse:
    """The download of a table."""
    response = StreamingHttpResponse(csv_chunks(table.header, table.rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return response
