//! The table of analytics.

use crewline_core::Error;
use crewline_core::access::PageDirection;
use crewline_core::reports::Totals;
use crewline_core::reports::analytics::{
    self, Analytics, AnalyticsQuestion, Grouping, Key, Measure, PageRows, RowCursor, RowsPage, SortKey,
};

use super::analytics_page::{Cell, Table, TableRow};
use super::report_address::ReportAddress;
use super::row_keys::{self, RowCalls};
use super::{chart_figure::ChartFigure, measures};
use crate::view::charts::share_words;
use crate::view::{Direction, Pager, Sort, counted, grouped};

/// Rows on a page.
const PAGE_SIZE: usize = 100;

/// The table of an answer that has all rows: those of the page that begins at `cursor`. The totals are those of all calls.
///
/// # Errors
/// Returns the invalid field `cursor`.
pub(super) fn table(
    answer: &Analytics,
    question: &AnalyticsQuestion,
    cursor: Option<RowCursor>,
    figure: ChartFigure,
    currency: &str,
    address: &ReportAddress,
) -> Result<Table, Error> {
    let page = answer.page(question, RowsPage { cursor, limit: PAGE_SIZE })?;
    let groupings = question.group_by.as_slice();
    let column = |label, key| column(label, key, question.sort, address);
    let period = answer.period.days();
    let row = |keys: &[Key], totals: &Totals, before: Option<&Totals>| {
        let calls = RowCalls::of(keys, period);
        let cell = |measure: Measure| Cell {
            text: measures::figure(measure, totals, currency),
            // A figure of no calls leads nowhere.
            href: calls
                .as_ref()
                .filter(|_| measure.of(totals).is_some_and(|value| value != 0))
                .and_then(|calls| calls.address(address, measure)),
        };
        TableRow {
            names: keys.iter().map(row_keys::words).collect(),
            calls: cell(Measure::Calls),
            share: share_words(totals.sums.calls, answer.totals.sums.calls),
            change: before.and_then(|before| measures::change(figure.measure(), totals, before, currency)),
            figures: others().map(cell).collect(),
        }
    };
    // Without a grouping the one row is that of all calls.
    let rows = if groupings.is_empty() { &[][..] } else { page.rows };
    Ok(Table {
        groupings: groupings
            .iter()
            .map(|grouping| column(row_keys::label(*grouping), SortKey::Grouping(*grouping)))
            .collect(),
        calls: column(measures::label(Measure::Calls), SortKey::Measure(Measure::Calls)),
        change: answer.before.is_some().then(|| {
            let name = measures::label(figure.measure()).to_lowercase();
            (column("Change", SortKey::Change(figure.measure())), name)
        }),
        measures: others().map(|measure| column(measures::label(measure), SortKey::Measure(measure))).collect(),
        rows: rows.iter().map(|each| row(&each.keys, &each.totals, each.totals_before.as_ref())).collect(),
        total: row(&[], &answer.totals, answer.totals_before.as_ref()),
        about: about(page, answer.row_count, groupings),
        pager: Pager {
            newer_label: "First page",
            ..Pager::by_order(
                (page.begin > 0).then(|| address.text()),
                page.next.map(|next| address.with(&[("cursor", &next.to_string())])),
            )
        },
        is_by_tag: question.group_by.has(Grouping::Tag),
    })
}

/// The measures that have columns at the end.
fn others() -> impl Iterator<Item = Measure> {
    Measure::ALL.iter().copied().filter(|measure| *measure != Measure::Calls)
}

/// The head of a column. A grouping is sorted from its beginning, a figure from the greatest.
fn column(label: &'static str, key: SortKey, sort: Option<analytics::Sort>, address: &ReportAddress) -> Sort {
    let usual = match key {
        SortKey::Grouping(_) => PageDirection::Ascending,
        SortKey::Measure(_) | SortKey::Change(_) => PageDirection::Descending,
    };
    let current = sort.filter(|sort| sort.key == key).map(|sort| sort.direction);
    let next = match current {
        Some(direction) if direction == usual => usual.reversed(),
        _ => usual,
    };
    Sort {
        label,
        href: address.with(&[("sort", &analytics::Sort { key, direction: next }.to_string())]),
        direction: current.map(|direction| match direction {
            PageDirection::Ascending => Direction::Ascending,
            PageDirection::Descending => Direction::Descending,
        }),
    }
}

/// Which rows the page has, and how many there are, in words.
fn about(page: PageRows<'_>, all: usize, groupings: &[Grouping]) -> String {
    if groupings.is_empty() {
        return "All calls together. Choose what to group them by to see more.".to_owned();
    }
    if page.rows.len() >= all {
        return counted(all, "row", "rows");
    }
    let number = |count: usize| grouped(i64::try_from(count).unwrap_or(i64::MAX));
    if page.rows.is_empty() {
        return format!("No row of {} is left on this page.", number(all));
    }
    format!("Rows {}–{} of {}", number(page.begin + 1), number(page.begin + page.rows.len()), number(all))
}

#[cfg(test)]
mod tests {
    use crewline_core::reports::analytics::AnalyticsRow;

    use super::*;
    use crate::http::extract::QueryString;

    #[test]
    fn a_click_on_a_head_sorts_and_the_next_one_reverses_and_both_keep_the_question() {
        let query = QueryString::of("group_by=source&tag=Lead&sort=-calls", "/b/northline/analytics");
        let address = ReportAddress::of_analytics("northline", &query);
        let sort = "-calls".parse().ok();
        let calls = column("Calls", SortKey::Measure(Measure::Calls), sort, &address);
        assert_eq!(calls.href, "/b/northline/analytics?group_by=source&tag=Lead&sort=calls");
        assert_eq!(calls.direction, Some(Direction::Descending));
        let source = column("Source", SortKey::Grouping(Grouping::Source), sort, &address);
        assert_eq!(source.href, "/b/northline/analytics?group_by=source&tag=Lead&sort=source");
        assert_eq!(source.direction, None);
        let change = column("Change", SortKey::Change(Measure::Missed), sort, &address);
        assert!(change.href.ends_with("&sort=-missed_change"), "{}", change.href);
    }

    #[test]
    fn a_page_says_which_of_the_rows_it_has() {
        let row = AnalyticsRow { keys: Vec::new(), totals: Totals::default(), totals_before: None };
        let rows = vec![row; PAGE_SIZE];
        let page = |begin, count| PageRows { rows: &rows[..count], begin, next: None };
        let by_source = &[Grouping::Source];
        assert_eq!(about(page(0, 1), 1, by_source), "1 row");
        assert_eq!(about(page(0, 100), 2_340, by_source), "Rows 1–100 of 2,340");
        assert_eq!(about(page(2_300, 40), 2_340, by_source), "Rows 2,301–2,340 of 2,340");
        assert_eq!(about(page(100, 0), 100, by_source), "No row of 100 is left on this page.");
        assert!(about(page(0, 1), 1, &[]).starts_with("All calls together."));
    }
}
