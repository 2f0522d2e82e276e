/// A share in words: `34%`, `<1%`, `99%` for anything short of all.
pub(crate) fn share_words(part: i64, whole: i64) -> String {
    if part <= 0 || whole <= 0 {
        return "0%".to_owned();
    }
    match (part as f64 * 100.0 / whole as f64).round() as i64 {
        0 => "<1%".to_owned(),
        100.. if part < whole => "99%".to_owned(),
        percent => format!("{percent}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::share_words;

    #[test]
    fn a_share_never_claims_nothing_or_all_where_it_is_neither() {
        let texts =
            [(0, 0), (0, 9), (1, 900), (1, 3), (899, 900), (9, 9)].map(|(part, whole)| share_words(part, whole));
        assert_eq!(texts, ["0%", "0%", "<1%", "33%", "99%", "100%"]);
    }
}
