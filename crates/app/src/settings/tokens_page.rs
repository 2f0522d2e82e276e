//! Settings → API: the member's own tokens.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/tokens.html")]
pub(crate) struct SettingsApi {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `token_name`: what the new token is for.
    pub(crate) token_name: TextField,
    /// The token that was just created. It is shown only once.
    pub(crate) new_token: Option<NewToken>,
    /// The live tokens, newest first.
    pub(crate) tokens: Vec<TokenRow>,
}

/// A token that was just created.
pub(crate) struct NewToken {
    /// Its name: the purpose of the token.
    pub(crate) name: String,
    /// The token itself.
    pub(crate) token: String,
}

/// A token in the list.
pub(crate) struct TokenRow {
    /// The opaque id.
    pub(crate) id: String,
    /// Its name: the purpose of the token.
    pub(crate) name: String,
    /// When it was created.
    pub(crate) created: When,
    /// When it was last used; `None` if never.
    pub(crate) last_used: Option<When>,
}

impl SettingsApi {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.token_name.name, &self.token_name.error)])
    }
}

#[cfg(test)]
impl SettingsApi {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, ago, crowded_layout, day, layout, viewer_layout};
        let token = |at: usize| TokenRow {
            id: format!("tok_{at}"),
            name: ["Nightly export", "Wall board", LONG, HTML][at % 4].to_owned(),
            created: day(at as i64 * 500),
            last_used: (at % 3 != 2).then(|| ago((at * at * 90) as i64)),
        };
        let page = |shell: Layout, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Api),
            layout: shell,
            token_name: TextField::new("token_name"),
            new_token: None,
            tokens: (0..count).map(token).collect(),
        };
        let fresh = NewToken {
            name: "Nightly export".to_owned(),
            token: "crw_7Hq2mZ0sKc4vT9yRw1XbN6eJpLdUoGfA3iS8kQxE5tM".to_owned(),
        };
        let refused = TextField::with_value("token_name", LONG).refused("A name is at most 100 characters long.");
        vec![
            ("typical", page(layout(Nav::Settings), 2)),
            ("empty", page(viewer_layout(Nav::Settings), 0)),
            ("fresh", Self { new_token: Some(fresh), ..page(layout(Nav::Settings), 1) }),
            ("refused", Self { token_name: refused, ..page(crowded_layout(Nav::Settings), 9) }),
        ]
    }
}
