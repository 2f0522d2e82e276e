use crewline_core::accounts::Theme;

/// A theme, in a word.
pub(crate) fn theme_label(theme: &Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

/// The attribute of the page's root, with the space before it. The server renders it, so that no page flashes in the
/// other theme first.
pub(crate) fn theme_attribute(theme: &Theme) -> &'static str {
    match theme {
        Theme::System => "",
        Theme::Light => " data-theme=light",
        Theme::Dark => " data-theme=dark",
    }
}

/// The theme that a form, a cookie or an account names; the device's when it names none.
pub(crate) fn theme_from_key(word: &str) -> Theme {
    word.parse().unwrap_or(Theme::System)
}

#[cfg(test)]
mod tests {
    use super::theme_from_key;
    use crewline_core::accounts::Theme;

    #[test]
    fn every_theme_is_parsed_from_its_word() {
        for theme in Theme::ALL {
            assert_eq!(theme_from_key(theme.word()), *theme);
        }
        assert_eq!(theme_from_key("sepia"), Theme::System);
    }
}
