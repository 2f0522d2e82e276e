use crewline_core::accounts::Theme;

use super::{Flash, Nav, Person, SetupSummary, initials};

/// A business in the switcher.
#[derive(Clone, Debug)]
pub(crate) struct BusinessName {
    /// Its name, as typed.
    pub(crate) name: String,
    /// Its part of the address: `/b/{slug}`.
    pub(crate) slug: String,
    /// Whether it is deleted, and shown to an Owner who may take it back.
    pub(crate) is_deleted: bool,
}

impl BusinessName {
    /// A business that is not deleted.
    pub(crate) fn live(name: String, slug: String) -> Self {
        Self { name, slug, is_deleted: false }
    }

    /// The address that it is opened by.
    pub(crate) fn href(&self) -> String {
        if self.is_deleted { format!("/b/{}/deletion", self.slug) } else { format!("/b/{}", self.slug) }
    }

    /// The initials of the name.
    pub(crate) fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// The banner of Log in as.
#[derive(Clone, Debug)]
pub(crate) struct LogInAsBanner {
    /// Names this Log in as in the forms that are shown under it. It is no credential.
    pub(crate) period: String,
    /// The name of the person at the keyboard.
    pub(crate) actor: String,
    /// The name of the teammate whose viewpoint is used.
    pub(crate) viewpoint: String,
    /// Whole minutes until it ends.
    pub(crate) minutes_left: u64,
    /// Whether changes were allowed in the second, confirmed step.
    pub(crate) changes_allowed: bool,
    /// The page that allows changes.
    pub(crate) changes_href: String,
    /// The address that **Return to my account** posts to.
    pub(crate) return_href: String,
}

impl LogInAsBanner {
    /// The name of the hidden form field with the period.
    pub(crate) const FIELD: &str = "logged_in_as";
}

/// The layout of a signed-in page: everything that is the same on every page of a business.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
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
    /// The viewpoint's member.
    pub(crate) person: Person,
    /// This page's own path and query, to return to after a change of theme.
    pub(crate) address: String,
    /// The sentence to show once.
    pub(crate) flash: Option<Flash>,
    /// Log in as, while it lasts.
    pub(crate) acting: Option<LogInAsBanner>,
    /// The state of the set-up, on the first pages, until it is done.
    pub(crate) setup: Option<SetupSummary>,
}

impl Layout {
    /// Whether this page is, or is below, that page of the sidebar.
    pub(crate) fn is_current(&self, page: &Nav) -> bool {
        self.current == Some(*page)
    }

    /// Names the Log in as that the page is shown under, for its forms.
    pub(crate) fn period(&self) -> Option<&str> {
        self.acting.as_ref().map(|acting| acting.period.as_str())
    }

    /// An address of this business: `/calls` becomes `/b/{slug}/calls`.
    pub(crate) fn href(&self, path: &str) -> String {
        format!("/b/{}{path}", self.business.slug)
    }
}
