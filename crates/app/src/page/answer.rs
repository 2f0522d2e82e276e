//! Renders a page as a response: with 200, 422 or another status.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::http::page_failure::PageFailure;

/// The result of every page handler.
pub(crate) type Answer = Result<Response, PageFailure>;

/// Responds with a page.
pub(crate) fn page(page: &impl Template) -> Answer {
    with_status(StatusCode::OK, page)
}

/// Responds with a refused form: 422, with the typed values.
pub(crate) fn refused(page: &impl Template) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// Responds with a page and a status.
pub(crate) fn with_status(status: StatusCode, page: &impl Template) -> Answer {
    #[expect(clippy::disallowed_methods, reason = "the only place that renders pages; an error becomes a failure")]
    let rendered = page.render();
    match rendered {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => Err(crewline_core::db::Error::Internal(error.to_string()).into()),
    }
}

/// An address with a query. Pairs with an empty value are left out.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Unrenderable;

    impl std::fmt::Display for Unrenderable {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }

    #[derive(Template)]
    #[template(source = "{{ part }}", ext = "txt")]
    struct Part {
        part: Unrenderable,
    }

    #[test]
    fn a_template_error_is_answered_with_status_500() {
        let failure = page(&Part { part: Unrenderable }).unwrap_err();
        assert_eq!(failure.into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
