//! A table as an Excel workbook (Office Open XML): one sheet, its head bold and frozen.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use axum::body::Body;
use axum::response::Response;
use crewline_core::{Error, Fields};
use futures_util::stream::{Stream, TryStreamExt};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tokio_util::io::ReaderStream;

use super::csv::{Kind, Row, attachment, internal_error};

/// The most rows in a workbook. It is sent only when it is complete, which must fit into a request's time. CSV has no
/// such limit.
const MAX_ROWS: u32 = 250_000;

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Responds with a table as a workbook. A temporary file holds the rows until all of them are read.
///
/// # Errors
/// When reading fails, or when there are more rows than a workbook takes.
pub(crate) async fn answer(
    file_name: &str,
    head: &[(&'static str, Kind)],
    rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static,
) -> Result<Response, Error> {
    let mut rows = Box::pin(rows);
    let mut table = Table::new(head).map_err(internal_error)?;
    while let Some(page) = rows.try_next().await? {
        if table.next_row + u32::try_from(page.len()).unwrap_or(MAX_ROWS) > MAX_ROWS + 1 {
            return Err(too_many_rows());
        }
        table.write(page).map_err(internal_error)?;
    }
    let file =
        tokio::task::spawn_blocking(move || table.finish()).await.map_err(internal_error)?.map_err(internal_error)?;
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    Ok(attachment(body, MEDIA_TYPE, file_name))
}

fn too_many_rows() -> Error {
    let sentence = "A workbook holds 250,000 rows at most. Choose fewer with the filters, or export CSV.";
    Error::Fields(Fields(vec![("format", sentence.to_owned())]))
}

/// A workbook that is being written. The library keeps written rows in a temporary file, not in memory.
struct Table {
    workbook: Workbook,
    kinds: Vec<Kind>,
    next_row: u32,
}

impl Table {
    fn new(head: &[(&'static str, Kind)]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, (name, _)) in (0..).zip(head) {
            // In characters: a moment, a phone number or a name of common length.
            sheet.set_column_width(column, 24)?;
            sheet.write_string_with_format(0, column, *name, &bold)?;
        }
        Ok(Self { workbook, kinds: head.iter().map(|(_, kind)| *kind).collect(), next_row: 1 })
    }

    /// Writes rows. A text cell is typed as text, so none becomes a formula.
    fn write(&mut self, rows: Vec<Row>) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for row in rows {
            for ((column, kind), cell) in (0..).zip(&self.kinds).zip(row) {
                match (kind, cell.parse::<f64>()) {
                    (Kind::Count, Ok(count)) => sheet.write_number(self.next_row, column, count)?,
                    _ if cell.is_empty() => sheet,
                    _ => sheet.write_string(self.next_row, column, cell)?,
                };
            }
            self.next_row += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<File, XlsxError> {
        let mut file = tempfile::tempfile()?;
        self.workbook.save_to_writer(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use axum::body::to_bytes;
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    use futures_util::stream;

    use super::*;

    const HEADER: [(&str, Kind); 2] = [("Caller's name", Kind::Text), ("Talk (seconds)", Kind::Count)];

    fn rows(count: usize) -> Vec<Row> {
        vec![vec!["=1+1 <b>".to_owned(), "42".to_owned()]; count]
    }

    #[tokio::test]
    async fn workbook_text_is_not_a_formula_and_a_count_is_a_number() {
        let pages = stream::iter([Ok(rows(1)), Ok(vec![vec!["7".to_owned(), String::new()]])]);
        let answer = answer("calls.xlsx", &HEADER, pages).await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], MEDIA_TYPE);
        assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment; filename=\"calls.xlsx\"");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(body)).unwrap();
        let mut sheet = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
        assert!(sheet.contains("<t>=1+1 &lt;b&gt;</t>"), "{sheet}");
        assert!(sheet.contains("<v>42</v>") && sheet.contains("<t>7</t>"), "{sheet}");
        assert!(!sheet.contains("<f>"), "{sheet}");
    }

    #[tokio::test]
    async fn a_workbook_has_a_row_limit() {
        let pages = |more: usize| stream::iter([Ok(rows(MAX_ROWS as usize)), Ok(rows(more))]);
        assert!(answer("calls.xlsx", &HEADER, pages(0)).await.is_ok());
        assert!(matches!(answer("calls.xlsx", &HEADER, pages(1)).await, Err(Error::Fields(_))));
    }
}
