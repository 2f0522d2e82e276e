use jiff::civil::Date;

/// Days from the first to the last, in words: `24 Nov 2026`, `1 – 30 Nov 2026`, `28 Dec 2025 – 3 Jan 2026`.
pub(super) fn days_words(first: Date, last: Date) -> String {
    let whole = last.strftime("%-d %b %Y");
    if first == last {
        whole.to_string()
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} – {whole}", first.strftime("%-d"))
    } else if first.year() == last.year() {
        format!("{} – {whole}", first.strftime("%-d %b"))
    } else {
        format!("{} – {whole}", first.strftime("%-d %b %Y"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::days_words;

    #[test]
    fn days_name_no_more_of_the_first_than_differs() {
        let words = |first: (i16, i8, i8), last: (i16, i8, i8)| {
            days_words(date(first.0, first.1, first.2), date(last.0, last.1, last.2))
        };
        assert_eq!(words((2026, 11, 24), (2026, 11, 24)), "24 Nov 2026");
        assert_eq!(words((2026, 11, 1), (2026, 11, 30)), "1 – 30 Nov 2026");
        assert_eq!(words((2026, 10, 28), (2026, 11, 3)), "28 Oct – 3 Nov 2026");
        assert_eq!(words((2025, 12, 28), (2026, 1, 3)), "28 Dec 2025 – 3 Jan 2026");
    }
}
