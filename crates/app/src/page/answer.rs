//! The answer of a page: as it is, refused, or with another status.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::http::page_failure::PageFailure;

/// What every handler of a page answers.
pub(crate) type Answer = Result<Response, PageFailure>;

/// A page, as the answer.
pub(crate) fn page(page: &impl Template) -> Answer {
    with_status(StatusCode::OK, page)
}

/// A form that was refused: 422, with what was typed.
pub(crate) fn refused(page: &impl Template) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A page with another status.
pub(crate) fn with_status(status: StatusCode, page: &impl Template) -> Answer {
    #[expect(clippy::disallowed_methods, reason = "the one way in which a page is drawn; what fails is answered")]
    let drawn = page.render();
    match drawn {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => Err(crewline_core::db::Error::Fault(error.to_string()).into()),
    }
}

/// An address with the filters that hold, and more.
pub(crate) fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Undrawable;

    impl std::fmt::Display for Undrawable {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            Err(std::fmt::Error)
        }
    }

    #[derive(Template)]
    #[template(source = "{{ part }}", ext = "txt")]
    struct Part {
        part: Undrawable,
    }

    #[test]
    fn a_template_that_fails_is_a_failure_of_ours_and_no_empty_page() {
        let failure = page(&Part { part: Undrawable }).unwrap_err();
        assert_eq!(failure.into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
