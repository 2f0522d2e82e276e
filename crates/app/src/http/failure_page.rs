//! Refusals and failures: each says in the product's words what is the matter and offers a way on.

use crewline_core::people::Theme;
use std::borrow::Cow;

use askama::Template;

use crate::view::Acting;

/// A way on.
#[derive(Clone, Debug)]
pub(crate) struct WayOn {
    /// What it does.
    pub(crate) label: &'static str,
    /// Where it leads.
    pub(crate) href: Cow<'static, str>,
}

/// A page that stands for a status code.
#[derive(Template)]
#[template(path = "http/failure.html")]
pub(crate) struct Failure {
    /// The theme by the cookie.
    pub(crate) theme: Theme,
    /// The status code.
    pub(crate) status: u16,
    /// What is the matter.
    pub(crate) title: &'static str,
    /// What to do about it.
    pub(crate) advice: String,
    /// The way on.
    pub(crate) way_on: WayOn,
    /// Log in as, while it lasts.
    pub(crate) acting: Option<Acting>,
    /// What to tell whoever runs the server; only where there is something to find in its log.
    pub(crate) request_id: Option<String>,
}

const START: WayOn = WayOn { label: "Go to the start", href: Cow::Borrowed("/") };
const AGAIN: WayOn = WayOn { label: "Try again", href: Cow::Borrowed("") };

impl Failure {
    fn new(theme: Theme, status: u16, title: &'static str, advice: impl Into<String>, way_on: WayOn) -> Self {
        Self { theme, status, title, advice: advice.into(), way_on, acting: None, request_id: None }
    }

    /// 404: unknown, foreign, or outside the number access, which are all the same.
    pub(crate) fn not_found(theme: Theme) -> Self {
        let advice = "The address may be mistyped, or what was here is gone.";
        Self::new(theme, 404, "There is nothing here", advice, START)
    }

    /// 403: the person may see the thing, but not do this to it; or the request came from another site.
    pub(crate) fn forbidden(theme: Theme) -> Self {
        let advice = "Your role does not allow this, or the form was not sent from this site. An Owner or Admin of the business can help.";
        Self::new(theme, 403, "This is not allowed", advice, START)
    }

    /// 400 and 422 where no form can say it better.
    pub(crate) fn unreadable(theme: Theme, status: u16) -> Self {
        let advice = "Part of what was sent is missing or has the wrong form. Nothing was changed. Go back, check it, and send it again.";
        Self::new(theme, status, "This could not be understood", advice, START)
    }

    /// 422: the address asks for what the list does not have. Without its filters it is there.
    pub(crate) fn unreadable_filter(theme: Theme, status: u16, list: String) -> Self {
        let way_on = WayOn { label: "Show it without filters", href: Cow::Owned(list) };
        Self { way_on, title: "This address could not be understood", ..Self::unreadable(theme, status) }
    }

    /// 429: too many attempts.
    pub(crate) fn too_many(theme: Theme, wait_seconds: u64) -> Self {
        let advice = match wait_seconds.div_ceil(60) {
            ..=1 => "Wait a minute, then try again.".to_owned(),
            minutes => format!("Wait {minutes} minutes, then try again."),
        };
        Self::new(theme, 429, "Too many attempts", advice, AGAIN)
    }

    /// 500: a fault of ours. Only the request's id is shown.
    pub(crate) fn fault(theme: Theme, request_id: String) -> Self {
        let advice = "Something went wrong on our side. Try again; if it stays, tell the person who runs this server the request id.";
        let page = Self::new(theme, 500, "That did not work", advice, AGAIN);
        Self { request_id: Some(request_id), ..page }
    }

    /// 503: the database can't be reached, or the server is busy or stopping.
    pub(crate) fn unavailable(theme: Theme, request_id: String) -> Self {
        let advice = "The server is busy or about to restart. Calls are still put through. Try again in a moment.";
        let page = Self::new(theme, 503, "Not available just now", advice, AGAIN);
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
