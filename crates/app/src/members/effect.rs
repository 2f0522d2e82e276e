//! The effect of a change of a member, in words: before it is saved, and afterwards.

use crewline_core::members::{Edited, Effect};

use crate::view::grouped;

/// Whether the member or somebody else loses something.
pub(super) fn narrows(effect: &Effect) -> bool {
    sees_less(effect) || effect.impersonations > 0 || effect.invitations > 0
}

/// Whether the member sees less than before, or may do less.
fn sees_less(effect: &Effect) -> bool {
    effect.numbers_lost > 0 || effect.role.is_some_and(|(from, to)| from.outranks(to))
}

fn count_words(count: impl TryInto<i64>, one: &str, more: &str) -> String {
    match count.try_into().unwrap_or(i64::MAX) {
        1 => format!("1 {one}"),
        count => format!("{} {more}", grouped(count)),
    }
}

/// The effect of saving, in sentences.
pub(super) fn sentences(effect: &Effect) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((from, to)) = effect.role {
        lines.push(format!("{} becomes {}", from.title(), to.title()));
    }
    if effect.numbers_lost > 0 {
        let (numbers, calls) =
            (count_words(effect.numbers_lost, "number", "numbers"), count_words(effect.calls_lost, "call", "calls"));
        lines.push(format!("Loses {numbers} and {calls}"));
    }
    if effect.numbers_gained > 0 {
        let (numbers, calls) = (
            count_words(effect.numbers_gained, "number", "numbers"),
            count_words(effect.calls_gained, "call", "calls"),
        );
        lines.push(format!("Gains {numbers} and {calls}"));
    }
    if sees_less(effect) && effect.sessions > 0 {
        lines.push(count_words(effect.sessions, "live session narrows", "live sessions narrow"));
    }
    if effect.impersonations > 0 {
        lines.push(count_words(effect.impersonations, "period of Log in as ends", "periods of Log in as end"));
    }
    if effect.invitations > 0 {
        lines.push(count_words(effect.invitations, "of their invitations ends", "of their invitations end"));
    }
    if lines.is_empty() {
        lines.push("What they may see and do stays the same".to_owned());
    }
    lines
}

/// The message after saving: the new role, and what ended.
pub(super) fn receipt_sentence(edited: &Edited) -> String {
    let Edited { before, after, ended, .. } = edited;
    if !edited.changes_permissions() {
        return "Your changes are saved.".to_owned();
    }
    let mut parts = Vec::new();
    for (count, one, more) in [
        (ended.sessions, "live session follows from now on", "live sessions follow from now on"),
        (ended.impersonations, "period of Log in as ended", "periods of Log in as ended"),
        (ended.invitations, "invitation ended", "invitations ended"),
    ] {
        if count > 0 {
            parts.push(count_words(count, one, more));
        }
    }
    let role = if before.role == after.role {
        String::new()
    } else {
        format!(" {} is {} now.", after.name, after.role.title())
    };
    let ended = if parts.is_empty() { String::new() } else { format!(" {}.", parts.join(", ")) };
    format!("Your changes are saved.{role}{ended}")
}

#[cfg(test)]
mod tests {
    use crewline_core::access::Role;

    use super::*;

    const NOTHING: Effect = Effect {
        role: None,
        numbers_lost: 0,
        numbers_gained: 0,
        calls_lost: 0,
        calls_gained: 0,
        sessions: 3,
        impersonations: 0,
        invitations: 0,
    };

    #[test]
    fn lost_numbers_and_calls_are_counted_in_words() {
        let effect = Effect { numbers_lost: 3, calls_lost: 1_204, sessions: 1, invitations: 2, ..NOTHING };
        let expected = ["Loses 3 numbers and 1,204 calls", "1 live session narrows", "2 of their invitations end"];
        assert!(narrows(&effect));
        assert_eq!(sentences(&effect), expected);
    }

    #[test]
    fn gained_numbers_take_nothing_away() {
        let raised =
            Effect { role: Some((Role::Viewer, Role::Manager)), numbers_gained: 1, calls_gained: 1, ..NOTHING };
        assert!(!narrows(&raised));
        assert_eq!(sentences(&raised), ["Viewer becomes Manager", "Gains 1 number and 1 call"]);
        let watched = Effect { impersonations: 1, ..raised };
        assert!(narrows(&watched), "somebody's Log in as ends");
        let expected = ["Viewer becomes Manager", "Gains 1 number and 1 call", "1 period of Log in as ends"];
        assert_eq!(sentences(&watched), expected, "no session sees less");
        assert!(narrows(&Effect { role: Some((Role::Manager, Role::Viewer)), ..NOTHING }));
        assert_eq!(sentences(&NOTHING), ["What they may see and do stays the same"]);
    }
}
