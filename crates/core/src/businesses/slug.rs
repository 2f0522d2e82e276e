//! Makes a business's slug, its name in addresses, from its name.

use unicode_normalization::UnicodeNormalization;

/// The slugs to try for a name, plainest first. The iterator is endless, since `northline-2` may be taken too.
pub(crate) fn candidates(name: &str) -> impl Iterator<Item = String> {
    let mut plain = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            _ if c.is_alphanumeric() || !c.is_ascii() => {}
            _ if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
        if plain.len() >= 40 {
            break;
        }
    }
    let plain = plain.trim_matches('-').to_owned();
    let plain = if plain.is_empty() { "business".to_owned() } else { plain };
    std::iter::once(plain.clone()).chain((2..).map(move |count| format!("{plain}-{count}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_ascii_and_never_empty() {
        let first = |name: &str| candidates(name).next().unwrap_or_default();
        assert_eq!(first("Northline Agency, Inc."), "northline-agency-inc");
        assert_eq!(first("Bücher & Söhne"), "bucher-sohne");
        assert_eq!(first("株式会社"), "business");
        assert_eq!(candidates("A").nth(1).as_deref(), Some("a-2"));
        assert!(first(&"long ".repeat(100)).len() <= 41);
    }
}
