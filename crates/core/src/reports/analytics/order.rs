//! The rows in their order.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::{AnalyticsRow, Groupings, Key, Measure, Sort, SortKey};
use crate::access::PageDirection;
use crate::calls::CallStatus;
use crate::text::fold_case;
use crate::time::day_number;
use crate::{Error, Fields};

/// The place of a key among those of its grouping: a number, or its name. A key without a name stands last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    At(i64),
    /// Folded, as written, and in the end what tells two of the same name apart. Ids are opaque, so their order says nothing of
    /// which of two was there first.
    ByName(String, String, String),
    Last,
}

impl Place {
    fn by_name(name: &str, rest: String) -> Self {
        Self::ByName(fold_case(name), name.to_owned(), rest)
    }

    /// Statuses stand in the order of their words in the API.
    fn by_status(status: CallStatus) -> Self {
        let place = CallStatus::ALL.iter().position(|each| *each == status);
        place.map_or(Self::Last, |place| Self::At(i64::try_from(place).unwrap_or(i64::MAX)))
    }

    fn of_day(day: Date) -> Self {
        Self::At(day_number(day))
    }

    fn of(key: &Key) -> Self {
        match key {
            Key::Number { id, name, phone_number } => Self::by_name(name, format!("{phone_number} {id}")),
            Key::Group(Some((id, name))) => Self::by_name(name, id.to_string()),
            Key::Tag(Some((_, name))) => Self::by_name(name, String::new()),
            Key::Source(source) => Self::by_name(source, String::new()),
            Key::Status(status) => Self::by_status(*status),
            Key::Date(day) | Key::Week(day) | Key::Month(day) => Self::of_day(*day),
            Key::HourOfDay(hour) => Self::At((*hour).into()),
            Key::DayOfWeek(weekday) => Self::At(weekday.to_monday_zero_offset().into()),
            Key::Group(None) | Key::Tag(None) | Key::CallFlow => Self::Last,
        }
    }
}

/// A row, and what it is sorted by.
struct SortableRow {
    row: AnalyticsRow,
    places: Vec<Place>,
    /// The places of the parts of the period among them.
    in_time: Vec<i64>,
    value: Option<i64>,
}

/// The value of a measure, or of its change.
fn value(row: &AnalyticsRow, measure: Measure, is_change: bool) -> Option<i64> {
    let value = measure.of(&row.totals)?;
    if is_change { Some(value - measure.of(row.totals_before.as_ref()?)?) } else { Some(value) }
}

fn in_direction(order: Ordering, direction: PageDirection) -> Ordering {
    match direction {
        PageDirection::Ascending => order,
        PageDirection::Descending => order.reverse(),
    }
}

/// Rows without a value stand last in both directions.
fn by_value(this: Option<i64>, that: Option<i64>, direction: PageDirection) -> Ordering {
    match (this, that) {
        (Some(this), Some(that)) => in_direction(this.cmp(&that), direction),
        (this, that) => that.is_some().cmp(&this.is_some()),
    }
}

/// The usual order: by the parts of the period, then the most calls first, then by name.
fn usual(this: &SortableRow, that: &SortableRow) -> Ordering {
    let calls = |placed: &SortableRow| placed.row.totals.sums.calls;
    this.in_time.cmp(&that.in_time).then(calls(that).cmp(&calls(this))).then_with(|| this.places.cmp(&that.places))
}

/// Sorts rows. All orders end with the usual one.
///
/// # Errors
/// Returns the invalid field `sort` for a grouping that the question does not have.
pub(super) fn sort_rows(
    rows: Vec<AnalyticsRow>,
    groupings: &Groupings,
    sort: Option<Sort>,
) -> Result<Vec<AnalyticsRow>, Error> {
    let measure = match sort.map(|sort| sort.key) {
        Some(SortKey::Measure(measure)) => Some((measure, false)),
        Some(SortKey::Change(measure)) => Some((measure, true)),
        Some(SortKey::Grouping(_)) | None => None,
    };
    let placed = |row: AnalyticsRow| {
        let places: Vec<Place> = row.keys.iter().map(Place::of).collect();
        let in_time = row.keys.iter().zip(&places).filter_map(|(key, place)| match place {
            Place::At(at) if key.grouping().is_over_time() => Some(*at),
            _ => None,
        });
        let in_time = in_time.collect();
        let value = measure.and_then(|(measure, is_change)| value(&row, measure, is_change));
        SortableRow { row, places, in_time, value }
    };
    let mut all: Vec<SortableRow> = rows.into_iter().map(placed).collect();
    match sort {
        None => all.sort_unstable_by(usual),
        Some(Sort { key: SortKey::Grouping(grouping), direction }) => {
            let mut groupings = groupings.as_slice().iter();
            let at = groupings.position(|each| *each == grouping).ok_or_else(not_grouped)?;
            all.sort_unstable_by(|this, that| {
                in_direction(this.places.get(at).cmp(&that.places.get(at)), direction).then_with(|| usual(this, that))
            });
        }
        Some(Sort { key: SortKey::Measure(_) | SortKey::Change(_), direction }) => {
            all.sort_unstable_by(|this, that| {
                by_value(this.value, that.value, direction).then_with(|| usual(this, that))
            });
        }
    }
    Ok(all.into_iter().map(|placed| placed.row).collect())
}

fn not_grouped() -> Error {
    Error::Fields(Fields(vec![("sort", "Sort by a grouping of this question, or by a measure.".into())]))
}
