//! The names of settings: a name that is none is answered with the nearest that is one.

/// The prefix of the variables.
const PREFIX: &str = "CREWLINE_";
/// The variables of the project's own tests and benchmarks, by their beginnings.
const DEVELOPMENT: [&str; 5] = ["TEST_", "MODEL_", "BENCH_", "BIN", "GALLERY"];
/// The greatest distance at which a name is taken for a mistyped other one.
const MAX_DISTANCE: usize = 3;

/// The name among `known` that is nearest to `typed`, if one is near.
pub(super) fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let typed = plain(typed);
    let distances = known.into_iter().map(|name| (strsim::damerau_levenshtein(&typed, &plain(name)), name));
    distances
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= MAX_DISTANCE)
        .map(|(_, name)| name)
}

/// A warning for each variable of ours that is no setting. Kubernetes sets some for a service of this name.
pub(super) fn unknown_variables(
    variables: impl IntoIterator<Item = (String, String)>,
    known: &[&'static str],
) -> Vec<String> {
    let mut warnings: Vec<String> = variables
        .into_iter()
        .filter_map(|(name, value)| {
            let key = name.strip_prefix(PREFIX)?;
            let is_ours = known.iter().any(|known| known.to_uppercase() == key);
            let is_of_development = DEVELOPMENT.iter().any(|beginning| key.starts_with(beginning));
            let is_of_kubernetes = key.starts_with("SERVICE_")
                || (key.starts_with("PORT") && value.starts_with("tcp:"))
                || (key.starts_with("PORT_") && key.contains("_TCP"));
            if is_ours || is_of_development || is_of_kubernetes {
                return None;
            }
            let near = nearest(key, known.iter().copied());
            let advice = near.map(|near| format!(" Is {PREFIX}{} meant?", near.to_uppercase())).unwrap_or_default();
            Some(format!("{name} is no setting, and is ignored.{advice}"))
        })
        .collect();
    warnings.sort();
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["bind", "public_url", "log", "trust_proxy"];

    #[test]
    fn a_mistyped_name_is_answered_with_the_nearest() {
        for (typed, near) in [
            ("PUBLICURL", Some("public_url")),
            ("PUBLIC_URI", Some("public_url")),
            ("TRUSTED_PROXY", Some("trust_proxy")),
            ("BNID", Some("bind")),
            ("WHATEVER_THIS_IS", None),
        ] {
            assert_eq!(nearest(typed, KNOWN), near, "{typed}");
        }
    }

    #[test]
    fn an_unknown_variable_of_ours_is_warned_about() {
        let variables = [
            ("CREWLINE_PUBLICURL", "https://crew.example"),
            ("CREWLINE_BIND", "127.0.0.1:1"),
            ("CREWLINE_TEST_POSTGRES", "postgres://x"),
            ("CREWLINE_PORT", "tcp://10.0.0.7:8080"),
            ("CREWLINE_PORT_8080_TCP_ADDR", "10.0.0.7"),
            ("CREWLINE_SERVICE_HOST", "10.0.0.7"),
            ("PATH", "/bin"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let expected = "CREWLINE_PUBLICURL is no setting, and is ignored. Is CREWLINE_PUBLIC_URL meant?";
        assert_eq!(unknown_variables(variables, &KNOWN), [expected]);
        let port = [("CREWLINE_PORT".to_owned(), "8080".to_owned())];
        assert_eq!(unknown_variables(port, &KNOWN).len(), 1);
    }
}
