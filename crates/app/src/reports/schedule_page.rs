//! The schedule of a saved report, and the page that ends its letters.

use askama::Template;
use crewline_core::accounts::Theme;

use crate::view::{FieldProblem, Layout, SelectField, TextField, field_problems};

/// The form of a report's schedule.
#[derive(Template)]
#[template(path = "reports/schedule.html")]
pub(crate) struct ScheduleForm {
    pub(crate) layout: Layout,
    /// The report's name.
    pub(crate) name: String,
    /// The time zone of the hour, in words.
    pub(crate) zone_hint: String,
    /// Whether there is a mail server.
    pub(crate) has_mail: bool,
    /// `every`: how often; empty for not at all.
    pub(crate) every: SelectField,
    /// `at`: the hour.
    pub(crate) at: TextField,
    /// `weekday`: for each week.
    pub(crate) weekday: SelectField,
    /// `day_of_month`: for each month.
    pub(crate) day_of_month: SelectField,
    /// `member_q`: a search for members; `None` where all of them are in the form.
    pub(crate) search: Option<TextField>,
    /// The members to choose from; none where it goes to the viewpoint alone.
    pub(crate) members: Vec<RecipientRow>,
    /// Whether there are more members than are in the form.
    pub(crate) has_more: bool,
    /// The change that the members need.
    pub(crate) members_error: Option<String>,
    /// The next runs, in words.
    pub(crate) next_runs: Vec<String>,
    /// The addresses outside the team; `None` for those who do not see them, and while nothing is scheduled.
    pub(crate) outside: Option<Vec<OutsideRow>>,
    /// The form that adds an address, for those who may.
    pub(crate) add_outside: Option<String>,
}

/// An address outside the team that gets the report.
pub(crate) struct OutsideRow {
    /// Its page.
    pub(crate) href: String,
    pub(crate) email: String,
    pub(crate) name: String,
    /// Its number access in words.
    pub(crate) access: String,
    /// The end of the last letter, in words.
    pub(crate) about: String,
}

/// A member who may get the report.
pub(crate) struct RecipientRow {
    /// The opaque id.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
    /// The end of the last letter, in words.
    pub(crate) about: String,
}

impl ScheduleForm {
    fn problems(&self) -> Vec<FieldProblem> {
        let fields = [&self.every, &self.weekday, &self.day_of_month].map(|field| (field.name, &field.error));
        let fields = fields.into_iter().chain([(self.at.name, &self.at.error), ("members", &self.members_error)]);
        field_problems(fields)
    }
}

/// The page that the link in a letter opens. Everybody who has the link may use it.
#[derive(Template)]
#[template(path = "reports/letters_end.html")]
pub(crate) struct LettersEnd {
    /// The browser's theme.
    pub(crate) theme: Theme,
    /// The business that the letters are about.
    pub(crate) business: String,
    /// The address that the letters go to.
    pub(crate) email: String,
    /// Whether the letters are still sent.
    pub(crate) wants: bool,
}

#[cfg(test)]
impl ScheduleForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout, options, viewer_layout};
        use crate::view::{Nav, SelectOption};
        let every = [("", "Not at all"), ("day", "Every day"), ("week", "Every week"), ("month", "Every month")];
        let every = every.map(|(value, label)| SelectOption::new(value, label)).to_vec();
        let member = |at: usize| RecipientRow {
            id: format!("mem_{at}"),
            name: ["Olga Brandt", LONG, RTL, HTML][at % 4].to_owned(),
            is_chosen: at.is_multiple_of(2),
            about: ["", "Mailed Today 08:00", "Nothing was mailed, since the reader sees no number."][at % 3]
                .to_owned(),
        };
        let outside = |at: usize| OutsideRow {
            href: format!("/b/northline/report-recipients/out_{at}"),
            email: ["vera@bayplumbing.example", LONG, RTL, HTML][at % 4].to_owned(),
            name: ["", "Vera Kim", LONG][at % 3].to_owned(),
            access: "3 numbers, 1 group".to_owned(),
            about: ["", "Mailed Today 08:00", "Nothing was mailed, since the reader sees no number."][at % 3]
                .to_owned(),
        };
        let page = |shell: Layout, every_word: &str, count| Self {
            layout: shell,
            name: "Sources of the month".to_owned(),
            zone_hint: "In America/Chicago, the business's zone".to_owned(),
            has_mail: true,
            every: SelectField::new("every", every_word, every.clone()),
            at: TextField::with_value("at", "08:00"),
            weekday: SelectField::new("weekday", "", options("Weekday", 7)),
            day_of_month: SelectField::new("day_of_month", "", options("Day", 31)),
            search: (count > 20).then(|| TextField::with_value("member_q", "olga")),
            members: (0..count).map(member).collect(),
            has_more: count > 20,
            members_error: None,
            next_runs: Vec::new(),
            outside: None,
            add_outside: None,
        };
        let mut set = page(layout(Nav::Analytics), "week", 5);
        set.outside = Some((0..4).map(outside).collect());
        set.add_outside = Some("/b/northline/reports/rpt_1/recipients/new".to_owned());
        set.next_runs = vec!["Monday, 7 December 2026, 08:00 (America/Chicago)".to_owned(); 3];
        let mut refused = page(crowded_layout(Nav::Analytics), "month", 60);
        refused.at = refused.at.refused("Use an hour and minutes like 08:00.");
        refused.members_error = Some("Choose 1 to 200 members.".to_owned());
        vec![
            ("not scheduled", page(layout(Nav::Analytics), "", 5)),
            ("weekly", set),
            ("refused", refused),
            ("manager", Self { outside: Some(Vec::new()), ..page(layout(Nav::Analytics), "week", 5) }),
            ("viewer", page(viewer_layout(Nav::Analytics), "day", 0)),
            ("no mail", Self { has_mail: false, ..page(layout(Nav::Analytics), "", 0) }),
        ]
    }
}

#[cfg(test)]
impl LettersEnd {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |business: &str, wants| Self {
            theme: Theme::System,
            business: business.to_owned(),
            email: "vera@bayplumbing.example".to_owned(),
            wants,
        };
        vec![("asked", page("Northline", true)), ("done", page(crate::view::samples::HTML, false))]
    }
}
