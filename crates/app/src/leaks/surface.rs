//! The addresses that a viewer asks for: every GET of the route table, with ids of theirs and of others.

use std::collections::BTreeMap;

use axum::http::Method;
use crewline_core::leaks::LimitedViewer;

use super::hidden::{Hidden, Sight};
use crate::http::routes::{Audience, Route};

/// The most things of each kind and side that are asked for.
const MAX_THINGS: usize = 4;
/// A thing that does not exist, for kinds that are no number's.
const NOTHING: &str = "0UnknownUnknownUnknown";

/// An address to ask for.
pub(super) struct Surface {
    pub(super) path: String,
    /// Whether the path names a thing of another number.
    pub(super) names_hidden_thing: bool,
}

/// A value of a path's parameter, and whether it is hidden.
type Choice = (String, bool);

/// Every surface of a viewer.
pub(super) fn surfaces(
    routes: &[Route],
    slug: &str,
    viewer: &LimitedViewer,
    sight: &Sight<'_>,
    hidden: &Hidden,
) -> Vec<Surface> {
    let choices = choices(slug, viewer, sight);
    let mut all = Vec::new();
    for route in routes {
        let is_page = route.method == Method::GET && matches!(route.audience, Audience::To(_));
        // The live stream has no end, and is listened to on its own.
        if !is_page || route.path.ends_with("/live") {
            continue;
        }
        all.extend(filled(route.path, &choices));
        let has_own_address = !route.path.replace("{business}", "").contains('{');
        if has_own_address && route.path.starts_with("/api/") {
            let base = route.path.replace("{business}", slug);
            all.push(Surface { path: format!("{base}?limit=500"), names_hidden_thing: false });
            // The API's answers do not repeat what is searched for.
            let encoded = |text| form_urlencoded::byte_serialize(str::as_bytes(text)).collect::<String>();
            let searches = hidden.samples(MAX_THINGS).map(|text| format!("{base}?q={}", encoded(text)));
            all.extend(searches.map(|path| Surface { path, names_hidden_thing: false }));
            let by_tag = hidden.samples(MAX_THINGS).map(|text| format!("{base}?tag={}", encoded(text)));
            all.extend(by_tag.map(|path| Surface { path, names_hidden_thing: false }));
        }
    }
    all
}

fn choices(slug: &str, viewer: &LimitedViewer, sight: &Sight<'_>) -> BTreeMap<&'static str, Vec<Choice>> {
    fn both<T: ToString>(own: impl Iterator<Item = T>, hidden: impl Iterator<Item = T>) -> Vec<Choice> {
        let own = own.take(MAX_THINGS).map(|id| (id.to_string(), false));
        own.chain(hidden.take(MAX_THINGS).map(|id| (id.to_string(), true))).collect()
    }
    let own_calls = sight.own.iter().flat_map(|number| number.calls.iter().copied());
    let own_groups = sight.own.iter().filter_map(|number| number.group);
    BTreeMap::from([
        ("business", vec![(slug.to_owned(), false)]),
        ("number", both(sight.own.iter().map(|number| number.id), sight.hidden_numbers())),
        ("call", both(own_calls, sight.hidden_calls())),
        ("group", both(own_groups, sight.other_groups.iter().copied())),
        ("member", vec![(viewer.member.to_string(), false)]),
    ])
}

/// A path with every choice of its parameters. A parameter of another kind gets an id of nothing.
fn filled(path: &str, choices: &BTreeMap<&'static str, Vec<Choice>>) -> Vec<Surface> {
    let mut all = vec![(path.to_owned(), false)];
    while let Some((start, end)) = all.first().and_then(|(path, _)| Some((path.find('{')?, path.find('}')?))) {
        let parameter = all[0].0[start..=end].to_owned();
        let nothing = vec![(NOTHING.to_owned(), false)];
        let of_parameter = choices.get(&parameter[1..parameter.len() - 1]).unwrap_or(&nothing);
        all = all
            .iter()
            .flat_map(|(path, is_hidden)| {
                of_parameter.iter().map(|(value, hidden)| (path.replacen(&parameter, value, 1), *is_hidden || *hidden))
            })
            .collect();
    }
    all.into_iter().map(|(path, names_hidden_thing)| Surface { path, names_hidden_thing }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_filled_with_every_choice() {
        let choices = BTreeMap::from([
            ("business", vec![("north".to_owned(), false)]),
            ("call", vec![("call_1".to_owned(), false), ("call_2".to_owned(), true)]),
        ]);
        let paths = |path| {
            filled(path, &choices).into_iter().map(|each| (each.path, each.names_hidden_thing)).collect::<Vec<_>>()
        };
        let expected = [("/b/north/calls/call_1".to_owned(), false), ("/b/north/calls/call_2".to_owned(), true)];
        assert_eq!(paths("/b/{business}/calls/{call}"), expected);
        assert_eq!(paths("/x/{other}"), [(format!("/x/{NOTHING}"), false)]);
    }
}
