//! Things by their calls: bars with names, counts and shares.

use askama::Template;

use super::super::grouped;
use super::scale::Percent;
use super::share::share_words;

/// One thing.
#[derive(Clone, Debug)]
pub(crate) struct RankedRow {
    /// Its name; `None` for the calls without any, such as those without a source.
    pub(crate) name: Option<String>,
    /// The page filtered by it; `None` where there is no such filter.
    pub(crate) href: Option<String>,
    /// The list of the calls that are counted.
    pub(crate) calls_href: Option<String>,
    pub(crate) calls: i64,
    pub(crate) answered: i64,
    pub(crate) voicemails: i64,
    pub(crate) missed: i64,
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
    /// The most calls first.
    pub(crate) rows: Vec<RankedRow>,
    /// All calls, of which the shares are.
    pub(crate) total: i64,
}

impl askama::filters::HtmlSafe for Ranking {}

impl Ranking {
    fn name<'r>(&'r self, row: &'r RankedRow) -> &'r str {
        row.name.as_deref().unwrap_or(self.none)
    }

    fn most(&self) -> i64 {
        self.rows.iter().map(|row| row.calls).max().unwrap_or(0)
    }

    /// The parts of a bar: where each begins, how wide it is, and its class. Calls that are under way are the last.
    fn parts(&self, row: &RankedRow) -> Vec<(Percent, Percent, &'static str)> {
        let open = row.calls - row.answered - row.voicemails - row.missed;
        let parts =
            [(row.answered, "answered"), (row.voicemails, "voicemail"), (row.missed, "missed"), (open.max(0), "open")];
        let mut from = 0;
        let mut shown = Vec::new();
        for (count, class) in parts {
            if count > 0 {
                shown.push((Percent::of(from, self.most()), Percent::of(count, self.most()), class));
            }
            from += count;
        }
        shown
    }

    fn share(&self, row: &RankedRow) -> String {
        share_words(row.calls, self.total)
    }

    fn about(&self, row: &RankedRow) -> String {
        let [answered, voicemails, missed] = [row.answered, row.voicemails, row.missed].map(grouped);
        format!("{answered} answered, {voicemails} voicemail, {missed} missed")
    }

    fn count(&self, row: &RankedRow) -> String {
        grouped(row.calls)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::ranking;
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width_and_its_parts_follow_each_other() {
        let mut chart = ranking("sources", 2);
        let row =
            |calls, answered, missed| RankedRow { calls, answered, voicemails: 0, missed, ..chart.rows[0].clone() };
        chart.rows = vec![row(20, 10, 5), row(5, 5, 0)];
        chart.total = 30;
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
        chart.rows[0] = RankedRow { calls: 0, answered: 0, voicemails: 0, missed: 0, ..chart.rows[0].clone() };
        assert!(chart.parts(&chart.rows[0]).is_empty());
    }
}
