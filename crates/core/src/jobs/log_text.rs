//! A failure as the log may have it: without addresses, phone numbers and other words about a person.

/// The digits of a text that may be a phone number, at least.
const PHONE_DIGITS: usize = 7;
/// The most characters of a reason in the log.
const MAX_CHARACTERS: usize = 300;

/// The text with an ellipsis for each word that has an `@` or the digits of a phone number, or that is one of `personal`.
pub(super) fn for_log(text: &str, personal: &[String]) -> String {
    let is_personal = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains('@')
            || word.chars().filter(|c| c.is_numeric()).count() >= PHONE_DIGITS
            || personal.iter().any(|secret| secret.to_lowercase() == bare.to_lowercase())
    };
    let words: Vec<&str> = text.split_whitespace().map(|word| if is_personal(word) { "…" } else { word }).collect();
    words.join(" ").chars().take(MAX_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_has_the_reason_without_the_person() {
        let personal = ["vera.kim".to_owned(), "vera.kim@northline.example".to_owned()];
        for (text, logged) in [
            ("no such user (550 5.1.1)", "no such user (550 5.1.1)"),
            ("<vera.kim@northline.example>: User unknown (550)", "… User unknown (550)"),
            ("Vera.Kim... User unknown (550)", "… User unknown (550)"),
            ("mailbox \"vera.kim\" is full (452)", "mailbox … is full (452)"),
            ("the carrier refused +12125550123 (404)", "the carrier refused … (404)"),
        ] {
            assert_eq!(for_log(text, &personal), logged);
        }
    }
}
