//! Settings → API: the member's own tokens.

use askama::Template;

use crate::view::{FieldProblem, Icon, Layout, SelectField, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/tokens.html")]
pub(crate) struct SettingsApi {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `token_name`: what the new token is for.
    pub(crate) token_name: TextField,
    /// `expires`: in how many days, or `never`.
    pub(crate) expires: SelectField,
    /// `reads_only`: whether the new token only reads.
    pub(crate) reads_only: bool,
    /// `confirm_password`, where the password is asked for again.
    pub(crate) confirm: Option<TextField>,
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
    /// Whether it only reads.
    pub(crate) reads_only: bool,
    /// When it expires; `None` means never.
    pub(crate) expires: Option<When>,
    /// Whether it has expired.
    pub(crate) is_expired: bool,
    /// When it was created.
    pub(crate) created: When,
    /// When it was last used; `None` if never.
    pub(crate) last_used: Option<When>,
}

impl SettingsApi {
    fn problems(&self) -> Vec<FieldProblem> {
        let confirm = self.confirm.iter().map(|field| (field.name, &field.error));
        let own = [(self.token_name.name, &self.token_name.error), (self.expires.name, &self.expires.error)];
        field_problems(own.into_iter().chain(confirm))
    }
}

#[cfg(test)]
impl SettingsApi {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::view::samples::{HTML, LONG, ago, crowded_layout, day, layout, viewer_layout};
        use crate::view::{Nav, SelectOption};
        let token = |at: usize| TokenRow {
            id: format!("tok_{at}"),
            name: ["Nightly export", "Wall board", LONG, HTML][at % 4].to_owned(),
            reads_only: at.is_multiple_of(2),
            expires: (at % 3 != 1).then(|| day(-(at as i64) * 500)),
            is_expired: at % 5 == 3,
            created: day(at as i64 * 500),
            last_used: (at % 3 != 2).then(|| ago((at * at * 90) as i64)),
        };
        let page = |shell: Layout, count| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Api),
            layout: shell,
            token_name: TextField::new("token_name"),
            expires: SelectField::new(
                "expires",
                "90",
                vec![SelectOption::new("90", "90 days"), SelectOption::new("never", "Never")],
            ),
            reads_only: false,
            confirm: None,
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
            (
                "asks for the password",
                Self {
                    confirm: Some(TextField::new("confirm_password").refused("This is not your password.")),
                    reads_only: true,
                    ..page(layout(Nav::Settings), 1)
                },
            ),
            ("refused", Self { token_name: refused, ..page(crowded_layout(Nav::Settings), 9) }),
        ]
    }
}
