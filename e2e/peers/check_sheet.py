"""The Excel workbook of calls has the same values as the CSV: read by openpyxl."""

import csv
import io

import openpyxl


def the_workbook_equals_the_csv(business):
    """Reads both exports of all calls with the Owner's token."""
    rows = list(csv.reader(io.StringIO(business.export("csv").decode())))
    body = business.export("xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0]
    cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    # A row ends at its last cell that has something.
    cells = [row + [""] * (len(cells[0]) - len(row)) for row in cells]
    # In CSV a text that begins like a formula has an apostrophe before it; a workbook has types.
    expected = [[cell.removeprefix("'") for cell in row] for row in rows]
    assert len(expected) > 1, "there are no calls"
    assert cells == expected, (cells[:3], expected[:3])
    durations = expected[0].index("Duration (seconds)")
    counts = [row[durations] for row in sheet.iter_rows(min_row=2, values_only=True) if row[durations] is not None]
    assert counts and all(isinstance(count, int) for count in counts), counts[:5]
