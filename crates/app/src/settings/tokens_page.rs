//! Settings → API: the member's own tokens.

use askama::Template;

use crate::view::{Entry, Icon, Problem, Shell, Tab, When, problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/tokens.html")]
pub(crate) struct SettingsApi {
    /// The frame.
    pub(crate) shell: Shell,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `token_name`: what the new token is for.
    pub(crate) token_name: Entry,
    /// The token that was just made: shown this once.
    pub(crate) fresh: Option<FreshToken>,
    /// The live tokens, newest first.
    pub(crate) tokens: Vec<TokenRow>,
}

/// A token that was just made.
pub(crate) struct FreshToken {
    /// What it is for.
    pub(crate) name: String,
    /// The token itself.
    pub(crate) token: String,
}

/// A token in the list.
pub(crate) struct TokenRow {
    /// The opaque id.
    pub(crate) id: String,
    /// What it is for.
    pub(crate) name: String,
    /// When it was made.
    pub(crate) made: When,
    /// When it was last used; none if never.
    pub(crate) last_used: Option<When>,
}

impl SettingsApi {
    fn problems(&self) -> Vec<Problem> {
        problems([(self.token_name.name, &self.token_name.error)])
    }
}

#[cfg(test)]
impl SettingsApi {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, ago, crowded_shell, day, shell, viewer_shell};
        let token = |at: usize| TokenRow {
            id: format!("tok_{at}"),
            name: ["Nightly export", "Wall board", LONG, HTML][at % 4].to_owned(),
            made: day(at as i64 * 500),
            last_used: (at % 3 != 2).then(|| ago((at * at * 90) as i64)),
        };
        let page = |shell: Shell, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Api),
            shell,
            token_name: Entry::new("token_name"),
            fresh: None,
            tokens: (0..count).map(token).collect(),
        };
        let fresh = FreshToken {
            name: "Nightly export".to_owned(),
            token: "crw_7Hq2mZ0sKc4vT9yRw1XbN6eJpLdUoGfA3iS8kQxE5tM".to_owned(),
        };
        let refused = Entry::filled("token_name", LONG).refused("A name is at most 100 characters long.");
        vec![
            ("typical", page(shell(Nav::Settings), 2)),
            ("empty", page(viewer_shell(Nav::Settings), 0)),
            ("fresh", Self { fresh: Some(fresh), ..page(shell(Nav::Settings), 1) }),
            ("refused", Self { token_name: refused, ..page(crowded_shell(Nav::Settings), 9) }),
        ]
    }
}
