//! Things by their calls or another figure: bars with names, figures and shares.

use askama::Template;

use super::super::grouped;
use super::scale::Percent;
use super::share::share_words;
use super::unit::Unit;

/// One thing.
#[derive(Clone, Debug)]
pub(crate) struct RankedRow {
    /// Its name; `None` for the calls without any, such as those without a source.
    pub(crate) name: Option<String>,
    /// The page filtered by it; `None` where there is no such filter.
    pub(crate) href: Option<String>,
    /// The list of the calls that are counted.
    pub(crate) calls_href: Option<String>,
    /// The figure; `None` where there is none, such as the average of no calls.
    pub(crate) value: Option<i64>,
    /// The parts of the bar, each with the class of its colour.
    pub(crate) parts: Vec<(i64, &'static str)>,
    /// The parts, in words; empty where the bar has one.
    pub(crate) about: String,
}

impl RankedRow {
    /// A row of calls, in the parts of their outcomes. Calls that are under way are the last part.
    pub(crate) fn of_calls(calls: i64, answered: i64, voicemails: i64, missed: i64) -> Self {
        let open = calls - answered - voicemails - missed;
        let about = [answered, voicemails, missed].map(grouped);
        Self {
            name: None,
            href: None,
            calls_href: None,
            value: Some(calls),
            parts: vec![(answered, "answered"), (voicemails, "voicemail"), (missed, "missed"), (open, "open")],
            about: format!("{} answered, {} voicemail, {} missed", about[0], about[1], about[2]),
        }
    }

    /// A row of another figure, in one part.
    pub(crate) fn of_one(value: Option<i64>, class: &'static str) -> Self {
        let parts = vec![(value.unwrap_or(0), class)];
        Self { name: None, href: None, calls_href: None, value, parts, about: String::new() }
    }
}

/// The chart.
#[derive(Clone, Debug, Template)]
#[template(path = "view/charts/ranking.html")]
pub(crate) struct Ranking {
    /// Its id in the page.
    pub(crate) id: &'static str,
    /// The kind of its rows: `Source`.
    pub(crate) noun: &'static str,
    /// The words for the calls without one: `No source`.
    pub(crate) none: &'static str,
    /// The figure: `Calls`.
    pub(crate) figure: &'static str,
    pub(crate) unit: Unit,
    /// In the order in which they are shown.
    pub(crate) rows: Vec<RankedRow>,
    /// The figure of all of them, of which the shares are; `None` for a figure that has none, such as an average.
    pub(crate) total: Option<i64>,
}

impl askama::filters::HtmlSafe for Ranking {}

impl Ranking {
    fn name<'r>(&'r self, row: &'r RankedRow) -> &'r str {
        row.name.as_deref().unwrap_or(self.none)
    }

    fn most(&self) -> i64 {
        let of_row = |row: &RankedRow| row.parts.iter().map(|(count, _)| (*count).max(0)).sum();
        self.rows.iter().map(of_row).max().unwrap_or(0)
    }

    /// The parts of a bar: where each begins, how wide it is, and its class.
    fn parts(&self, row: &RankedRow) -> Vec<(Percent, Percent, &'static str)> {
        let most = self.most();
        let mut from = 0;
        let mut shown = Vec::new();
        for (count, class) in &row.parts {
            if *count > 0 {
                shown.push((Percent::of(from, most), Percent::of(*count, most), *class));
                from += count;
            }
        }
        shown
    }

    fn share(&self, row: &RankedRow) -> String {
        self.total.map(|total| share_words(row.value.unwrap_or(0), total)).unwrap_or_default()
    }

    fn value(&self, row: &RankedRow) -> String {
        row.value.map_or_else(|| "–".to_owned(), |value| self.unit.words(value))
    }

    /// The words of the figure for a screen reader: ` calls: 3 answered…`.
    fn spoken(&self, row: &RankedRow) -> String {
        let about = if row.about.is_empty() { String::new() } else { format!(": {}", row.about) };
        format!(" {}{about}", self.figure.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::ranking;
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width_and_its_parts_follow_each_other() {
        let mut chart = ranking("sources", 2);
        chart.rows = vec![RankedRow::of_calls(20, 10, 0, 5), RankedRow::of_calls(5, 5, 0, 0)];
        chart.total = Some(30);
        let parts = |at: usize| -> Vec<String> {
            chart.parts(&chart.rows[at]).into_iter().map(|(x, width, class)| format!("{x} {width} {class}")).collect()
        };
        assert_eq!(parts(0), ["0% 50% answered", "50% 25% missed", "75% 25% open"]);
        assert_eq!(parts(1), ["0% 25% answered"]);
        assert_eq!((chart.share(&chart.rows[0]), chart.share(&chart.rows[1])), ("67%".to_owned(), "17%".to_owned()));
    }

    #[test]
    fn nothing_but_zeros_draws_no_bar() {
        let mut chart = ranking("sources", 1);
        chart.rows[0] = RankedRow::of_calls(0, 0, 0, 0);
        assert!(chart.parts(&chart.rows[0]).is_empty());
    }

    #[test]
    fn a_figure_that_is_not_known_is_a_dash_without_a_share() {
        let rows = vec![RankedRow::of_one(None, "calls"), RankedRow::of_one(Some(184), "calls")];
        let chart = Ranking { unit: Unit::Seconds, total: None, rows, ..ranking("sources", 0) };
        let shown = |at: usize| (chart.value(&chart.rows[at]), chart.share(&chart.rows[at]));
        assert_eq!(shown(0), ("–".to_owned(), String::new()));
        assert_eq!(shown(1), ("3:04".to_owned(), String::new()));
    }
}
