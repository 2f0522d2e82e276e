//! The page of a refusal or failure: what went wrong, and the next step.

use crewline_core::accounts::Theme;
use std::borrow::Cow;

use askama::Template;

use crate::view::LogInAsBanner;

/// A link to the next step.
#[derive(Clone, Debug)]
pub(crate) struct NextStep {
    /// The link's text.
    pub(crate) label: &'static str,
    /// The link's address.
    pub(crate) href: Cow<'static, str>,
}

/// The page for an error status.
#[derive(Template)]
#[template(path = "http/failure.html")]
pub(crate) struct Failure {
    /// The theme in the browser's cookie.
    pub(crate) theme: Theme,
    /// The status code.
    pub(crate) status: u16,
    /// The heading, which says what went wrong.
    pub(crate) title: &'static str,
    /// The advice, which says what to do.
    pub(crate) advice: String,
    /// The next step.
    pub(crate) next_step: NextStep,
    /// Log in as, while it lasts.
    pub(crate) acting: Option<LogInAsBanner>,
    /// The request's id, when the server's log may have an entry for it.
    pub(crate) request_id: Option<String>,
}

const START: NextStep = NextStep { label: "Go to the start", href: Cow::Borrowed("/") };
const TRY_AGAIN: NextStep = NextStep { label: "Try again", href: Cow::Borrowed("") };

impl Failure {
    fn new(theme: Theme, status: u16, title: &'static str, advice: impl Into<String>, next_step: NextStep) -> Self {
        Self { theme, status, title, advice: advice.into(), next_step, acting: None, request_id: None }
    }

    /// 404: the same page for what does not exist and for what the person may not see.
    pub(crate) fn not_found(theme: Theme) -> Self {
        let advice = "The address may be mistyped, or the page was removed.";
        Self::new(theme, 404, "There is nothing here", advice, START)
    }

    /// 403: the person may see the thing, but not do this to it; or the request came from another site.
    pub(crate) fn forbidden(theme: Theme) -> Self {
        let advice = "Your role does not allow this, or the form was not sent from this site. An Owner or Admin of the business can help.";
        Self::new(theme, 403, "This is not allowed", advice, START)
    }

    /// 400 and 422, where there is no form to show again.
    pub(crate) fn unreadable(theme: Theme, status: u16) -> Self {
        let advice = "Part of the request is missing or can't be read. Nothing was changed. Go back, check the form, and send it again.";
        Self::new(theme, status, "This could not be understood", advice, START)
    }

    /// 422: the address has a filter that can't be read. The next step is the list without filters.
    pub(crate) fn unreadable_filter(theme: Theme, status: u16, list: String) -> Self {
        let next_step = NextStep { label: "Show it without filters", href: Cow::Owned(list) };
        Self { next_step, title: "This address could not be understood", ..Self::unreadable(theme, status) }
    }

    /// 429: too many attempts.
    pub(crate) fn too_many(theme: Theme, wait_seconds: u64) -> Self {
        let advice = match wait_seconds.div_ceil(60) {
            ..=1 => "Wait a minute, then try again.".to_owned(),
            minutes => format!("Wait {minutes} minutes, then try again."),
        };
        Self::new(theme, 429, "Too many attempts", advice, TRY_AGAIN)
    }

    /// 500: an internal error. The page shows only the request's id.
    pub(crate) fn fault(theme: Theme, request_id: String) -> Self {
        let advice = "Something went wrong on our side. Try again. If it happens again, give the request id to the person who runs this server.";
        let page = Self::new(theme, 500, "That did not work", advice, TRY_AGAIN);
        Self { request_id: Some(request_id), ..page }
    }

    /// 503: the database can't be reached, or the server is busy or stopping.
    pub(crate) fn unavailable(theme: Theme, request_id: String) -> Self {
        let advice = "The server is busy or about to restart. Calls are still put through. Try again in a moment.";
        let page = Self::new(theme, 503, "Not available just now", advice, TRY_AGAIN);
        Self { request_id: Some(request_id), ..page }
    }
}

#[cfg(test)]
impl Failure {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let id = || "01JD9W8ZK3".to_owned();
        vec![
            ("logged in as", Self { acting: Some(crate::view::samples::acting()), ..Self::forbidden(Theme::System) }),
            ("404", Self::not_found(Theme::System)),
            ("403", Self::forbidden(Theme::System)),
            ("422", Self::unreadable(Theme::System, 422)),
            ("422 of a filter", {
                let page = Self::unreadable_filter(Theme::System, 422, "/b/northline/calls".into());
                Self { advice: "Status: choose one from the list.".into(), ..page }
            }),
            ("429", Self::too_many(Theme::System, 300)),
            ("500", Self::fault(Theme::System, id())),
            ("503", Self::unavailable(Theme::System, id())),
        ]
    }
}
