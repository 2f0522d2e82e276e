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

/// Spreadsheets run a text that begins with one of these as a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Puts an apostrophe before a text that begins like a formula. A phone number in E.164 is no formula, and stays as it
/// is for other programs.
fn escape_formula(text: &str) -> Cow<'_, str> {
    let is_phone_number = text
        .strip_prefix('+')
        .is_some_and(|rest| (7..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()));
    if text.starts_with(FORMULA_STARTS) && !is_phone_number {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn csv_bytes<'r>(rows: impl IntoIterator<Item = impl IntoIterator<Item = &'r str>>) -> Result<Bytes, Error> {
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
        let reading = place.map(&mut read);
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
