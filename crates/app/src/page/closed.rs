//! Answers a form that would be refused with the reason.

use axum::http::StatusCode;
use crewline_core::Error;
use crewline_core::access::Viewpoint;

use super::answer::{Answer, with_status};
use super::browser::Browser;
use super::closed_page::Closed;
use super::layout::build_layout;
use crate::http::failure::report;
use crate::state::App;
use crate::view::Nav;

/// A form that is not shown, since what it sends would be refused.
pub(crate) struct ClosedForm {
    /// Its heading.
    pub(crate) title: &'static str,
    /// The page of the sidebar that it belongs to.
    pub(crate) nav: Nav,
    /// The page to go back to, below the business's address, and its name.
    pub(crate) back: (&'static str, &'static str),
}

impl ClosedForm {
    /// The answer with the status and the sentence that sending would have.
    pub(crate) async fn answer(
        &self,
        app: &App,
        browser: &Browser,
        viewpoint: &Viewpoint,
        error: impl Into<Error>,
    ) -> Answer {
        let report = report(error.into());
        self.answer_with(app, browser, viewpoint, report.status, report.sentence).await
    }

    /// The same with a sentence of its own.
    pub(crate) async fn answer_with(
        &self,
        app: &App,
        browser: &Browser,
        viewpoint: &Viewpoint,
        status: StatusCode,
        sentence: String,
    ) -> Answer {
        let layout = build_layout(app, viewpoint, browser, self.nav).await?;
        let back = (layout.href(self.back.0), self.back.1);
        with_status(status, &Closed { layout, title: self.title, sentence, back })
    }
}
