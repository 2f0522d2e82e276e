//! The judgement of a new password: long enough, without the person's own words, and hard to guess.

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::password::prepare;
use crate::text::fold_case;

/// The shortest password, in characters.
const MIN_CHARACTERS: usize = 10;
/// The shortest part of a name, address or business that a password may not hold, in letters. A shorter part is inside too
/// many words.
const MIN_PART_LETTERS: usize = 4;
/// The same for scripts that write a word in few characters, as Chinese.
const MIN_IDEOGRAPHS: usize = 2;

/// The fewest guesses, as a power of ten: what the estimate's score of three stands for.
const MIN_GUESSES_LOG10: f64 = 8.0;
/// A year of the last century or this one.
const YEAR_GUESSES_LOG10: f64 = 2.0;
/// A run of one sign, at any of its usual places.
const SIGN_GUESSES_LOG10: f64 = 1.3;

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Strong enough.
    Good,
    /// Too short.
    Short,
    /// Too long.
    Long,
    /// With control characters, which few keyboards can type again.
    Control,
    /// It holds a name, an address or a business that people know the person by.
    Personal,
    /// An attacker who has the hash can guess it within days.
    Guessable,
}

impl Strength {
    /// How to improve the password; `None` when it is good.
    pub const fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Good => None,
            Self::Short => Some("Use at least 10 characters."),
            Self::Long => Some("Use 256 characters at most."),
            Self::Control => Some("Remove the line breaks and other control characters."),
            Self::Personal => Some(
                "This holds your name, your address or your business, which are tried first. Three or four unrelated \
                 words are hard to guess and easy to keep.",
            ),
            Self::Guessable => {
                Some("This is easy to guess. Three or four unrelated words are hard to guess and easy to keep.")
            }
        }
    }
}

/// Judges a new password. `personal_words` are the person's name, address and businesses.
pub fn judge(password: &SecretString, personal_words: &[&str]) -> Strength {
    let Some(password) = prepare(password) else { return Strength::Long };
    let text = password.expose_secret();
    if text.chars().count() < MIN_CHARACTERS {
        return Strength::Short;
    }
    if text.chars().any(char::is_control) {
        return Strength::Control;
    }
    let parts = parts_of(personal_words);
    let is_part = |part: &String| {
        let is_ideographic = part.chars().all(|c| c >= '\u{2e80}');
        part.chars().count() >= if is_ideographic { MIN_IDEOGRAPHS } else { MIN_PART_LETTERS }
    };
    let spellings = spellings(text);
    if parts.iter().filter(|part| is_part(part)).any(|part| spellings.iter().any(|each| each.contains(part.as_str()))) {
        return Strength::Personal;
    }
    // The short parts, too, make a password easier to guess. The estimate knows some 30,000 of the commonest leaked
    // passwords, words, names, keyboard walks, dates, and their usual disguises.
    let known: Vec<&str> = parts.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(text, &known);
    let guesses_log10 = known_pattern_guesses(&estimate).min(run_guesses(text, &known));
    let is_weak = estimate.score() < zxcvbn::Score::Three || guesses_log10 < MIN_GUESSES_LOG10;
    if is_weak { Strength::Guessable } else { Strength::Good }
}

/// The guesses, as a power of ten, of an attacker who knows which patterns the password is made of. The estimate's score
/// assumes that nobody knows: each further pattern counts for 10⁴ at least.
fn known_pattern_guesses(estimate: &zxcvbn::Entropy) -> f64 {
    let patterns = estimate.sequence();
    #[expect(clippy::cast_precision_loss, reason = "an estimate needs no more than fifteen digits")]
    let guesses = patterns.iter().map(|pattern| (pattern.guesses.unwrap_or(1).max(1) as f64).log10()).sum::<f64>();
    let orders = (1..=u32::try_from(patterns.len()).unwrap_or(u32::MAX)).map(|count| f64::from(count).log10());
    guesses + orders.sum::<f64>()
}

/// The guesses, as a power of ten, of an attacker who puts words, numbers and signs in a row, as in `Admin@123456` and
/// `Spring_2026!`. People build many passwords in this way. The estimate takes a sign next to a word or a year for random.
fn run_guesses(text: &str, known: &[&str]) -> f64 {
    let (mut guesses, mut signs) = (0.0, Vec::new());
    for run in runs(text) {
        if run.starts_with(is_letter) {
            guesses += known_pattern_guesses(&zxcvbn::zxcvbn(run, known));
        } else if run.starts_with(char::is_numeric) {
            let is_year = run.len() == 4 && (run.starts_with("19") || run.starts_with("20"));
            guesses += if is_year { YEAR_GUESSES_LOG10 } else { known_pattern_guesses(&zxcvbn::zxcvbn(run, known)) };
        } else if !signs.contains(&run) {
            // The same sign between all words is guessed once.
            signs.push(run);
            guesses += SIGN_GUESSES_LOG10;
        }
    }
    guesses
}

/// The runs of letters, of digits, and of equal other characters.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_one_run = |one: char, next: char| {
        is_letter(one) && is_letter(next) || one.is_numeric() && next.is_numeric() || one == next
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.char_indices().find(|(_, c)| !is_one_run(first, *c)).map_or(rest.len(), |(at, _)| at);
        let (run, left) = rest.split_at(end);
        rest = left;
        Some(run)
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c)
}

/// The folded parts of personal words, and each as a whole. The last label of a domain is left out: it is no name.
fn parts_of(personal_words: &[&str]) -> Vec<String> {
    let mut parts = vec!["crewline".to_owned()];
    for words in personal_words {
        let words = match words.rsplit_once('@') {
            Some((local, domain)) => {
                let named = domain.rsplit_once('.').map_or(domain, |(named, _)| named);
                parts.push(squeeze(local));
                format!("{local} {named}")
            }
            None => {
                parts.push(squeeze(words));
                (*words).to_owned()
            }
        };
        parts.extend(words.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).map(squeeze));
    }
    parts.retain(|part| !part.is_empty());
    parts.sort();
    parts.dedup();
    parts
}

/// The letters and digits of a text, folded: without case, marks, spaces and signs.
fn squeeze(text: &str) -> String {
    let folded = fold_case(text);
    let mut squeezed = String::with_capacity(folded.len());
    for c in folded.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)) {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, typed)) => squeezed.push_str(typed),
            None => squeezed.push(c),
        }
    }
    squeezed
}

/// Letters that have no decomposition, and how people type them on another keyboard.
const LETTERS: [(char, &str); 8] =
    [('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('ø', "o"), ('đ', "d"), ('ð', "d"), ('ł', "l"), ('ı', "i")];

/// A password as it is, and with digits and signs read as the letters that they stand for.
fn spellings(text: &str) -> [String; 3] {
    let read_as = |one: char| {
        let letters = text.chars().map(|c| match c {
            '4' | '@' => 'a',
            '3' | '€' => 'e',
            '1' | '!' | '|' => one,
            '0' => 'o',
            '5' | '$' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            '9' => 'g',
            other => other,
        });
        squeeze(&letters.collect::<String>())
    };
    [squeeze(text), read_as('i'), read_as('l')]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Strength {
        judge(&text.into(), &["Ada Dietrich", "ada.d@northline.example", "Acme Leads & Søns"])
    }

    #[test]
    fn guessable_passwords_are_refused() {
        for guessable in [
            "password12",
            "Welcome2026!",
            "Admin@123456",
            "Summer2026!",
            "P@ssw0rd2026",
            "qwertyuiop123",
            "1234567890",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "Ada2026!!!",
            "iloveyou2026",
            "letmein12345",
            "changeme123!",
            "Passw0rd!Passw0rd!",
            "football1234",
            "Hello@123456",
            "Dragon#2026!",
            "Company@2026",
            "London2026!!",
            "Spring_2026!",
        ] {
            assert_eq!(judged(guessable), Strength::Guessable, "{guessable}");
        }
    }

    #[test]
    fn passwords_of_unrelated_words_are_good() {
        for good in [
            "copper lantern wharf",
            "copper-lantern-wharf",
            "seven grey herons at the weir",
            "violet harbour engine",
            "kR7#vLq2!xZp",
            "grüne Möwen über Kiel",
            "青い猫は月の上で眠る",
        ] {
            assert_eq!(judged(good), Strength::Good, "{good}");
        }
    }

    #[test]
    fn the_persons_own_words_are_refused_in_any_disguise() {
        for personal in [
            "adadietrich",
            "copper dietrich wharf",
            "copper DIETRICH wharf",
            "copper d1etrich wharf",
            "copper D.i.e.t.r.i.c.h wharf",
            "northline-lantern-wharf",
            "n0rthl1ne lantern wharf",
            "AcmeLeads2026",
            "@cme copper wharf 71",
            "wharf lantern Söns copper",
            "my crewline lantern wharf",
        ] {
            assert_eq!(judged(personal), Strength::Personal, "{personal}");
        }
        let judged = |text: &str, word: &str| judge(&text.into(), &[word]);
        assert_eq!(judged("copper Müller wharf", "Zoë Muller"), Strength::Personal);
        assert_eq!(judged("copper muller wharf", "Zoe\u{308} Mu\u{308}ller"), Strength::Personal);
        assert_eq!(judged("青い株式会社月の上で眠る", "株式会社"), Strength::Personal);
        // The top level of an address is no name, and a short part is inside other words.
        assert_eq!(judged("copper example lantern", "li@li.example"), Strength::Good);
        assert_eq!(judged("copper cotton lantern", "ott@li.example"), Strength::Good);
    }

    #[test]
    fn lengths_are_in_characters() {
        assert_eq!(judged("short"), Strength::Short);
        assert_eq!(judged("ää ööß"), Strength::Short);
        assert_eq!(judged(&"x".repeat(257)), Strength::Long);
        assert_ne!(judged(&"ж".repeat(256)), Strength::Long, "256 characters of two bytes each");
        assert_eq!(judged("copper\nlantern wharf"), Strength::Control);
    }
}
