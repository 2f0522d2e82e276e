//! The page of a refusal or failure: what went wrong, and the next step.

use crewline_core::accounts::Theme;
use std::borrow::Cow;

use askama::Template;

use crate::view::Layout;

/// A link to the next step.
#[derive(Clone, Debug)]
pub(crate) struct NextStep {
    /// The link's text.
    pub(crate) label: &'static str,
    /// The link's address.
    pub(crate) href: Cow<'static, str>,
}

impl NextStep {
    /// A link to another page.
    pub(crate) fn new(label: &'static str, href: String) -> Self {
        Self { label, href: Cow::Owned(href) }
    }
}

/// The same inside a business, with its sidebar, and the banner of Log in as while it lasts.
#[derive(Template)]
#[template(path = "page/failure_inside.html")]
pub(crate) struct FailureInside {
    pub(crate) layout: Layout,
    /// The problem.
    pub(crate) failure: Failure,
}

/// The page for an error status, outside of a business.
#[derive(Template)]
#[template(path = "page/failure.html")]
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
    /// Whether it would be possible once changes are allowed under Log in as.
    pub(crate) needs_changes: bool,
    /// The request's id, when the server's log may have an entry for it.
    pub(crate) request_id: Option<String>,
}

const START: NextStep = NextStep { label: "Go to the start", href: Cow::Borrowed("/") };
const TRY_AGAIN: NextStep = NextStep { label: "Try again", href: Cow::Borrowed("") };

impl Failure {
    fn new(theme: Theme, status: u16, title: &'static str, advice: impl Into<String>, next_step: NextStep) -> Self {
        Self { theme, status, title, advice: advice.into(), next_step, needs_changes: false, request_id: None }
    }

    /// Leads to the business that the page is shown in, or to the page that allows changes.
    pub(crate) fn lead_inside(&mut self, layout: &Layout) {
        if let Some(acting) = layout.acting.as_ref().filter(|_| self.needs_changes) {
            self.next_step = NextStep::new("Allow changes", acting.changes_href.clone());
        } else if self.next_step.href == START.href {
            self.next_step = NextStep::new(START.label, layout.href(""));
        }
    }

    /// 404: the same page for what does not exist and for what the person may not see.
    pub(crate) fn not_found(theme: Theme) -> Self {
        let advice = "The address may be mistyped, or the page was removed.";
        Self::new(theme, 404, "There is nothing here", advice, START)
    }

    /// 403: the person may see the thing, but not do this to it. A form of another address says so in its own sentence.
    pub(crate) fn forbidden(theme: Theme) -> Self {
        let advice = "Your role does not allow this. An Owner or Admin of the business can help.";
        Self::new(theme, 403, "This is not allowed", advice, START)
    }

    /// 421: the request is for another host. Its own sentence names both.
    pub(crate) fn misdirected(theme: Theme) -> Self {
        let advice = "Open this page by the address that the person who runs this server has given you.";
        Self::new(theme, 421, "This is another address", advice, TRY_AGAIN)
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
            ("404", Self::not_found(Theme::System)),
            ("403", Self::forbidden(Theme::System)),
            ("403 of a foreign form", {
                let advice =
                    "This form came from http://crew.example, and Crewline's own address is https://crew.example.";
                Self { advice: advice.into(), ..Self::forbidden(Theme::System) }
            }),
            ("421", Self::misdirected(Theme::System)),
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

#[cfg(test)]
impl FailureInside {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{acting, crowded_layout, layout};
        let bare = |layout: Layout| Layout { current: None, flash: None, setup: None, ..layout };
        let page = |layout: Layout, mut failure: Failure| {
            failure.lead_inside(&layout);
            Self { layout, failure }
        };
        let looking = Failure {
            advice: "You are looking only. Allow changes first.".to_owned(),
            needs_changes: true,
            ..Failure::forbidden(Theme::System)
        };
        let logged_in_as = Layout { acting: Some(acting()), ..bare(layout(Nav::Settings)) };
        vec![
            ("404", page(bare(layout(Nav::Calls)), Failure::not_found(Theme::System))),
            ("403", page(bare(crowded_layout(Nav::Calls)), Failure::forbidden(Theme::System))),
            ("logged in as", page(logged_in_as, looking)),
            ("500", page(bare(layout(Nav::Calls)), Failure::fault(Theme::System, "01JD9W8ZK3".to_owned()))),
        ]
    }
}
