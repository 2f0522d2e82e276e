//! The things that a viewer must not see, and their places in an answer.

use std::collections::BTreeSet;

use crewline_core::ids::{CallId, GroupId, NumberId};
use crewline_core::leaks::{LimitedViewer, NumberContent};
use crewline_core::text::fold_case;

use super::report::LeakKind;

/// Shorter texts stand in too many places by chance.
const MIN_LENGTH: usize = 4;
/// As many last digits of a phone number stand in each of its spellings.
const NATIONAL_DIGITS: usize = 9;

/// The numbers of a business as one viewer has them: their own and the others.
pub(super) struct Sight<'a> {
    pub(super) own: Vec<&'a NumberContent>,
    pub(super) others: Vec<&'a NumberContent>,
    /// Groups that hold none of the viewer's numbers, and were not given to them.
    pub(super) other_groups: BTreeSet<GroupId>,
    own_words: &'a str,
}

impl<'a> Sight<'a> {
    pub(super) fn of(viewer: &'a LimitedViewer, all: &'a [NumberContent]) -> Self {
        let (own, others): (Vec<_>, Vec<_>) = all.iter().partition(|number| viewer.numbers.contains(&number.id));
        let own_groups: BTreeSet<_> =
            own.iter().filter_map(|number| number.group).chain(viewer.groups.iter().copied()).collect();
        let groups = others.iter().filter_map(|number| number.group);
        let other_groups = groups.filter(|group| !own_groups.contains(group)).collect();
        Self { own, others, other_groups, own_words: &viewer.name }
    }

    pub(super) fn hidden_numbers(&self) -> impl Iterator<Item = NumberId> {
        self.others.iter().map(|number| number.id)
    }

    pub(super) fn hidden_calls(&self) -> impl Iterator<Item = CallId> {
        self.others.iter().flat_map(|number| number.calls.iter().copied())
    }
}

/// The texts of other numbers, without those that a viewer reads elsewhere anyway.
pub(super) struct Hidden {
    ids: Vec<String>,
    words: Vec<String>,
    /// The last digits of phone numbers.
    digits: Vec<String>,
}

/// A hidden text in an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: LeakKind,
    pub(super) text: String,
}

impl Hidden {
    /// `chrome` are the pages of a viewer of an empty business.
    pub(super) fn from(sight: &Sight<'_>, chrome: &str) -> Self {
        let own: Vec<String> = sight.own.iter().flat_map(|number| &number.texts).map(|text| fold_case(text)).collect();
        let mut known = fold_case(&format!("{}\n{}\n", own.join("\n"), sight.own_words));
        known.push_str(&fold_case(chrome));
        let known_digits = squeezed(&known);
        let ids = sight.others.iter().flat_map(|number| {
            let calls = number.calls.iter().map(ToString::to_string);
            let recordings = number.recordings.iter().map(ToString::to_string);
            let messages = number.messages.iter().map(ToString::to_string);
            std::iter::once(number.id.to_string()).chain(calls).chain(recordings).chain(messages)
        });
        let ids = ids.chain(sight.other_groups.iter().map(ToString::to_string)).collect();
        let (mut words, mut digits) = (BTreeSet::new(), BTreeSet::new());
        for text in sight.others.iter().flat_map(|number| &number.texts) {
            if let Some(last) = last_digits(text) {
                digits.insert(last);
            } else if text.chars().count() >= MIN_LENGTH {
                words.insert(fold_case(text.trim()));
            }
        }
        words.retain(|text| !text.is_empty() && !known.contains(text.as_str()));
        digits.retain(|text| !known_digits.contains(text.as_str()));
        Self { ids, words: words.into_iter().collect(), digits: digits.into_iter().collect() }
    }

    /// The hidden texts that stand in an answer.
    pub(super) fn find_in(&self, body: &str) -> Vec<Found> {
        let folded = fold_case(&unescaped(body));
        let digits = squeezed(&folded);
        let ids = self.ids.iter().filter(|id| body.contains(id.as_str()));
        let words = self.words.iter().filter(|text| stands_in(&folded, text));
        let numbers = self.digits.iter().filter(|text| digits.contains(text.as_str()));
        let found = |kind: LeakKind| move |text: &String| Found { kind, text: text.clone() };
        ids.map(found(LeakKind::Thing))
            .chain(words.map(found(LeakKind::Name)))
            .chain(numbers.map(found(LeakKind::Number)))
            .collect()
    }

    /// Some of the texts, to search for.
    pub(super) fn samples(&self, count: usize) -> impl Iterator<Item = &str> {
        self.words.iter().take(count).chain(self.digits.iter().take(count)).map(String::as_str)
    }
}

/// The last digits of a phone number; `None` for another text.
fn last_digits(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').filter(|rest| rest.len() > 6 && rest.bytes().all(|b| b.is_ascii_digit()))?;
    Some(digits[digits.len().saturating_sub(NATIONAL_DIGITS)..].to_owned())
}

/// A text without what stands between the digits of phone numbers.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '(' | ')' | '-' | '.' | '\u{a0}' | '\u{2011}' | '/')).collect()
}

/// HTML's and JSON's escapes, as far as names use them.
fn unescaped(body: &str) -> String {
    [
        ("&#38;", "&"),
        ("&amp;", "&"),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("\\\"", "\""),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
    ]
    .iter()
    .fold(body.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// Whether a text stands there as words of its own.
fn stands_in(body: &str, text: &str) -> bool {
    body.match_indices(text).any(|(at, _)| {
        let before = body[..at].chars().next_back();
        let after = body[at + text.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(words: &[&str], digits: &[&str]) -> Hidden {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Hidden { ids: vec!["num_x".into()], words: owned(words), digits: owned(digits) }
    }

    #[test]
    fn a_hidden_text_is_found_in_every_spelling() {
        let hidden = hidden(&["o'hara & co", "quartz"], &["125550101"]);
        for (body, text) in [
            ("<b>O&#39;Hara &amp; Co</b>", "o'hara & co"),
            ("(212) 555-0101", "125550101"),
            ("+12125550101", "125550101"),
            (r#"{"name":"QUARTZ"}"#, "quartz"),
            ("/numbers/num_x/edit", "num_x"),
        ] {
            let found = hidden.find_in(body);
            assert_eq!(found.iter().map(|found| found.text.as_str()).collect::<Vec<_>>(), [text], "{body}");
        }
        for body in ["quartzite", "212 555 0102", "O'Hara & Company"] {
            assert_eq!(hidden.find_in(body), [], "{body}");
        }
    }
}
