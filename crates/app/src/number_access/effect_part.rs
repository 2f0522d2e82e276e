//! The effect of saving a form on who sees which numbers: the part of the form that says it, and its words.

use askama::Template;
use crewline_core::members::{AccessEffect, Amount, MemberEffect};

use crate::view::{counted, effect_sentence, invitation_sentences, outside_name};

/// The most members, and the most addresses outside the team, that the part names. The rest are counted.
const MAX_NAMED: usize = 20;

/// The effect of saving: a part of a form, and the whole answer of the address that a script requests it from.
#[derive(Clone, Default, Template)]
#[template(path = "number_access/effect.html")]
pub(crate) struct EffectPart {
    /// The digest of the effect, posted as `seen`: a change is saved only after its effect was shown.
    pub(crate) digest: String,
    /// The effect in sentences; empty when there is nothing to say.
    pub(crate) lines: Vec<String>,
    /// Whether it deserves a second look: somebody gains or loses something.
    pub(crate) is_warning: bool,
}

impl askama::filters::HtmlSafe for EffectPart {}

impl EffectPart {
    /// The effect of a change of numbers or groups.
    pub(crate) fn of(effect: &AccessEffect) -> Self {
        Self { digest: effect.digest().to_owned(), lines: effect_lines(effect), is_warning: !effect.is_empty() }
    }

    /// Why there is no effect to show.
    pub(crate) fn sentence(sentence: impl Into<String>) -> Self {
        Self { digest: String::new(), lines: vec![sentence.into()], is_warning: true }
    }
}

/// The effect on some members in sentences. Those who gain come first.
pub(crate) fn member_lines<'m>(members: impl IntoIterator<Item = &'m MemberEffect>) -> Vec<String> {
    let members = members.into_iter().map(|each| (each.name.clone(), each.gains, each.loses)).collect();
    lines(members, "more member sees other numbers", "more members see other numbers")
}

/// The effect on members and on addresses outside the team in sentences.
pub(crate) fn viewer_lines(effect: &AccessEffect) -> Vec<String> {
    let outside = effect.outside.iter().map(|each| (outside_name(&each.email), each.gains, each.loses)).collect();
    let (one, more) = ("more address outside the team sees other numbers", "more addresses outside see other numbers");
    let mut all = member_lines(&effect.members);
    all.extend(lines(outside, one, more));
    all
}

/// The name and the amounts of each in sentences, those who gain first. `one` and `more` count the rest.
fn lines(mut named: Vec<(String, Amount, Amount)>, one: &str, more: &str) -> Vec<String> {
    named.sort_by_key(|(_, gains, _)| gains.numbers == 0);
    let mut lines: Vec<String> =
        named.iter().take(MAX_NAMED).map(|(name, gains, loses)| effect_sentence(name, *gains, *loses)).collect();
    let rest = named.len().saturating_sub(MAX_NAMED);
    if rest > 0 {
        lines.push(counted(rest, one, more));
    }
    lines
}

/// The effect in sentences.
fn effect_lines(effect: &AccessEffect) -> Vec<String> {
    let mut lines = viewer_lines(effect);
    lines.extend(invitation_sentences(effect.invitations_widened, effect.invitations_narrowed));
    lines
}

#[cfg(test)]
impl EffectPart {
    /// An effect by which somebody gains and somebody loses numbers.
    pub(crate) fn sample() -> Self {
        use crate::view::samples::{HTML, LONG};
        let lines = [
            "Dana Whitfield gains 1 number and its 214 past calls",
            LONG,
            HTML,
            "client@bay.example (outside the team) loses 1 number",
            "1 pending invitation gives more numbers",
        ];
        Self { digest: "a1".to_owned(), lines: lines.map(str::to_owned).into(), is_warning: true }
    }
}
