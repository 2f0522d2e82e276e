//! Addresses outside the team to which a report is mailed: the page of one, its form, and its removal.

use askama::Template;

use crate::members::sight_part::SightPart;
use crate::number_access::picker_page::AccessPicker;
use crate::view::{FieldProblem, Icon, Layout, TextField, When, field_problems};

/// The page of an address outside the team.
#[derive(Template)]
#[template(path = "reports/outside.html")]
pub(crate) struct OutsidePage {
    pub(crate) layout: Layout,
    /// The address.
    pub(crate) email: String,
    /// The name of its reader; may be empty.
    pub(crate) name: String,
    /// The report's name; `None` for the private report of somebody else.
    pub(crate) report: Option<String>,
    /// Its number access in words.
    pub(crate) access: String,
    /// The member who gave it.
    pub(crate) giver: String,
    /// When it was given.
    pub(crate) granted: When,
    /// When the last letter was sent.
    pub(crate) sent: Option<When>,
    /// Why none was sent the last time.
    pub(crate) problem: Option<String>,
    /// How much it sees.
    pub(crate) sight: SightPart,
    /// The addresses of the actions that the viewpoint may do on it.
    pub(crate) edit: Option<String>,
    pub(crate) remove: Option<String>,
}

/// The form of a new address, or of one that is there. It posts to its own address.
#[derive(Template)]
#[template(path = "reports/outside_form.html")]
pub(crate) struct OutsideForm {
    pub(crate) layout: Layout,
    pub(crate) title: &'static str,
    /// The report's name, or the address.
    pub(crate) about: String,
    /// The page that Cancel leads to, and its name.
    pub(crate) back: (String, String),
    /// `email`; `None` for an address that is there, which never changes.
    pub(crate) email: Option<TextField>,
    /// `name`.
    pub(crate) name: TextField,
    /// Its number access.
    pub(crate) access: AccessPicker,
    /// Why it can't be saved, where no field is at fault.
    pub(crate) error: Option<String>,
    /// The words of the button that saves.
    pub(crate) save: &'static str,
}

impl OutsideForm {
    fn problems(&self) -> Vec<FieldProblem> {
        let email = self.email.as_ref().map(|email| (email.name, &email.error));
        let others = [(self.name.name, &self.name.error), ("number_access", &self.access.error)];
        field_problems(email.into_iter().chain(others))
    }
}

/// The confirmation of a removal.
#[derive(Template)]
#[template(path = "reports/outside_removal.html")]
pub(crate) struct OutsideRemoval {
    pub(crate) layout: Layout,
    /// The page of the address.
    pub(crate) back: String,
    pub(crate) email: String,
}

#[cfg(test)]
impl OutsidePage {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, day, layout, moment};
        let typical = || Self {
            layout: layout(Nav::Analytics),
            email: "vera@bayplumbing.example".to_owned(),
            name: "Vera Kim".to_owned(),
            report: Some("Sources of the month".to_owned()),
            access: "1 number, 1 group".to_owned(),
            giver: "Olga Marsh".to_owned(),
            granted: day(900),
            sent: Some(moment(70)),
            problem: None,
            sight: SightPart::sample(),
            edit: Some("/b/northline/report-recipients/out_1/edit".to_owned()),
            remove: Some("/b/northline/report-recipients/out_1/removal".to_owned()),
        };
        let refused = Self {
            layout: crowded_layout(Nav::Analytics),
            email: format!("{}@example.com", "long".repeat(14)),
            name: HTML.to_owned(),
            report: None,
            problem: Some("Nothing was mailed, since the reader sees no number.".to_owned()),
            sent: None,
            access: "No numbers".to_owned(),
            sight: SightPart::sample_of_nothing(),
            ..typical()
        };
        let manager =
            Self { edit: None, remove: None, name: String::new(), sight: SightPart::sample_of_many(), ..typical() };
        vec![("typical", typical()), ("nothing to see", refused), ("manager", manager)]
    }
}

#[cfg(test)]
impl OutsideForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, crowded_layout, layout};
        let typical = || Self {
            layout: layout(Nav::Analytics),
            title: "Add an address outside the team",
            about: "Sources of the month".to_owned(),
            back: ("/b/northline/reports/rpt_1/schedule".to_owned(), "Schedule".to_owned()),
            email: Some(TextField::new("email")),
            name: TextField::new("name"),
            access: AccessPicker::sample("specific", 20),
            error: None,
            save: "Add address",
        };
        let refused = Self {
            layout: crowded_layout(Nav::Analytics),
            about: HTML.to_owned(),
            email: Some(TextField::with_value("email", "vera").refused("This is not an e-mail address.")),
            name: TextField::with_value("name", HTML).refused("Use 80 characters at most."),
            access: AccessPicker::sample("", 0),
            ..typical()
        };
        let full = Some("The report is mailed to 20 addresses outside the team already.".to_owned());
        let edit = Self {
            title: "Edit this address",
            about: "vera@bayplumbing.example".to_owned(),
            back: ("/b/northline/report-recipients/out_1".to_owned(), "vera@bayplumbing.example".to_owned()),
            email: None,
            save: "Save Changes",
            ..typical()
        };
        vec![("new", typical()), ("refused", refused), ("full", Self { error: full, ..typical() }), ("edit", edit)]
    }
}

#[cfg(test)]
impl OutsideRemoval {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, layout};
        let page = |email: &str| Self {
            layout: layout(Nav::Analytics),
            back: "/b/northline/report-recipients/out_1".to_owned(),
            email: email.to_owned(),
        };
        vec![("typical", page("vera@bayplumbing.example")), ("html", page(HTML))]
    }
}
