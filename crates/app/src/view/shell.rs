use crewline_core::people::Theme;

use super::{Flash, Nav, Person, initials};

/// A business in the switcher.
#[derive(Clone, Debug)]
pub(crate) struct BusinessName {
    /// Its name, as typed.
    pub(crate) name: String,
    /// Its part of the address: `/b/{slug}`.
    pub(crate) slug: String,
}

impl BusinessName {
    /// The letters that stand for the business.
    pub(crate) fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// Log in as: who is at the keyboard, and whose eyes are used.
#[derive(Clone, Debug)]
pub(crate) struct Acting {
    /// Names this Log in as in the forms that are shown under it. It opens nothing.
    pub(crate) period: String,
    /// The name of the person at the keyboard.
    pub(crate) actor: String,
    /// The name of the teammate whose eyes are used.
    pub(crate) viewpoint: String,
    /// Whole minutes until it ends by itself.
    pub(crate) minutes_left: u64,
    /// Whether changes were allowed in the second, confirmed step.
    pub(crate) changes_allowed: bool,
    /// Where changes are allowed.
    pub(crate) changes_href: String,
    /// Where **Return to my account** posts to.
    pub(crate) return_href: String,
}

impl Acting {
    /// The hidden field that names it in a form.
    pub(crate) const FIELD: &str = "logged_in_as";
}

/// The frame of a signed-in page: everything around it that is the same on every page of a business.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    /// The person's choice of theme.
    pub(crate) theme: Theme,
    /// The business whose page this is.
    pub(crate) business: BusinessName,
    /// Every business the person is in, this one too, by name. With one there is no switcher.
    pub(crate) businesses: Vec<BusinessName>,
    /// The pages that exist and that the role may use, in the order of the sidebar.
    pub(crate) nav: Vec<Nav>,
    /// The sidebar's page that this one belongs to.
    pub(crate) current: Option<Nav>,
    /// The member whose eyes are used.
    pub(crate) person: Person,
    /// This page's own path and query, to come back to after a change of theme.
    pub(crate) address: String,
    /// What the page before had to say.
    pub(crate) flash: Option<Flash>,
    /// Log in as, while it lasts.
    pub(crate) acting: Option<Acting>,
}

impl Shell {
    /// Whether this page is, or is below, that page of the sidebar.
    pub(crate) fn is_current(&self, page: &Nav) -> bool {
        self.current == Some(*page)
    }

    /// What names the Log in as that the page is shown under, for its forms.
    pub(crate) fn period(&self) -> Option<&str> {
        self.acting.as_ref().map(|acting| acting.period.as_str())
    }

    /// An address of this business: `/calls` becomes `/b/{slug}/calls`.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("/b/{}{path}", self.business.slug)
    }
}
