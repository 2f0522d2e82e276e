//! Texts that mix scripts: a Cyrillic letter among Latin ones looks like its neighbours.

use std::collections::BTreeSet;

use unicode_script::{Script, UnicodeScript};

/// Whether the letters of a text are of scripts that are not written together. Japanese, Korean and Chinese are written with
/// Latin letters; other scripts are not mixed within a word.
pub fn mixes_scripts(text: &str) -> bool {
    let scripts: BTreeSet<&str> = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| c.script())
        .filter(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
        .map(|script| script.short_name())
        .collect();
    let together: [&[&str]; 3] =
        [&["Latn", "Hani", "Hira", "Kana"], &["Latn", "Hani", "Hang"], &["Latn", "Hani", "Bopo"]];
    scripts.len() > 1 && !together.iter().any(|set| scripts.iter().all(|script| set.contains(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_among_latin_ones_are_found() {
        for mixed in ["p\u{430}ypal", "ad\u{3b1}@a.example", "\u{455}cope", "ada@\u{440}aypal.example", "אda"] {
            assert!(mixes_scripts(mixed), "{mixed}");
        }
        for plain in ["ada", "josé", "иван", "иван.1-2", "山田taro", "ひらカナ漢字abc", "김kim", "ada_99", ""]
        {
            assert!(!mixes_scripts(plain), "{plain}");
        }
    }
}
