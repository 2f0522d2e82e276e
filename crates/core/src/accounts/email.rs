//! E-mail addresses: compared in canonical form, shown as typed.

use unicode_normalization::{UnicodeNormalization, is_nfkc};

use crate::text::{self, BadText, is_hidden};

/// An address as typed, and in canonical form: trimmed, NFC, lower case, the domain in its ASCII (IDNA) form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    typed: String,
    canonical: String,
}

impl Email {
    /// Parses a typed address.
    ///
    /// # Errors
    /// Returns [`BadText::Invisible`] for invisible characters, and [`BadText::NotAnAddress`] for anything else that is not
    /// an address, including look-alike letters (full-width letters, ligatures) before the `@`.
    pub fn read(typed: &str) -> Result<Self, BadText> {
        if typed.len() > 2_000 {
            return Err(BadText::NotAnAddress);
        }
        let typed: String = typed.trim().nfc().collect();
        // This comes before the domain is mapped, since mapping drops some of these silently. Names may contain joiners; in
        // an address they only make it look like another one.
        if typed.chars().any(is_hidden) {
            return Err(BadText::Invisible);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(BadText::NotAnAddress)?;
        let is_plain = |c: char| !c.is_whitespace() && !"\"(),:;<>@[\\]".contains(c);
        let has_stray_dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
        if local.is_empty() || local.len() > 64 || has_stray_dots || !local.chars().all(is_plain) || !is_nfkc(local) {
            return Err(BadText::NotAnAddress);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| BadText::NotAnAddress)?;
        if domain.len() > 253 || !domain.contains('.') && domain != "localhost" {
            return Err(BadText::NotAnAddress);
        }
        let local: String = local.to_lowercase().nfc().collect();
        let canonical = format!("{local}@{domain}");
        Ok(Self { typed, canonical })
    }

    /// The address as typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether a part of it mixes scripts, as when a Cyrillic letter stands among Latin ones. Each part of the domain counts
    /// by itself: `иван@example.com` is one script after another.
    pub fn mixes_scripts(typed: &str) -> bool {
        typed.trim().split(['@', '.']).any(|part| match part.strip_prefix("xn--") {
            Some(_) => text::mixes_scripts(&idna::domain_to_unicode(part).0),
            None => text::mixes_scripts(part),
        })
    }

    /// The canonical form, by which addresses are compared.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// The `like` pattern that searches canonical addresses for a typed text; `None` when the text is empty. A domain is
/// searched in its ASCII form, with or without a part before it.
pub(crate) fn address_pattern(typed: Option<&str>) -> Option<String> {
    let needle = text::search_text(typed)?;
    if let Ok(address) = Email::read(&needle) {
        return Some(text::containing(address.canonical()));
    }
    let folded = text::lower_case(needle.trim());
    // `before` keeps the `@`, if there is one.
    let (before, domain) = folded.split_at(folded.rfind('@').map_or(0, |at| at + 1));
    let ascii = idna::domain_to_ascii_strict(domain).ok().filter(|_| domain.contains('.') && !domain.is_ascii());
    Some(text::containing(&ascii.map_or(folded.clone(), |ascii| format!("{before}{ascii}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_equal() {
        let canonical = |typed: &str| Email::read(typed).map(|email| email.canonical().to_owned());
        for same in ["Test@Example.com", " test@example.com ", "TEST@EXAMPLE.COM", "test@ｅｘａｍｐｌｅ.com"] {
            assert_eq!(canonical(same).as_deref(), Ok("test@example.com"), "{same}");
        }
        assert_eq!(canonical("ada@Bücher.example"), canonical("ada@xn--bcher-kva.example"));
        assert_eq!(canonical("jose\u{301}@a.example"), canonical("JOSÉ@a.example"));
    }

    #[test]
    fn a_domain_is_searched_in_its_stored_form() {
        let pattern = |typed: &str| address_pattern(Some(typed)).unwrap();
        for typed in ["ada@bücher.example", " Ada@BÜCHER.example", "ada@xn--bcher-kva.example"] {
            assert_eq!(pattern(typed), "%ada@xn--bcher-kva.example%");
        }
        assert_eq!(pattern("@Bücher.example"), "%@xn--bcher-kva.example%");
        assert_eq!(pattern("bücher.example"), "%xn--bcher-kva.example%");
        for (typed, expected) in [("Zoë", "%zoë%"), ("ada@ex", "%ada@ex%"), ("a_b", "%a\\_b%"), ("ü.", "%ü.%")] {
            assert_eq!(pattern(typed), expected);
        }
        assert_eq!(address_pattern(Some(" \0")), None);
    }

    #[test]
    fn an_invalid_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            "ｔest@example.com",
            "a@b",
            "a@-x.com",
            "a..b@example.com",
            "<a@example.com>",
            "a@exa mple.com",
            long.as_str(),
        ] {
            assert_eq!(Email::read(bad), Err(BadText::NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn an_address_that_mixes_scripts_is_marked() {
        for mixed in ["ad\u{430}@example.com", "ada@ex\u{430}mple.com", "ada@xn--exmple-4nf.com"] {
            assert!(Email::mixes_scripts(mixed), "{mixed}");
        }
        for plain in
            ["ada@example.com", "иван@example.com", "ada@bücher.example", "ada@xn--bcher-kva.example", "山田@例え.jp"]
        {
            assert!(!Email::mixes_scripts(plain), "{plain}");
        }
    }

    #[test]
    fn invisible_and_direction_characters_are_refused() {
        for hidden in
            "\n\u{ad}\u{61c}\u{200b}\u{200c}\u{200d}\u{200e}\u{2028}\u{202e}\u{2060}\u{2066}\u{3164}\u{feff}\u{34f}\u{fe0f}\u{180e}\u{2800}\u{115f}\u{17b4}\u{e0101}".chars()
        {
            for bad in [format!("a{hidden}da@example.com"), format!("ada@exam{hidden}ple.com")] {
                assert_eq!(Email::read(&bad), Err(BadText::Invisible), "{bad:?}");
            }
        }
    }
}
