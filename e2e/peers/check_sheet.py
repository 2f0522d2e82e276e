"""The list of calls as an Excel workbook says what the CSV says: read by openpyxl."""

import csv
import io

import openpyxl


def a_workbook_says_what_the_csv_says(business):
    """Reads both exports of all calls with the Owner's token."""
    wanted = list(csv.reader(io.StringIO(business.table("csv").decode())))
    body = business.table("xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0]
    said = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    # What begins like a formula has an apostrophe before it in CSV; a workbook knows a text from a formula.
    plain = [[cell.removeprefix("'") for cell in row] for row in wanted]
    assert len(plain) > 1, "there are calls"
    assert said == plain, (said[:3], plain[:3])
    durations = plain[0].index("Duration (seconds)")
    counts = [row[durations] for row in sheet.iter_rows(min_row=2, values_only=True) if row[durations] is not None]
    assert counts and all(isinstance(count, int) for count in counts), counts[:5]
