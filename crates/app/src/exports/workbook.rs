//! A table as an Excel workbook (Office Open XML), streamed: each sheet's head is bold and frozen, and a table that is too
//! long for one sheet goes on in another.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use crewline_core::Error;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::csv::{Kind, Row, attachment, internal_error};
use super::sheet_xml;
use crate::http::patience::limit_each_wait;

/// The most rows of a sheet, its head included: Excel reads no more.
const MAX_SHEET_ROWS: u32 = 1_048_576;

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Responds with a table as a workbook, which is sent while its rows are read. The first rows are read before the response
/// begins, so an early error is answered as a failure. A later error cuts the response off: no program opens such a file.
///
/// # Errors
/// When reading the first rows fails.
pub(crate) async fn answer(
    file_name: &str,
    head: &[(&'static str, Kind)],
    rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static,
) -> Result<Response, Error> {
    let mut rows = Box::pin(rows);
    let first = rows.try_next().await?.unwrap_or_default();
    let mut table = Table::new(head, MAX_SHEET_ROWS).map_err(internal_error)?;
    table.write(first).map_err(internal_error)?;
    let begin = table.take();
    let rest = stream::try_unfold(Some((table, rows)), |state| async move {
        let Some((mut table, mut rows)) = state else { return Ok::<_, Error>(None) };
        match limit_each_wait(rows.try_next()).await? {
            Some(page) => {
                table.write(page).map_err(internal_error)?;
                Ok(Some((table.take(), Some((table, rows)))))
            }
            None => Ok(Some((table.finish().map_err(internal_error)?, None))),
        }
    });
    let body = stream::iter([Ok(begin)]).chain(rest).map_err(|error| {
        tracing::warn!(%error, "an export was cut off");
        error
    });
    Ok(attachment(Body::from_stream(body), MEDIA_TYPE, file_name))
}

/// Bytes that were written and are not sent yet.
#[derive(Clone, Debug, Default)]
struct Unsent(Arc<Mutex<Vec<u8>>>);

impl Write for Unsent {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A workbook that is being written, in constant memory: an archive whose files are written one after the other, with their
/// lengths behind them.
struct Table {
    archive: ZipWriter<StreamWriter<Unsent>>,
    unsent: Unsent,
    head: Vec<(&'static str, Kind)>,
    max_sheet_rows: u32,
    sheets: usize,
    /// The rows of the last sheet so far.
    rows: u32,
    /// The text of a page of rows, kept for its room.
    text: String,
}

impl Table {
    fn new(head: &[(&'static str, Kind)], max_sheet_rows: u32) -> Result<Self, ZipError> {
        let unsent = Unsent::default();
        let archive = ZipWriter::new_stream(unsent.clone());
        let (head, text) = (head.to_vec(), String::new());
        let mut table = Self { archive, unsent, head, max_sheet_rows, sheets: 0, rows: 0, text };
        table.add_file("_rels/.rels", sheet_xml::RELATIONSHIPS)?;
        table.add_file("xl/styles.xml", sheet_xml::STYLES)?;
        table.begin_sheet()?;
        Ok(table)
    }

    fn begin_file(&mut self, name: &str) -> Result<(), ZipError> {
        // Excel needs no better compression, and a quick one holds nobody up.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.archive.start_file(name, options.compression_level(Some(1)))
    }

    fn add_file(&mut self, name: &str, text: &str) -> Result<(), ZipError> {
        self.begin_file(name)?;
        Ok(self.archive.write_all(text.as_bytes())?)
    }

    fn begin_sheet(&mut self) -> Result<(), ZipError> {
        self.sheets += 1;
        self.begin_file(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        self.rows = 1;
        Ok(self.archive.write_all(sheet_xml::sheet_begin(&self.head).as_bytes())?)
    }

    fn end_sheet(&mut self) -> Result<(), ZipError> {
        Ok(self.archive.write_all(sheet_xml::SHEET_END.as_bytes())?)
    }

    fn write(&mut self, rows: Vec<Row>) -> Result<(), ZipError> {
        let mut text = std::mem::take(&mut self.text);
        for row in rows {
            if self.rows >= self.max_sheet_rows {
                self.archive.write_all(text.as_bytes())?;
                text.clear();
                self.end_sheet()?;
                self.begin_sheet()?;
            }
            self.rows += 1;
            sheet_xml::add_row(&mut text, self.rows, self.head.iter().map(|(_, kind)| *kind).zip(&row));
        }
        self.archive.write_all(text.as_bytes())?;
        text.clear();
        self.text = text;
        Ok(())
    }

    /// Takes what can be sent by now.
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.unsent.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }

    fn finish(mut self) -> Result<Bytes, ZipError> {
        self.end_sheet()?;
        self.add_file("xl/workbook.xml", &sheet_xml::workbook(self.sheets))?;
        self.add_file("xl/_rels/workbook.xml.rels", &sheet_xml::workbook_relationships(self.sheets))?;
        self.add_file("[Content_Types].xml", &sheet_xml::content_types(self.sheets))?;
        let Self { archive, unsent, .. } = self;
        archive.finish()?;
        let sent = std::mem::take(&mut *unsent.0.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(sent.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::body::to_bytes;
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

    use super::*;

    const HEADER: [(&str, Kind); 2] = [("Caller's name", Kind::Text), ("Talk (seconds)", Kind::Count)];

    fn rows(count: usize) -> Vec<Row> {
        vec![vec!["=1+1 <b>".to_owned(), "42".to_owned()]; count]
    }

    fn file(archive: &[u8], name: &str) -> String {
        let mut text = String::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[tokio::test]
    async fn workbook_text_is_not_a_formula_and_a_count_is_a_number() {
        let pages = stream::iter([Ok(rows(1)), Ok(vec![vec!["7".to_owned(), String::new()]])]);
        let answer = answer("calls.xlsx", &HEADER, pages).await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], MEDIA_TYPE);
        assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment; filename=\"calls.xlsx\"");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let sheet = file(&body, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<t>=1+1 &lt;b&gt;</t>"), "{sheet}");
        assert!(sheet.contains("<v>42</v>") && sheet.contains("<t>7</t>"), "{sheet}");
        assert!(!sheet.contains("<f>"), "{sheet}");
        assert!(file(&body, "[Content_Types].xml").contains("/xl/worksheets/sheet1.xml"));
    }

    #[tokio::test]
    async fn a_workbook_is_sent_while_its_rows_are_read() {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let pages = stream::iter(0..100).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(rows(500))
        });
        let answer = answer("calls.xlsx", &HEADER, pages).await.unwrap();
        let mut body = answer.into_body().into_data_stream();
        assert!(body.next().await.unwrap().unwrap().starts_with(b"PK"));
        assert_eq!(read.load(Ordering::Relaxed), 1, "only the first page was read");
        let mut largest = 0;
        while let Some(part) = body.next().await {
            largest = largest.max(part.unwrap().len());
        }
        assert_eq!(read.load(Ordering::Relaxed), 100);
        assert!(largest < 64 * 1024, "no more than a page is in memory: {largest}");
    }

    #[tokio::test]
    async fn an_error_in_the_middle_cuts_the_workbook_off() {
        let pages = stream::iter([Ok(rows(1)), Err(internal_error("the database is gone"))]);
        let answer = answer("calls.xlsx", &HEADER, pages).await.unwrap();
        assert!(to_bytes(answer.into_body(), usize::MAX).await.is_err());
        let pages = stream::iter([Err(internal_error("the database is gone"))]);
        assert!(super::answer("calls.xlsx", &HEADER, pages).await.is_err());
    }

    #[test]
    fn a_long_table_goes_on_in_another_sheet() {
        let mut table = Table::new(&HEADER, 3).unwrap();
        table.write(rows(5)).unwrap();
        let archive = [table.take(), table.finish().unwrap()].concat();
        for (name, count) in [("sheet1", 2), ("sheet2", 2), ("sheet3", 1)] {
            let sheet = file(&archive, &format!("xl/worksheets/{name}.xml"));
            assert_eq!(sheet.matches("<v>42</v>").count(), count, "{name}");
            assert_eq!(
                sheet.matches("Caller's name").count() + sheet.matches("Caller&apos;s name").count(),
                1,
                "{name}"
            );
        }
        assert_eq!(file(&archive, "xl/workbook.xml").matches("<sheet ").count(), 3);
    }
}
