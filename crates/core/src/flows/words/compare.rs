//! The difference of two versions of a flow, step by step, in sentences.

use super::super::{Flow, Outcome, Step};
use super::Names;
use super::describe::add_steps;
use super::step_words::{outcome_words, step_words};

/// A difference of two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place: in the new version, or in the old one for a step that was removed.
    pub place: String,
    /// The difference, in a sentence.
    pub sentence: String,
}

/// The differences of two versions of a flow, in the order of the steps. Equal flows have none.
pub fn compare(old: &Flow, new: &Flow, names: &Names) -> Vec<Change> {
    let mut changes = Vec::new();
    compare_lists(&old.steps, &new.steps, ("steps", "steps"), names, &mut changes);
    changes
}

/// A step of the old list, one of the new list, or a pair of them.
type Pair = (Option<usize>, Option<usize>);

fn compare_lists(old: &[Step], new: &[Step], places: (&str, &str), names: &Names, changes: &mut Vec<Change>) {
    let pairs = align(old, new);
    // A step that was removed in one place and added in another one was moved.
    let removed = |step: &Step| pairs.iter().any(|pair| matches!(pair, (Some(at), None) if old[*at] == *step));
    let added = |step: &Step| pairs.iter().any(|pair| matches!(pair, (None, Some(at)) if new[*at] == *step));
    for pair in &pairs {
        match *pair {
            (Some(at), None) => {
                let step = &old[at];
                if !added(step) {
                    let place = format!("{}.{at}", places.0);
                    changes.push(Change { place, sentence: format!("Removed: {}", whole_step(step, names)) });
                }
            }
            (None, Some(at)) => {
                let step = &new[at];
                let word = if removed(step) { "Moved" } else { "Added" };
                let place = format!("{}.{at}", places.1);
                changes.push(Change { place, sentence: format!("{word}: {}", whole_step(step, names)) });
            }
            (Some(before), Some(after)) => {
                let places = (format!("{}.{before}", places.0), format!("{}.{after}", places.1));
                compare_steps(&old[before], &new[after], (&places.0, &places.1), names, changes);
            }
            (None, None) => {}
        }
    }
}

fn compare_steps(old: &Step, new: &Step, places: (&str, &str), names: &Names, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    let (before, after) = (step_words(old, names), step_words(new, names));
    if before != after {
        changes.push(Change { place: places.1.to_owned(), sentence: format!("Changed: {before} Now: {after}") });
    }
    for (outcome, steps) in new.outcomes() {
        let place = format!("{}.{}", places.1, outcome.place());
        let label = outcome_words(&outcome, new);
        match old.outcomes().find(|(other, _)| is_same(other, &outcome)) {
            Some((other, others)) => {
                let old_label = outcome_words(&other, old);
                if old_label != label {
                    let sentence = format!("Changed: {old_label} Now: {label}");
                    changes.push(Change { place: place.clone(), sentence });
                }
                let old_place = format!("{}.{}", places.0, other.place());
                compare_lists(others, steps, (&old_place, &place), names, changes);
            }
            None => changes.push(Change { place, sentence: format!("Added: {}", whole_outcome(&label, steps, names)) }),
        }
    }
    for (outcome, steps) in old.outcomes().filter(|(other, _)| new.outcomes().all(|(kept, _)| !is_same(other, &kept))) {
        let place = format!("{}.{}", places.0, outcome.place());
        let label = outcome_words(&outcome, old);
        changes.push(Change { place, sentence: format!("Removed: {}", whole_outcome(&label, steps, names)) });
    }
}

/// Whether two outcomes are one and the same: keys are, whatever their place in the menu is.
fn is_same(one: &Outcome<'_>, other: &Outcome<'_>) -> bool {
    match (one, other) {
        (Outcome::Key(_, one), Outcome::Key(_, other)) => one.key == other.key,
        (one, other) => one == other,
    }
}

/// A step with all that is beneath it, in one text.
fn whole_step(step: &Step, names: &Names) -> String {
    joined(std::slice::from_ref(step), names)
}

fn whole_outcome(label: &str, steps: &[Step], names: &Names) -> String {
    if steps.is_empty() { format!("{label} go on below.") } else { format!("{label} {}", joined(steps, names)) }
}

fn joined(steps: &[Step], names: &Names) -> String {
    let mut sentences = Vec::new();
    add_steps(steps, "", 0, names, &mut sentences);
    sentences.into_iter().map(|sentence| sentence.text).collect::<Vec<_>>().join(" ")
}

/// Pairs the steps of two lists: equal ones in the longest common order, and between them those of one kind.
fn align(old: &[Step], new: &[Step]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    let ends = std::iter::once((old.len(), new.len()));
    for (to_old, to_new) in common(old, new).into_iter().chain(ends) {
        let mut next_new = from_new;
        for (at, step) in old.iter().enumerate().take(to_old).skip(from_old) {
            match (next_new..to_new).find(|candidate| new[*candidate].kind() == step.kind()) {
                Some(partner) => {
                    pairs.extend((next_new..partner).map(|added| (None, Some(added))));
                    pairs.push((Some(at), Some(partner)));
                    next_new = partner + 1;
                }
                None => pairs.push((Some(at), None)),
            }
        }
        pairs.extend((next_new..to_new).map(|added| (None, Some(added))));
        if to_old < old.len() {
            pairs.push((Some(to_old), Some(to_new)));
        }
        (from_old, from_new) = (to_old + 1, to_new + 1);
    }
    pairs
}

/// The longest common order of equal steps, as pairs of their places.
fn common(old: &[Step], new: &[Step]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut longest = vec![0_usize; (old.len() + 1) * width];
    for (i, before) in old.iter().enumerate().rev() {
        for (j, after) in new.iter().enumerate().rev() {
            longest[i * width + j] = if before == after {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{greeting, menu_of, names, office};
    use super::*;

    fn sentences(old: &[Step], new: &[Step]) -> Vec<(String, String)> {
        let flow = |steps: &[Step]| Flow { steps: steps.to_vec() };
        let changes = compare(&flow(old), &flow(new), &names());
        changes.into_iter().map(|Change { place, sentence }| (place, sentence)).collect()
    }

    fn owned(changes: &[(&str, &str)]) -> Vec<(String, String)> {
        changes.iter().map(|(place, sentence)| ((*place).to_owned(), (*sentence).to_owned())).collect()
    }

    #[test]
    fn equal_flows_have_no_differences() {
        assert!(compare(&office(), &office(), &names()).is_empty());
    }

    #[test]
    fn a_step_is_added_removed_changed_or_moved() {
        let [a, b, c] = ["A", "B", "C"].map(greeting);
        let tag = Step::Tag(vec!["New".to_owned()]);
        let (old, new) = ([a.clone(), tag.clone()], [b.clone(), tag.clone()]);
        assert_eq!(sentences(&old, &new), owned(&[("steps.0", "Changed: Say “A”. Now: Say “B”.")]));
        let old = [a.clone(), b.clone()];
        assert_eq!(sentences(&old, std::slice::from_ref(&a)), owned(&[("steps.1", "Removed: Say “B”.")]));
        let new = [a.clone(), c.clone(), b.clone()];
        assert_eq!(sentences(&old, &new), owned(&[("steps.1", "Added: Say “C”.")]));
        assert_eq!(
            sentences(&[a.clone(), b.clone(), tag.clone()], &[b, tag, a]),
            owned(&[("steps.2", "Moved: Say “A”.")])
        );
    }

    #[test]
    fn outcomes_are_compared_by_their_keys() {
        let old = [menu_of(&[('1', vec![greeting("A")]), ('2', vec![greeting("B")])])];
        let new = [menu_of(&[('2', vec![greeting("B")]), ('3', vec![greeting("C")]), ('1', vec![greeting("D")])])];
        assert_eq!(
            sentences(&old, &new),
            owned(&[
                ("steps.0.choices.1.steps", "Added: Key 3: Say “C”."),
                ("steps.0.choices.2.steps.0", "Changed: Say “A”. Now: Say “D”."),
            ])
        );
        let fewer = [menu_of(&[('1', vec![greeting("A")])])];
        assert_eq!(sentences(&old, &fewer), owned(&[("steps.0.choices.1.steps", "Removed: Key 2: Say “B”.")]));
    }
}
