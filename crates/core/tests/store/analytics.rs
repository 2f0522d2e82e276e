//! Analytics: every way of reading equals a sum over the calls that the viewer lists; the order of the rows, and their pages.

use crewline_core::access::{Thing as _, Viewpoint, actions};
use crewline_core::calls::{Annotation, Call, CallStatus, QualifiedFilter, TagChange, annotate};
use crewline_core::db::Kind;
use crewline_core::ids::{CallId, NumberId};
use crewline_core::reports::Filter;
use crewline_core::reports::analytics::{
    Analytics, AnalyticsQuestion, Grouping, Groupings, Key, Limits, RowCursor, RowsPage, analytics, analytics_within,
};
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::testing::TestBusiness;
use crewline_core::time::day_of;
use crewline_core::{Error, both_engines};

use crate::analytics_sums::{assert_answer, text};
use crate::reports_history::{History, ZONES};
use crate::reports_sums::{all_calls, numbers_in};

/// Limits for which no question has so few calls that each is read.
pub(crate) const SUMMED: Limits = Limits { each: -1, by_slot: i64::MAX, sums: usize::MAX, rows: usize::MAX };

pub(crate) fn by(groupings: &[Grouping]) -> AnalyticsQuestion {
    AnalyticsQuestion { group_by: Groupings::new(groupings.to_vec()).unwrap(), ..AnalyticsQuestion::default() }
}

async fn ask(history: &History, viewer: &Viewpoint, question: &AnalyticsQuestion) -> Analytics {
    analytics(history.business.db(), &viewer.may().unwrap(), question, RowsPage::default()).await.unwrap()
}

async fn refusal(
    history: &History,
    question: &AnalyticsQuestion,
    page: RowsPage,
    limits: Limits,
) -> (&'static str, String) {
    let may = history.business.owner.may().unwrap();
    let error = analytics_within(history.business.db(), &may, question, page, limits).await.unwrap_err();
    let Error::Fields(fields) = error else { panic!("{error}") };
    fields.0[0].clone()
}

/// The first keys of the rows.
fn firsts(answer: &Analytics) -> Vec<String> {
    answer.rows.iter().map(|row| text(&row.keys[0])).collect()
}

/// No grouping, each one alone, each two, and some of three.
pub(crate) fn all_groupings() -> Vec<Vec<Grouping>> {
    use Grouping::{Date, DayOfWeek, Group, HourOfDay, Month, Number, Source, Status, Tag, Week};
    let mut all = vec![vec![]];
    for (place, one) in Grouping::ALL.iter().enumerate() {
        all.push(vec![*one]);
        all.extend(Grouping::ALL.iter().skip(place + 1).map(|two| vec![*one, *two]));
    }
    all.extend([vec![Tag, Status, HourOfDay], vec![Date, Week, Month], vec![Number, Group, Source]]);
    all.push(vec![Date, DayOfWeek, Source]);
    all
}

pub(crate) fn filters(history: &History) -> [Filter; 8] {
    let numbers = &history.numbers;
    let of_sources = Filter::new(vec![], vec![], vec!["Radio".into(), "Number 1".into()]).unwrap();
    [
        Filter::default(),
        Filter::default().with_spam(),
        Filter::new(vec![numbers[1], numbers[2]], vec![], vec![]).unwrap(),
        Filter::new(vec![], vec![history.group], vec![]).unwrap(),
        of_sources.clone(),
        Filter::default().with_statuses([CallStatus::Missed, CallStatus::Completed, CallStatus::Ringing]),
        of_sources.with_tags(vec!["Lead".into(), "Wrong number".into(), "Unknown".into()]).unwrap(),
        Filter::default().with_qualified([QualifiedFilter::No, QualifiedFilter::NotSaid]).with_spam(),
    ]
}

/// Asks every viewer for every grouping, in both ways, of random periods.
async fn compare(history: &mut History) {
    for viewer in history.viewers.clone() {
        let calls = all_calls(&history.business, &viewer).await;
        let group = numbers_in(&history.business, &viewer, history.group).await;
        for groupings in all_groupings() {
            let today = day_of(history.business.db().now(), &jiff::tz::TimeZone::UTC);
            let choices = NamedPeriod::ALL.iter().copied().map(PeriodChoice::Named);
            let mut periods: Vec<PeriodChoice> = choices.collect();
            periods.push(PeriodChoice::Days { from: today.first_of_month(), to: today.last_of_month() });
            let question = AnalyticsQuestion {
                period: periods[history.below(periods.len())],
                compare: Compare::ALL[history.below(3)],
                filter: filters(history)[history.below(8)].clone(),
                ..by(&groupings)
            };
            let may = viewer.may().unwrap();
            let limits = [Limits::default(), SUMMED];
            let way = limits[history.below(2)];
            let answer = analytics_within(history.business.db(), &may, &question, RowsPage::default(), way).await;
            assert_answer(&answer.unwrap(), &calls, &question, &group);
        }
    }
}

#[both_engines]
async fn every_grouping_equals_a_sum_over_the_calls_that_the_viewer_lists(kind: Kind) {
    for seed in [5, 23] {
        let mut history = History::new(kind, seed).await;
        for zone in [ZONES[1], ZONES[0]] {
            for _ in 0..90 {
                history.step().await;
            }
            compare(&mut history).await;
            history.change_zone(zone).await;
            history.step().await;
            compare(&mut history).await;
            history.advance(61);
            history.run_jobs().await;
        }
        compare(&mut history).await;
    }
}

/// Two numbers with calls: number 0 has a missed call today, number 1 two, one of them with two tags.
pub(crate) async fn sample(kind: Kind) -> (History, Vec<CallId>) {
    let history = History::new(kind, 1).await;
    let mut calls = Vec::new();
    for (id, from, to) in [
        ("CA1", "+14155550120", "+12125550101"),
        ("CA2", "+14155550121", "+12125550101"),
        ("CA3", "+14155550120", "+12125550100"),
    ] {
        calls.push(history.carrier.ring(id, from, to).await.call);
        history.carrier.status(&[("CallSid", id), ("CallStatus", "no-answer")]).await.unwrap();
        history.advance(60);
    }
    tag(&history.business, calls[0], &["Lead", "Callback"]).await;
    (history, calls)
}

async fn tag(business: &TestBusiness, call: CallId, tags: &[&str]) {
    let tags = TagChange::Replace(tags.iter().copied().map(str::to_owned).collect());
    let held = Call::hold(business.db(), business.owner.may::<actions::AnnotateCalls>().unwrap(), call).await.unwrap();
    annotate(business.db(), &held, &Annotation { tags: Some(tags), ..Annotation::default() }).await.unwrap();
}

#[both_engines]
async fn a_call_is_in_the_row_of_each_of_its_tags_and_once_in_the_totals(kind: Kind) {
    let (history, _) = sample(kind).await;
    let owner = history.business.owner.clone();
    for limits in [Limits::default(), SUMMED] {
        let may = owner.may().unwrap();
        let question = by(&[Grouping::Tag]);
        let answer =
            analytics_within(history.business.db(), &may, &question, RowsPage::default(), limits).await.unwrap();
        let rows: Vec<_> = answer.rows.iter().map(|row| (text(&row.keys[0]), row.totals.sums.calls)).collect();
        let expected = [("-", 2), ("Callback", 1), ("Lead", 1)].map(|(tag, calls)| (tag.to_owned(), calls));
        assert_eq!((rows, answer.totals.sums.calls), (expected.to_vec(), 3));
        // The calls of a tag have all of their tags.
        let filter = Filter::default().with_tags(vec![" lead".into()]).unwrap();
        let question = AnalyticsQuestion { filter, ..question };
        let answer =
            analytics_within(history.business.db(), &may, &question, RowsPage::default(), limits).await.unwrap();
        assert_eq!((firsts(&answer), answer.totals.sums.calls), (vec!["Callback".to_owned(), "Lead".into()], 1));
    }
}

#[both_engines]
async fn a_part_of_the_period_without_calls_has_a_row_of_zeros_where_it_is_the_only_grouping(kind: Kind) {
    let (history, _) = sample(kind).await;
    let nobody = history.viewers[3].clone();
    let week = PeriodChoice::Named(NamedPeriod::Last7Days);
    for (grouping, first, count) in [
        (Grouping::Date, "2026-02-24", 7),
        (Grouping::Week, "2026-02-23", 2),
        (Grouping::Month, "2026-02-01", 2),
        (Grouping::HourOfDay, "0", 24),
        (Grouping::DayOfWeek, "1", 7),
        (Grouping::Status, "", 0),
        (Grouping::Source, "", 0),
    ] {
        let question = AnalyticsQuestion { period: week, ..by(&[grouping]) };
        let answer = ask(&history, &nobody, &question).await;
        assert_eq!((answer.rows.len(), answer.row_count), (count, count), "{grouping}");
        assert_eq!(firsts(&answer).first().map_or("", String::as_str), first, "{grouping}");
        assert!(answer.rows.iter().all(|row| row.totals.sums.calls == 0), "{grouping}");
        // The seven days before are of one month.
        let compared = answer.rows.iter().filter(|row| row.totals_before.is_some()).count();
        assert_eq!(compared, if grouping == Grouping::Month { 1 } else { count }, "{grouping}");
    }
    let two = AnalyticsQuestion { period: week, ..by(&[Grouping::Date, Grouping::Number]) };
    assert!(ask(&history, &nobody, &two).await.rows.is_empty());
    let none = ask(&history, &nobody, &AnalyticsQuestion { period: week, ..by(&[]) }).await;
    assert_eq!((none.rows.len(), none.rows[0].totals), (1, none.totals));
}

#[both_engines]
async fn rows_are_in_the_order_of_the_question(kind: Kind) {
    let (history, _) = sample(kind).await;
    let owner = history.business.owner.clone();
    let order = async |groupings: &[Grouping], sort: &str| {
        let question = AnalyticsQuestion { sort: Some(sort.parse().unwrap()), ..by(groupings) };
        firsts(&ask(&history, &owner, &question).await).join(", ")
    };
    let by_source = firsts(&ask(&history, &owner, &by(&[Grouping::Source])).await);
    assert_eq!(by_source, ["Number 1", "Number 0"]);
    let of = |sort| order(&[Grouping::Source], sort);
    assert_eq!(of("source").await, "Number 0, Number 1");
    assert_eq!(of("-source").await, "Number 1, Number 0");
    assert_eq!(of("calls").await, "Number 0, Number 1");
    assert_eq!(of("-unique_callers").await, "Number 1, Number 0");
    assert_eq!(of("-missed_change").await, "Number 1, Number 0");
    // Nobody was talked to, so the most calls stand first.
    assert_eq!(of("average_talk_seconds").await, "Number 1, Number 0");
    let period = PeriodChoice::Named(NamedPeriod::Last7Days);
    let days = ask(&history, &owner, &AnalyticsQuestion { period, ..by(&[Grouping::Date]) }).await;
    assert!(days.rows.is_sorted_by_key(|row| text(&row.keys[0])));
    let question = AnalyticsQuestion { sort: Some("-calls".parse().unwrap()), period, ..by(&[Grouping::Date]) };
    let days = ask(&history, &owner, &question).await;
    assert_eq!(days.rows[0].totals.sums.calls, 3);
    assert!(days.rows[1..].is_sorted_by_key(|row| text(&row.keys[0])), "days without calls stay in their order");
    let question = AnalyticsQuestion { sort: Some("tag".parse().unwrap()), ..by(&[Grouping::Date]) };
    let (field, _) = refusal(&history, &question, RowsPage::default(), Limits::default()).await;
    assert_eq!(field, "sort");
}

#[both_engines]
async fn pages_have_all_rows_once_also_where_rows_come_in_between(kind: Kind) {
    let (history, _) = sample(kind).await;
    let owner = history.business.owner.clone();
    let period = PeriodChoice::Named(NamedPeriod::Last30Days);
    let question = AnalyticsQuestion { period, ..by(&[Grouping::Date]) };
    let whole = ask(&history, &owner, &question).await;
    assert_eq!((whole.row_count, whole.next), (30, None));
    let page = async |question: &AnalyticsQuestion, cursor: Option<RowCursor>, limit| {
        let may = owner.may().unwrap();
        analytics(history.business.db(), &may, question, RowsPage { cursor, limit }).await.unwrap()
    };
    let (mut rows, mut cursor) = (Vec::new(), None);
    loop {
        let next = page(&question, cursor, 7).await;
        assert!(next.rows.len() <= 7 && next.totals == whole.totals && next.row_count == 30);
        rows.extend(next.rows);
        cursor = next.next.map(|cursor| cursor.to_string().parse().unwrap());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(rows, whole.rows);
    // A number with more calls than the first comes in between.
    let by_number = by(&[Grouping::Number]);
    let first = page(&by_number, None, 1).await;
    for call in 4..8 {
        let id = format!("CA{call}");
        history.carrier.ring(&id, "+14155550122", "+12125550102").await;
    }
    let second = page(&by_number, first.next, 1).await;
    assert_eq!(
        (firsts(&first), firsts(&second)),
        (vec![history.numbers[1].to_string()], vec![history.numbers[0].to_string()])
    );
    assert_eq!(second.next, None);
    // The page of another question is none of this one.
    let other = RowsPage { cursor: first.next, limit: 1 };
    let (field, sentence) = refusal(&history, &by(&[Grouping::Source]), other, Limits::default()).await;
    assert_eq!((field, sentence.as_str()), ("cursor", "This page belongs to another question. Begin at its start."));
}

#[both_engines]
async fn a_question_of_too_many_calls_is_refused_with_a_sentence(kind: Kind) {
    let (history, _) = sample(kind).await;
    let few = Limits { each: 0, by_slot: 2, sums: 100, rows: 100 };
    for grouping in [Grouping::Status, Grouping::Tag] {
        let (field, sentence) = refusal(&history, &by(&[grouping]), RowsPage::default(), few).await;
        assert_eq!(field, "period");
        assert!(sentence.contains("Choose a shorter period"), "{sentence}");
    }
    let may = history.business.owner.may().unwrap();
    let answer = analytics_within(history.business.db(), &may, &by(&[Grouping::Date]), RowsPage::default(), few).await;
    assert!(answer.unwrap().totals.unique_callers_is_estimate);
    // Hours are in the sums, too.
    let by_hour = by(&[Grouping::DayOfWeek, Grouping::HourOfDay]);
    analytics_within(history.business.db(), &may, &by_hour, RowsPage::default(), few).await.unwrap();
    let fewer = Limits { sums: 0, ..few };
    assert_eq!(refusal(&history, &by(&[Grouping::Date]), RowsPage::default(), fewer).await.0, "period");
}

/// The answer, as a text, of a viewer to a question with a filter.
async fn filtered(history: &History, viewer: &Viewpoint, filter: Filter, grouping: Grouping) -> String {
    let question = AnalyticsQuestion { filter, ..by(&[grouping, Grouping::Number, Grouping::Group]) };
    format!("{:?}", ask(history, viewer, &question).await)
}

#[both_engines]
async fn ids_outside_the_access_are_like_those_of_nothing(kind: Kind) {
    let (history, calls) = sample(kind).await;
    let vera = history.viewers[1].clone();
    let (_, neighbour) = history.business.neighbour().await;
    let unknown = crewline_core::testing::number(history.business.db(), &neighbour, "Unknown", "+12125550199").await;
    let group = crewline_core::testing::group(history.business.db(), &neighbour, "Unknown", &[unknown]).await;
    let hidden = history.business.group("Hidden", &[history.numbers[3]]).await;
    tag(&history.business, calls[2], &["Secret"]).await;
    let of_number = |id: NumberId| Filter::new(vec![id], vec![], vec![]).unwrap();
    let of_tag = |name: &str| Filter::default().with_tags(vec![name.to_owned()]).unwrap();
    for grouping in [Grouping::Tag, Grouping::Status, Grouping::Date] {
        for (outside, nothing) in [
            (of_number(history.numbers[0]), of_number(unknown)),
            (Filter::new(vec![], vec![hidden], vec![]).unwrap(), Filter::new(vec![], vec![group], vec![]).unwrap()),
            (of_tag("Secret"), of_tag("Nothing")),
            (
                Filter::new(vec![], vec![], vec!["Number 0".into()]).unwrap(),
                Filter::new(vec![], vec![], vec!["Nothing\0".into()]).unwrap(),
            ),
        ] {
            let answers = [
                filtered(&history, &vera, outside, grouping).await,
                filtered(&history, &vera, nothing, grouping).await,
            ];
            assert_eq!(answers[0], answers[1]);
        }
        // Nothing that happens on other numbers changes a byte.
        let before = filtered(&history, &vera, Filter::default(), grouping).await;
        assert!(before.contains(&history.numbers[1].to_string()) && !before.contains("Secret"));
        let id = format!("CA{grouping}");
        let call = history.carrier.ring(&id, "+14155550120", "+12125550102").await.call;
        tag(&history.business, call, &["Secret", "Lead"]).await;
        history.carrier.status(&[("CallSid", id.as_str()), ("CallStatus", "no-answer")]).await.unwrap();
        assert_eq!(filtered(&history, &vera, Filter::default(), grouping).await, before);
    }
}

#[both_engines]
async fn rows_are_named_by_what_the_viewer_sees(kind: Kind) {
    let (history, _) = sample(kind).await;
    let vera = history.viewers[1].clone();
    let answer = ask(&history, &vera, &by(&[Grouping::Number, Grouping::Group, Grouping::CallFlow])).await;
    let [row] = answer.rows.as_slice() else { panic!("{answer:?}") };
    let number =
        Key::Number { id: history.numbers[1], name: "Number 1".into(), phone_number: "+12125550101".parse().unwrap() };
    assert_eq!(row.keys, [number, Key::Group(Some((history.group, "Clinics".into()))), Key::CallFlow]);
    assert_eq!((row.totals.sums.missed, row.totals.unique_callers), (2, 2));
}
