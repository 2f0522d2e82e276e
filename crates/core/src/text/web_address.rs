//! Web addresses in names. A mail program makes a link of them, and the mail is ours.

use unicode_normalization::UnicodeNormalization;

/// Top-level domains that are written with a capital letter, too, as in `Evil.Com`. In lower case any word after a dot is
/// taken for one.
const COMMON_DOMAINS: &[&str] = &[
    "app", "biz", "click", "co", "com", "dev", "edu", "eu", "info", "io", "link", "live", "me", "mobi", "net",
    "online", "org", "page", "ru", "shop", "site", "store", "top", "uk", "us", "web", "xyz",
];

/// Whether a text has what a mail program makes a link of: a scheme, `www.`, or a domain.
pub(super) fn has_web_address(text: &str) -> bool {
    // Full-width letters and dots are links, too.
    let text: String = text.nfkc().map(|c| if matches!(c, '。' | '｡' | '．') { '.' } else { c }).collect();
    let lower = text.to_lowercase();
    if lower.contains("://") || lower.contains("www.") || lower.contains("mailto:") {
        return true;
    }
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.')).any(is_domain)
}

/// Whether a run of letters, digits, hyphens and dots is a domain: `crew.example`. Initials (`J.R. Smith`), abbreviations
/// (`St.John`, `Ph.D.`) and numbers (`2.5`) are not.
fn is_domain(word: &str) -> bool {
    let labels: Vec<&str> = word.trim_matches(['-', '.']).split('.').collect();
    let [.., _, last] = labels.as_slice() else { return false };
    if labels.iter().any(|label| label.is_empty()) {
        return false;
    }
    let is_word = last.chars().count() >= 2 && last.chars().all(|c| c.is_alphabetic() || c == '-');
    let is_lower = last.chars().all(|c| !c.is_uppercase());
    is_word && (is_lower || COMMON_DOMAINS.contains(&last.to_lowercase().as_str())) || last.starts_with("xn--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_program_makes_a_link_of_is_found() {
        for address in [
            "Click https://evil.example/x",
            "http://1.2.3.4",
            "see www.evil",
            "evil.com",
            "Evil.Com",
            "EVIL.COM",
            "go to evil.example/win now",
            "(evil.zip)",
            "evil．com",
            "evil。com",
            "ｅｖｉｌ.ｃｏｍ",
            "bücher.example",
            "ada@evil.com",
            "evil.com:8080",
            "evil.xn--p1ai",
            "пример.рф",
            "Prize!evil.com!",
            "★evil.com★",
            "evil.com/x?y",
        ] {
            assert!(has_web_address(address), "{address}");
        }
    }

    #[test]
    fn names_with_dots_are_names() {
        for name in [
            "Dr. Ada Dietrich",
            "J.R. Smith",
            "J.R.Tolkien",
            "St.John",
            "Bay Plumbing & Co.",
            "Ph.D. Kim",
            "No. 7",
            "v2.5",
            "A.B.C.",
            "Acme, Inc.",
            "O'Neil",
            "Line 1: sales",
            "50/50 Club",
            "a...b",
            "Smith-Jones",
            "3.14",
        ] {
            assert!(!has_web_address(name), "{name}");
        }
    }
}
