//! Settings → Qualified calls: the form of one rule.

use askama::Template;

use crate::view::{FieldProblem, Layout, TextField, When, field_problems};

/// The form of a new rule, or of one that is there.
#[derive(Template)]
#[template(path = "settings/qualified_rule.html")]
pub(crate) struct QualifiedRuleForm {
    pub(crate) layout: Layout,
    /// The opaque id of the rule; `None` for a new one.
    pub(crate) id: Option<String>,
    /// `rule_name`.
    pub(crate) rule_name: TextField,
    /// `matches`: `all` or `any`, and what to change.
    pub(crate) matches: TextField,
    /// Whether it asks for a call that was answered.
    pub(crate) answered: bool,
    /// Whether it asks for the caller's first call to the number.
    pub(crate) first_time: bool,
    /// `talk_seconds`.
    pub(crate) talk_seconds: TextField,
    /// `source`.
    pub(crate) sources: Choices,
    /// `group_id`.
    pub(crate) groups: Choices,
    /// `day`: the days of the week.
    pub(crate) days: Choices,
    /// `hours_from`.
    pub(crate) hours_from: TextField,
    /// `hours_to`.
    pub(crate) hours_to: TextField,
    /// The time zone of the hours, in words.
    pub(crate) zone: String,
    /// `tag`.
    pub(crate) tags: Choices,
    /// The sentence that says that no condition is chosen.
    pub(crate) conditions_error: Option<String>,
    /// Why it can't be saved as a whole.
    pub(crate) error: Option<String>,
    /// The preview of the rule; `None` before it was asked for.
    pub(crate) preview: Option<PreviewPart>,
    /// Whether past calls are to be gone over, too.
    pub(crate) review_past: bool,
}

/// Boxes to tick.
pub(crate) struct Choices {
    /// The id of their fieldset: unique within the page.
    pub(crate) id: &'static str,
    /// The name of each box.
    pub(crate) name: &'static str,
    pub(crate) items: Vec<Choice>,
    /// The sentence that says what to change.
    pub(crate) error: Option<String>,
}

/// A box to tick.
pub(crate) struct Choice {
    /// The value that the form sends.
    pub(crate) value: String,
    /// The text that the person reads.
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// The preview of a rule.
pub(crate) struct PreviewPart {
    /// The rule in a plain sentence. It is sent along with the form, which is saved only as it was shown.
    pub(crate) sentence: String,
    /// The counts, in sentences.
    pub(crate) effect: String,
    /// Whether the form was to be saved, and says another thing than what was shown before.
    pub(crate) has_changed: bool,
    /// The newest of the calls that it would have marked.
    pub(crate) rows: Vec<PreviewRow>,
}

/// A call that a rule would have marked.
pub(crate) struct PreviewRow {
    /// The address of its page.
    pub(crate) href: String,
    /// The caller as this business writes it.
    pub(crate) caller: String,
    /// When it came.
    pub(crate) at: When,
    /// The name of its number, and its source.
    pub(crate) about: String,
    /// How long the two sides talked.
    pub(crate) talk: String,
}

impl QualifiedRuleForm {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.rule_name.name, &self.rule_name.error),
            (self.matches.name, &self.matches.error),
            ("conditions", &self.conditions_error),
            (self.talk_seconds.name, &self.talk_seconds.error),
            (self.sources.id, &self.sources.error),
            (self.groups.id, &self.groups.error),
            (self.days.id, &self.days.error),
            (self.tags.id, &self.tags.error),
        ])
    }

    /// The address of the removal.
    fn removal_href(&self) -> String {
        let id = self.id.as_deref().unwrap_or_default();
        self.layout.href(&format!("/settings/qualified-calls/{id}/removal"))
    }
}

#[cfg(test)]
impl QualifiedRuleForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, moment};
        let choices = |id, name, labels: &[&str], count: usize| Choices {
            id,
            name,
            items: (0..count)
                .map(|at| Choice {
                    value: format!("{at}"),
                    label: labels[at % labels.len()].to_owned(),
                    is_chosen: at % 2 == 1,
                })
                .collect(),
            error: None,
        };
        let page = |shell: Layout, count: usize| Self {
            layout: shell,
            id: None,
            rule_name: TextField::with_value("rule_name", "Long calls from ads"),
            matches: TextField::with_value("matches", "all"),
            answered: true,
            first_time: false,
            talk_seconds: TextField::with_value("talk_seconds", "60"),
            sources: choices("sources", "source", &["Google Ads", "Yelp", LONG, HTML], count),
            groups: choices("groups", "group_id", &["Bay Plumbing", RTL, LONG], count),
            days: choices("hours", "day", &["Monday", "Tuesday", "Wednesday"], 3),
            hours_from: TextField::with_value("hours_from", "09:00"),
            hours_to: TextField::with_value("hours_to", "17:30"),
            zone: "All times America/New York".to_owned(),
            tags: choices("rule-tags", "tag", &["New patient", HTML], count),
            conditions_error: None,
            error: None,
            preview: None,
            review_past: false,
        };
        let row = |at: usize| PreviewRow {
            href: format!("/b/northline/calls/call_{at}"),
            caller: ["(415) 555-0193", LONG, RTL][at % 3].to_owned(),
            at: moment((at * 90) as i64),
            about: ["Google Ads, Oakland · Google Ads", HTML][at % 2].to_owned(),
            talk: "4:12".to_owned(),
        };
        let seen = |count, has_changed| {
            Some(PreviewPart {
                sentence: "A call is qualified if it was answered and came from Google Ads or Yelp.".to_owned(),
                effect: "In the last 30 days it would have marked 48 of 312 calls as qualified.".to_owned(),
                has_changed,
                rows: (0..count).map(row).collect(),
            })
        };
        let wrong = |field: TextField| field.refused("Use 1 to 86400 seconds.");
        let refused = page(crowded_layout(Nav::Settings), 4);
        let error = || Some("Choose 50 at most.".to_owned());
        vec![
            ("new", page(layout(Nav::Settings), 3)),
            ("nothing to choose from", page(layout(Nav::Settings), 0)),
            ("previewed", Self { preview: seen(10, false), review_past: true, ..page(layout(Nav::Settings), 3) }),
            (
                "changed after the preview",
                Self { id: Some("rule_1".to_owned()), preview: seen(0, true), ..page(layout(Nav::Settings), 80) },
            ),
            (
                "refused",
                Self {
                    id: Some("rule_1".to_owned()),
                    rule_name: TextField::with_value("rule_name", LONG).refused("Use 80 characters at most."),
                    matches: TextField::new("matches").refused("Choose all or any of the conditions."),
                    talk_seconds: wrong(TextField::with_value("talk_seconds", HTML)),
                    sources: Choices { error: error(), ..choices("sources", "source", &[LONG], 2) },
                    groups: Choices { error: error(), ..choices("groups", "group_id", &[RTL], 2) },
                    days: Choices { error: error(), ..choices("hours", "day", &["Monday"], 1) },
                    tags: Choices { error: error(), ..choices("rule-tags", "tag", &[HTML], 2) },
                    conditions_error: Some("Choose at least one condition.".to_owned()),
                    ..refused
                },
            ),
            (
                "too many",
                Self { error: Some("There are 20 rules already.".to_owned()), ..page(layout(Nav::Settings), 2) },
            ),
        ]
    }
}
