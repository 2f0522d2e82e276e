//! The comparison of a dashboard with a sum over the calls that the same viewer lists.

use std::collections::{BTreeMap, BTreeSet};

use crewline_core::access::Viewpoint;
use crewline_core::calls::{Call, CallStatus, Filter as CallFilter, QualifiedFilter, Sums, list};
use crewline_core::ids::{CallId, GroupId, NumberId};
use crewline_core::reports::calendar::{HourOfWeek, Period, hour_of_week};
use crewline_core::reports::{Dashboard, Filter, Question};
use crewline_core::testing::TestBusiness;

/// All calls that a viewer sees, oldest first.
pub(crate) async fn all_calls(business: &TestBusiness, viewer: &Viewpoint) -> Vec<Call> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let may = viewer.may().unwrap();
        let page = list(business.db(), &may, &CallFilter::default(), cursor, 500).await.unwrap();
        all.extend(page.calls);
        cursor = page.older;
        if cursor.is_none() {
            all.reverse();
            return all;
        }
    }
}

/// The group of each number that is in one, with its name.
pub(crate) type NumberGroups = BTreeMap<NumberId, (GroupId, String)>;

/// The numbers in the group of a history, of which the viewer lists calls.
pub(crate) async fn numbers_in(business: &TestBusiness, viewer: &Viewpoint, group: GroupId) -> NumberGroups {
    let filter = CallFilter { groups: vec![group], ..CallFilter::default() };
    let page = list(business.db(), &viewer.may().unwrap(), &filter, None, 500).await.unwrap();
    page.calls.iter().map(|call| (call.number_id, (group, "Clinics".to_owned()))).collect()
}

/// Whether a call passes a filter.
pub(crate) fn passes(filter: &Filter, call: &Call, groups: &NumberGroups) -> bool {
    let said = match call.qualified {
        Some(true) => QualifiedFilter::Yes,
        Some(false) => QualifiedFilter::No,
        None => QualifiedFilter::NotSaid,
    };
    let group = groups.get(&call.number_id).map(|(id, _)| id);
    (filter.includes_spam() || !(call.spam || call.blocked))
        && (filter.numbers().is_empty() || filter.numbers().contains(&call.number_id))
        && (filter.groups().is_empty() || group.is_some_and(|id| filter.groups().contains(id)))
        && (filter.sources().is_empty() || filter.sources().contains(&call.source))
        && (filter.statuses().is_empty() || filter.statuses().contains(&call.status))
        && (filter.tags().is_empty() || call.tags.iter().any(|tag| filter.tags().contains(&tag.name)))
        && (filter.qualified().is_empty() || filter.qualified().contains(&said))
}

/// The sums of calls: a few lines of their own.
fn summed<'c>(calls: impl IntoIterator<Item = (&'c Call, bool)>) -> [i64; 8] {
    let mut sums = [0; 8];
    for (call, is_first) in calls {
        let is_missed = matches!(call.status, CallStatus::Missed | CallStatus::Busy | CallStatus::Failed);
        let talk = call.talk_seconds.filter(|_| call.status == CallStatus::Completed).unwrap_or_default();
        let of = |condition: bool| i64::from(condition);
        let each = [
            1,
            of(call.status == CallStatus::Completed),
            of(is_missed),
            of(call.status == CallStatus::Voicemail),
            of(is_first),
            talk,
            of(call.qualified == Some(true)),
            call.value_cents.unwrap_or_default(),
        ];
        sums.iter_mut().zip(each).for_each(|(sum, each)| *sum += each);
    }
    sums
}

fn shown(sums: Sums) -> [i64; 8] {
    let Sums { calls, answered, missed, voicemails, first_time_callers, talk_seconds, qualified, value_cents, .. } =
        sums;
    [calls, answered, missed, voicemails, first_time_callers, talk_seconds, qualified, value_cents]
}

/// The least moment of each caller's calls to each number is the first.
fn firsts(calls: &[Call]) -> BTreeSet<CallId> {
    let mut seen = BTreeSet::new();
    let first = |call: &&Call| call.caller.clone().is_some_and(|caller| seen.insert((call.number_id, caller)));
    calls.iter().filter(first).map(|call| call.id).collect()
}

pub(crate) fn assert_answer(answer: &Dashboard, calls: &[Call], question: &Question, groups: &NumberGroups) {
    let firsts = firsts(calls);
    assert!(calls.iter().all(|call| call.first_time == firsts.contains(&call.id)));
    let matches = |call: &Call| passes(&question.filter, call, groups);
    let within = |period: &Period| {
        let (from, to) = (period.from(), period.to());
        calls
            .iter()
            .filter(move |call| matches(call) && from <= call.started_at && call.started_at < to)
            .collect::<Vec<_>>()
    };
    let sum = |calls: &[&Call]| summed(calls.iter().map(|call| (*call, firsts.contains(&call.id))));
    let callers =
        |calls: &[&Call]| calls.iter().filter_map(|call| call.caller.as_deref()).collect::<BTreeSet<_>>().len();
    let of_period = within(&answer.period);
    let context = || format!("{question:?} of {:?} at {}", answer.period.zone().iana_name(), answer.period.now());
    assert_eq!(shown(answer.totals.sums), sum(&of_period), "{}", context());
    assert_eq!(answer.totals.unique_callers, i64::try_from(callers(&of_period)).unwrap(), "{}", context());
    let before = answer.before.as_ref().map(within).unwrap_or_default();
    assert_eq!(answer.totals_before.map(|totals| shown(totals.sums)), Some(sum(&before)), "{}", context());
    for (points, calls) in [(&answer.series, &of_period), (&answer.series_before, &before)] {
        for point in points {
            let (from, to) = (point.bucket.from, point.bucket.to);
            let inside: Vec<&Call> =
                calls.iter().filter(|call| from <= call.started_at && call.started_at < to).copied().collect();
            assert_eq!(shown(point.sums)[..4], sum(&inside)[..4], "{:?} {}", point.bucket, context());
        }
        let total: i64 = points.iter().map(|point| point.sums.calls).sum();
        assert_eq!(total, i64::try_from(calls.len()).unwrap(), "{}", context());
    }
    let mut hours: BTreeMap<usize, Vec<&Call>> = BTreeMap::new();
    for call in &of_period {
        hours.entry(hour_of_week(call.started_at, answer.period.zone()).place()).or_default().push(*call);
    }
    let expected: Vec<_> = hours.iter().map(|(place, calls)| (*place, sum(calls)[0], sum(calls)[2])).collect();
    let place = |hour: HourOfWeek| hour.place();
    assert_eq!(
        answer.hours.iter().map(|each| (place(each.hour), each.calls, each.missed)).collect::<Vec<_>>(),
        expected,
        "{}",
        context()
    );
    let mut sources: BTreeMap<&str, Vec<&Call>> = BTreeMap::new();
    let mut numbers: BTreeMap<NumberId, Vec<&Call>> = BTreeMap::new();
    for call in &of_period {
        sources.entry(&call.source).or_default().push(*call);
        numbers.entry(call.number_id).or_default().push(*call);
    }
    let top: BTreeMap<&str, [i64; 8]> =
        answer.top_sources.iter().map(|top| (top.source.as_str(), shown(top.sums))).collect();
    assert_eq!(top, sources.into_iter().map(|(source, calls)| (source, sum(&calls))).collect(), "{}", context());
    let top: BTreeMap<NumberId, [i64; 8]> = answer.top_numbers.iter().map(|top| (top.id, shown(top.sums))).collect();
    assert_eq!(top, numbers.into_iter().map(|(number, calls)| (number, sum(&calls))).collect(), "{}", context());
    let groups: i64 = answer.top_groups.iter().map(|top| top.sums.calls).sum();
    assert_eq!(groups, answer.totals.sums.calls, "{}", context());
    let is_sorted = answer.top_numbers.is_sorted_by_key(|top| std::cmp::Reverse(top.sums.calls));
    assert!(is_sorted, "{}", context());
    assert_to_call_back(answer, calls, &matches);
}

/// A caller whose last call on the viewer's numbers was not answered.
fn assert_to_call_back(answer: &Dashboard, calls: &[Call], matches: &impl Fn(&Call) -> bool) {
    let mut last: BTreeMap<&str, (&Call, i64)> = BTreeMap::new();
    for call in calls.iter().filter(|call| !call.spam && !call.blocked) {
        let Some(caller) = call.caller.as_deref() else { continue };
        let is_open =
            matches!(call.status, CallStatus::Missed | CallStatus::Busy | CallStatus::Failed | CallStatus::Voicemail);
        let tried = last.get(caller).map_or(0, |(_, times)| *times);
        let times = if call.status == CallStatus::Completed { 0 } else { tried + i64::from(is_open) };
        last.insert(caller, (call, times));
    }
    let since = answer.period.now().plus_seconds(-30 * 86_400);
    let mut expected: Vec<_> = last
        .into_iter()
        .filter(|(_, (call, _))| {
            !matches!(call.status, CallStatus::Completed | CallStatus::Ringing | CallStatus::InProgress)
                && call.started_at >= since
                && matches(call)
        })
        .map(|(caller, (call, times))| (caller.to_owned(), call.id, times))
        .collect();
    let mut shown: Vec<_> =
        answer.to_call_back.iter().map(|each| (each.caller.clone(), each.call, each.times)).collect();
    expected.sort();
    shown.sort();
    assert_eq!(shown, expected);
}
