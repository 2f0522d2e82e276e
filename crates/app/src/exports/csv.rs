//! A table in CSV, streamed.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use crewline_core::{Error, db};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

/// A row's cells, in the order of the head.
pub(crate) type Row = Vec<String>;

/// The kind of values in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words, moments, phone numbers.
    Text,
    /// Whole numbers, to calculate with.
    Count,
}

/// Whether spreadsheets run a text that begins with this as a formula. Some do so with the wide and small forms, too.
fn starts_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−')
}

/// Whether spreadsheets of some countries begin a new cell after this, even inside quotes that do not begin the line's cell.
fn ends_cell(c: char) -> bool {
    matches!(c, ';' | '\t' | '|' | '\r' | '\n')
}

/// Puts an apostrophe before each part of a text that begins like a formula: at its beginning, and where a spreadsheet may
/// begin a new cell. A phone number in E.164 is no formula, and stays as it is for other programs.
fn escape_formula(text: &str) -> Cow<'_, str> {
    let is_phone_number = text
        .strip_prefix('+')
        .is_some_and(|rest| (7..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()));
    let begins_with_control = text.starts_with(['\t', '\r', '\n']);
    if is_phone_number || !begins_with_control && !text.chars().any(starts_formula) {
        return Cow::Borrowed(text);
    }
    let (mut escaped, mut is_start) = (String::with_capacity(text.len() + 2), true);
    if begins_with_control {
        escaped.push('\'');
    }
    for c in text.chars() {
        if is_start && starts_formula(c) {
            escaped.push('\'');
        }
        // Blanks before a formula do not keep every spreadsheet from running it.
        is_start = ends_cell(c) || is_start && c.is_whitespace();
        escaped.push(c);
    }
    Cow::Owned(escaped)
}

/// Writes rows as CSV.
///
/// # Errors
/// Writing to memory does not fail.
pub(crate) fn csv_bytes<'r>(rows: impl IntoIterator<Item = impl IntoIterator<Item = &'r str>>) -> Result<Bytes, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(escape_formula);
        writer.write_record(cells.map(|cell| cell.into_owned().into_bytes())).map_err(internal_error)?;
    }
    writer.into_inner().map(Bytes::from).map_err(internal_error)
}

/// An error that is not the client's.
pub(crate) fn internal_error(error: impl std::fmt::Display) -> Error {
    db::Error::Internal(error.to_string()).into()
}

/// Streams a table: its head, then its rows as they are read. The first rows are read before the response begins, so an
/// early error is answered as a failure. A later error cuts the response off, which every client notices.
///
/// # Errors
/// When reading the first rows fails.
pub(crate) async fn answer(
    file_name: &str,
    head: &[&str],
    rows: impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static,
) -> Result<Response, Error> {
    let mut rows = Box::pin(rows);
    let first = rows.try_next().await?.unwrap_or_default();
    let head = csv_bytes([head.iter().copied()])?;
    let first = stream::iter([Ok(head), csv_bytes(first.iter().map(|row| row.iter().map(String::as_str)))]);
    let rest = rows.map(|page| csv_bytes(page?.iter().map(|row| row.iter().map(String::as_str))));
    let body = first.chain(rest).map_err(|error| {
        tracing::warn!(%error, "an export was cut off");
        error
    });
    Ok(attachment(Body::from_stream(body), "text/csv; charset=utf-8", file_name))
}

/// The same table for a person, who opens it in a spreadsheet: Excel reads a CSV as UTF-8 only after a byte order mark.
/// Programs get none, since it would be part of their first column's name. Other types of file stay as they are.
pub(crate) fn for_spreadsheets(table: Response) -> Response {
    let is_csv = table.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/csv"));
    if !is_csv {
        return table;
    }
    let mark = stream::iter([Ok::<_, axum::Error>(Bytes::from_static("\u{feff}".as_bytes()))]);
    table.map(|body| Body::from_stream(mark.chain(body.into_data_stream())))
}

/// A response that browsers save as a file.
pub(crate) fn attachment(body: Body, media_type: &str, file_name: &str) -> Response {
    let mut response = body.into_response();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(CONTENT_TYPE, media_type);
    set(CONTENT_DISPOSITION, &format!("attachment; filename=\"{file_name}\""));
    response
}

/// Reads page after page. Each read returns rows, and the cursor of the next page if there is one.
pub(crate) fn pages<Place, Reading>(
    mut read: impl FnMut(Option<Place>) -> Reading + Send + 'static,
) -> impl Stream<Item = Result<Vec<Row>, Error>> + Send + 'static
where
    Place: Send + 'static,
    Reading: Future<Output = Result<(Vec<Row>, Option<Place>), Error>> + Send + 'static,
{
    stream::try_unfold(Some(None), move |place: Option<Option<Place>>| {
        // On the heap, since a thread's stack would have to hold a page's reading several times.
        let reading = place.map(&mut read).map(Box::pin);
        async move {
            let Some(reading) = reading else { return Ok(None) };
            let (rows, next) = reading.await?;
            // SQLite reads on this thread, so other tasks get a turn in between.
            tokio::task::yield_now().await;
            Ok(Some((rows, next.map(Some))))
        }
    })
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use axum::body::to_bytes;

    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_is_escaped() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("+1", "'+1"),
            ("+14155550123", "+14155550123"),
            ("+14155550123=1", "'+14155550123=1"),
            ("Ads = fun", "Ads = fun"),
            ("＝1+1", "'＝1+1"),
            ("＠SUM(1)", "'＠SUM(1)"),
            ("－1", "'－1"),
            ("Ads;=1+1", "Ads;'=1+1"),
            ("Ads; =1+1;@x", "Ads; '=1+1;'@x"),
            ("Ads|+1", "Ads|'+1"),
            ("a\n=1", "a\n'=1"),
            (" =1", " '=1"),
            ("a\n\nb - c; d", "a\n\nb - c; d"),
            ("", ""),
        ] {
            assert_eq!(escape_formula(text), safe);
        }
    }

    #[tokio::test]
    async fn rows_are_streamed_as_they_are_read() {
        let read = |place: Option<usize>| async move {
            let at = place.unwrap_or(0);
            Ok((vec![vec![format!("row {at}"), "a \"b\",\r\nc".to_owned()]], (at < 2).then_some(at + 1)))
        };
        let answer = answer("calls.csv", &["One", "Two"], pages(read)).await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/csv; charset=utf-8");
        assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment; filename=\"calls.csv\"");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let cell = "\"a \"\"b\"\",\r\nc\"";
        let expected = format!("One,Two\r\nrow 0,{cell}\r\nrow 1,{cell}\r\nrow 2,{cell}\r\n");
        assert_eq!(String::from_utf8(body.to_vec()).unwrap(), expected);
    }

    #[tokio::test]
    async fn a_table_for_a_spreadsheet_begins_with_a_byte_order_mark_and_a_workbook_does_not() {
        let rows = || stream::iter([Ok(vec![vec!["Zoë".to_owned()]])]);
        let table = answer("calls.csv", &["Name"], rows()).await.unwrap();
        let body = to_bytes(for_spreadsheets(table).into_body(), usize::MAX).await.unwrap();
        assert_eq!(&body[..], "\u{feff}Name\r\nZoë\r\n".as_bytes());
        let workbook = attachment(Body::from("PK"), "application/vnd.ms-excel", "calls.xlsx");
        assert_eq!(&to_bytes(for_spreadsheets(workbook).into_body(), usize::MAX).await.unwrap()[..], b"PK");
    }

    #[tokio::test]
    async fn an_early_error_is_a_failure_and_a_late_one_truncates_the_answer() {
        let failure = || Error::from(crewline_core::access::Refusal::NotFound);
        let failing = |at: usize| {
            move |place: Option<usize>| async move {
                let here = place.unwrap_or(0);
                if here == at { Err(failure()) } else { Ok((vec![vec!["x".to_owned()]], Some(here + 1))) }
            }
        };
        assert!(answer("x.csv", &["One"], pages(failing(0))).await.is_err());
        let later = answer("x.csv", &["One"], pages(failing(2))).await.unwrap();
        let mut body = pin!(later.into_body().into_data_stream());
        let mut parts = 0;
        while let Ok(Some(_)) = body.try_next().await {
            parts += 1;
        }
        assert_eq!(parts, 3, "the head and two rows");
    }
}
