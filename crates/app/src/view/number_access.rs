use crewline_core::members::NumberAccess;

/// A number access in words, as a member or an invitation has it.
pub(crate) fn access_in_words(access: &NumberAccess) -> String {
    number_access(match access {
        NumberAccess::All => None,
        NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
    })
}

/// A number access in words: "All numbers", "3 numbers, 1 group", "No numbers". `None` means all; otherwise the counts
/// of chosen numbers and groups.
pub(crate) fn number_access(chosen: Option<(usize, usize)>) -> String {
    let count = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let Some((numbers, groups)) = chosen else { return "All numbers".to_owned() };
    let parts: Vec<String> = [count(numbers, "number"), count(groups, "group")].into_iter().flatten().collect();
    if parts.is_empty() { "No numbers".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::number_access;

    #[test]
    fn number_access_is_counted_in_words() {
        for (chosen, words) in [
            (None, "All numbers"),
            (Some((0, 0)), "No numbers"),
            (Some((1, 0)), "1 number"),
            (Some((3, 1)), "3 numbers, 1 group"),
            (Some((0, 2)), "2 groups"),
        ] {
            assert_eq!(number_access(chosen), words);
        }
    }
}
