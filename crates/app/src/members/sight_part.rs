//! The part of a page that says how much a member, or an address outside the team, sees.

use askama::Template;

use crate::view::Icon;

/// The part: the counts, and the numbers and groups that were chosen.
#[derive(Template)]
#[template(path = "members/sight.html")]
pub(crate) struct SightPart {
    /// A sentence about the counts.
    pub(crate) about: &'static str,
    /// How much they see.
    pub(crate) surfaces: Vec<Surface>,
    /// The first numbers that were chosen for them.
    pub(crate) numbers: Vec<ChosenRow>,
    /// How many more numbers were chosen.
    pub(crate) more_numbers: usize,
    /// The first groups that were chosen for them.
    pub(crate) groups: Vec<ChosenRow>,
    /// How many more groups were chosen.
    pub(crate) more_groups: usize,
}

/// A number or group that was chosen.
pub(crate) struct ChosenRow {
    pub(crate) name: String,
    /// The digits of a number, or the size of a group.
    pub(crate) about: String,
    pub(crate) href: String,
}

/// A part of the product, and how much of it is seen.
pub(crate) struct Surface {
    pub(crate) label: &'static str,
    pub(crate) count: String,
    /// A note beside the count.
    pub(crate) about: Option<String>,
}

impl askama::filters::HtmlSafe for SightPart {}

#[cfg(test)]
impl SightPart {
    /// A chosen number or group.
    fn row(at: usize) -> ChosenRow {
        use crate::view::samples::{HTML, LONG, RTL};
        ChosenRow {
            name: ["Google Ads, Oakland", LONG, RTL, HTML][at % 4].to_owned(),
            about: "(415) 555-0142".to_owned(),
            href: format!("/b/northline/numbers/num_{at}"),
        }
    }

    /// Somebody who sees one number and one group.
    pub(crate) fn sample() -> Self {
        let surface = |label, count: &str| Surface { label, count: count.to_owned(), about: None };
        Self {
            about: "Counts match the member's own pages",
            surfaces: vec![
                Surface { about: Some("and 1 released".to_owned()), ..surface("Numbers", "5") },
                surface("Number groups", "1"),
                surface("Calls", "1,204"),
                surface("Recordings", "388"),
                surface("Sources to filter by", "3"),
            ],
            numbers: vec![Self::row(0)],
            more_numbers: 0,
            groups: vec![ChosenRow { about: "4 numbers".to_owned(), ..Self::row(4) }],
            more_groups: 0,
        }
    }

    /// Somebody for whom nothing was chosen.
    pub(crate) fn sample_without_choice() -> Self {
        Self { numbers: Vec::new(), groups: Vec::new(), ..Self::sample() }
    }

    /// Somebody who sees nothing.
    pub(crate) fn sample_of_nothing() -> Self {
        let surfaces = ["Numbers", "Number groups", "Calls", "Recordings", "Sources to filter by"];
        let nothing = |label| Surface { label, count: "0".to_owned(), about: None };
        Self { surfaces: surfaces.map(nothing).into(), ..Self::sample_without_choice() }
    }

    /// Somebody for whom very many were chosen.
    pub(crate) fn sample_of_many() -> Self {
        Self {
            numbers: (0..200).map(Self::row).collect(),
            more_numbers: 1_000,
            groups: (0..30).map(Self::row).collect(),
            ..Self::sample()
        }
    }
}
