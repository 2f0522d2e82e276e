//! The effect of a change of a member, in words: before it is saved, and afterwards.

use crewline_core::members::{Edited, Effect, MemberEffect};

use crate::view::counted;

/// Whether the member or somebody else loses something.
pub(super) fn narrows(effect: &Effect) -> bool {
    sees_less(effect) || effect.impersonations > 0 || effect.invitations > 0
}

/// Whether the member sees less than before, or may do less.
fn sees_less(effect: &Effect) -> bool {
    let loses = of_member(effect).is_some_and(|member| member.loses.numbers > 0);
    loses || effect.role.is_some_and(|(from, to)| from.outranks(to))
}

/// The numbers that the member gains and loses, if any.
fn of_member(effect: &Effect) -> Option<&MemberEffect> {
    effect.access.members.first()
}

/// The effect of saving, in sentences.
pub(super) fn sentences(effect: &Effect) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((from, to)) = effect.role {
        lines.push(format!("{} becomes {}", from.title(), to.title()));
    }
    if let Some(member) = of_member(effect) {
        for (verb, amount) in [("Loses", member.loses), ("Gains", member.gains)] {
            if amount.numbers > 0 {
                let more = if amount.has_more_calls { "more than " } else { "" };
                let numbers = counted(amount.numbers, "number", "numbers");
                lines.push(format!("{verb} {numbers} and {more}{}", counted(amount.calls, "call", "calls")));
            }
        }
    }
    if sees_less(effect) && effect.sessions > 0 {
        lines.push(counted(effect.sessions, "live session narrows", "live sessions narrow"));
    }
    if effect.impersonations > 0 {
        lines.push(counted(effect.impersonations, "period of Log in as ends", "periods of Log in as end"));
    }
    if effect.invitations > 0 {
        lines.push(counted(effect.invitations, "of their invitations ends", "of their invitations end"));
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
            parts.push(counted(count, one, more));
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
    use crewline_core::members::{AccessEffect, Amount};

    use super::*;

    fn effect(role: Option<(Role, Role)>, gains: (usize, i64), loses: (usize, i64)) -> Effect {
        let amount = |(numbers, calls)| Amount { numbers, calls, has_more_calls: false };
        let member = MemberEffect {
            member: crewline_core::testing::member_id(1),
            name: "Vera".to_owned(),
            gains: amount(gains),
            loses: amount(loses),
        };
        let mut access = AccessEffect::default();
        access.members.push(member);
        Effect { role, access, sessions: 3, impersonations: 0, invitations: 0 }
    }

    #[test]
    fn lost_numbers_and_calls_are_counted_in_words() {
        let effect = Effect { sessions: 1, invitations: 2, ..effect(None, (0, 0), (3, 1_204)) };
        let expected = ["Loses 3 numbers and 1,204 calls", "1 live session narrows", "2 of their invitations end"];
        assert!(narrows(&effect));
        assert_eq!(sentences(&effect), expected);
    }

    #[test]
    fn gained_numbers_take_nothing_away() {
        let raised = effect(Some((Role::Viewer, Role::Manager)), (1, 1), (0, 0));
        assert!(!narrows(&raised));
        assert_eq!(sentences(&raised), ["Viewer becomes Manager", "Gains 1 number and 1 call"]);
        let watched = Effect { impersonations: 1, ..raised };
        assert!(narrows(&watched), "somebody's Log in as ends");
        let expected = ["Viewer becomes Manager", "Gains 1 number and 1 call", "1 period of Log in as ends"];
        assert_eq!(sentences(&watched), expected, "no session sees less");
        assert!(narrows(&effect(Some((Role::Manager, Role::Viewer)), (0, 0), (0, 0))));
        let nothing = effect(None, (0, 0), (0, 0));
        assert_eq!(sentences(&nothing), ["What they may see and do stays the same"]);
    }
}
