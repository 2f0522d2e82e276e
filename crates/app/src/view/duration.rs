/// A length of time as a clock shows it: `0:07`, `12:40`, `1:02:03`. `None` is a dash.
pub(crate) fn duration(seconds: Option<u64>) -> String {
    let Some(seconds) = seconds else {
        return "–".to_owned();
    };
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn a_duration_is_written_like_a_clock() {
        let texts = [Some(0), Some(7), Some(760), Some(3723), None].map(duration);
        assert_eq!(texts, ["0:00", "0:07", "12:40", "1:02:03", "–"]);
    }
}
