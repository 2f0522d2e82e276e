//! The form to create or edit a number group: a name, and a picker that searches among thousands of numbers.

use askama::Template;

use crate::number_access::effect_part::EffectPart;
use crate::view::{FieldProblem, Layout, TextField, field_problems};

/// The form of a group. It posts to its own address. Without script its search button posts too, as `search`; the
/// answer is this form again, with the input and the results of the search.
#[derive(Template)]
#[template(path = "numbers/groups/form.html")]
pub(crate) struct NumberGroupForm {
    pub(crate) layout: Layout,
    /// The opaque id of the group that is edited; `None` for a new one.
    pub(crate) id: Option<String>,
    /// `name`.
    pub(crate) name: TextField,
    /// `q`: the search text.
    pub(crate) search: TextField,
    /// The numbers to pick from.
    pub(crate) numbers: PickedNumbers,
    /// The members who see more or less by saving.
    pub(crate) effect: EffectPart,
    /// Whether the person has to look at the effect, and confirm it, before anything is saved.
    pub(crate) needs_confirmation: bool,
    /// Why it was refused, if the reason is not about a single field.
    pub(crate) error: Option<String>,
}

/// The rows of the picker: first the picked numbers, then the results of the search. It is a separate template, because
/// it is the whole answer of `/b/{slug}/number-groups/numbers`, to which a script posts the form.
#[derive(Template)]
#[template(path = "numbers/groups/form_picked.html")]
pub(crate) struct PickedNumbers {
    /// The numbers.
    pub(crate) rows: Vec<PickedNumber>,
}

impl askama::filters::HtmlSafe for PickedNumbers {}

impl PickedNumbers {
    fn picked(&self) -> usize {
        self.rows.iter().filter(|number| number.picked).count()
    }
}

/// A number in the picker, sent as `number_ids`.
pub(crate) struct PickedNumber {
    /// The opaque id.
    pub(crate) id: String,
    /// The friendly name.
    pub(crate) name: String,
    /// The number, as this business writes it.
    pub(crate) phone: String,
    /// The group that it is in now, if that is another one.
    pub(crate) group: Option<String>,
    /// Whether it is in this group.
    pub(crate) picked: bool,
}

impl NumberGroupForm {
    /// The address that answers only the effect.
    fn effect_href(&self) -> String {
        match &self.id {
            Some(id) => self.layout.href(&format!("/number-groups/{id}/edit/effect")),
            None => self.layout.href("/number-groups/new/effect"),
        }
    }

    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([(self.name.name, &self.name.error)])
    }
}

#[cfg(test)]
impl NumberGroupForm {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, crowded_layout, layout};
        let numbers = |count: usize| PickedNumbers {
            rows: (0..count)
                .map(|at| PickedNumber {
                    id: format!("num_{at}"),
                    name: ["Google Ads, Oakland", "Yelp listing", LONG, RTL, HTML][at % 5].to_owned(),
                    phone: format!("(415) 555-{:04}", 100 + at),
                    group: (at % 3 == 2).then(|| "Summit Roofing".to_owned()),
                    picked: at < count / 3,
                })
                .collect(),
        };
        let new = || Self {
            layout: layout(Nav::Numbers),
            id: None,
            name: TextField::new("name"),
            search: TextField::new("q"),
            numbers: numbers(5),
            effect: EffectPart::default(),
            needs_confirmation: false,
            error: None,
        };
        let refused = Self {
            name: TextField::with_value("name", "Bay Plumbing")
                .refused("There is a group of this name. Choose another."),
            numbers: numbers(50),
            ..new()
        };
        let edit = Self {
            layout: crowded_layout(Nav::Numbers),
            id: Some("grp_1".to_owned()),
            name: TextField::with_value("name", HTML),
            search: TextField::with_value("q", RTL),
            numbers: numbers(0),
            ..new()
        };
        let asked = Self {
            id: Some("grp_1".to_owned()),
            name: TextField::with_value("name", "Bay Plumbing"),
            effect: EffectPart::sample(),
            needs_confirmation: true,
            ..new()
        };
        vec![("new", new()), ("refused", refused), ("edit", edit), ("asked", asked)]
    }
}
