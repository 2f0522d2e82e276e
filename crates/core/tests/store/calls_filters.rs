//! Compares each filter of the list of calls with a plain one over the list without filters, for viewers of any numbers.

use std::collections::BTreeMap;

use crewline_core::access::{Role, Thing as _, Viewpoint, actions};
use crewline_core::both_engines;
use crewline_core::calls::{
    self, Call, CallStatus, CountedOutcome, Filter, HoursFilter, MAX_COUNT, QualifiedFilter, count, detail, list,
};
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::reports::calendar::{Compare, Days, PeriodChoice, hour_of_week};
use crewline_core::reports::{self, Question, dashboard};
use crewline_core::testing::{TestBusiness, group, number};
use crewline_core::time::{Timestamp, day_of};
use jiff::tz::TimeZone;

const CALLS: u64 = 420;
const SOURCES: [&str; 4] = ["", "Flyer", "Radio", "Truck wrap"];
const TAGS: [&str; 3] = ["New patient", "Other", "Rare"];
/// Its clock is set forward and back within the time of the calls, and is not that of UTC by whole hours.
const ZONE: &str = "Australia/Adelaide";

/// A pseudo-random number below a bound, the same in every run.
fn pseudo_random(place: u64, of: u64, below: u64) -> u64 {
    let mixed = (place * 31 + of + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 31)) % below
}

struct Fixture {
    business: TestBusiness,
    numbers: Vec<NumberId>,
    groups: [GroupId; 2],
    /// The group of each number that has one.
    group_of: BTreeMap<NumberId, GroupId>,
    people: Vec<Viewpoint>,
}

impl Fixture {
    async fn new(kind: Kind) -> Self {
        let business = TestBusiness::new(kind).await;
        let mut numbers = Vec::new();
        for number in 0..6 {
            numbers.push(business.number(&format!("Number {number}"), &format!("+1212555010{number}")).await);
        }
        let groups = [business.group("Bakery", &numbers[..2]).await, business.group("Clinic", &numbers[2..4]).await];
        let of = |at: usize| (numbers[at], groups[at / 2]);
        let group_of = (0..4).map(of).collect();
        let people = vec![
            business.person("Max Adler", Role::Manager).await,
            business.viewer("Vera Kim", &numbers[1..2], &[]).await,
            business.viewer("Gus Group", &numbers[4..5], &groups[1..]).await,
            business.viewer("Ada Several", &[numbers[0], numbers[3], numbers[5]], &[]).await,
            business.viewer("Nobody Here", &[], &[]).await,
        ];
        let fixture = Self { business, numbers, groups, group_of, people };
        fixture.add_calls().await;
        fixture
    }

    /// Calls of every kind, over more than a year, some of them under way.
    async fn add_calls(&self) {
        let database = &self.business.database;
        let business = database.number("select id from businesses").await;
        let rows = database.rows("select id from numbers order by created_at, id").await;
        let numbers: Vec<String> = rows.into_iter().map(|row| row[0].clone().unwrap()).collect();
        for (place, tag) in TAGS.iter().enumerate() {
            let folded = tag.to_lowercase();
            let values = format!("{business}, '{tag}', '{folded}', 'red', {place}");
            let add = "insert into tags (business_id, name, name_folded, colour, created_at)";
            database.run(&format!("{add} values ({values})")).await;
        }
        let now = self.business.db().now();
        let mut calls = Vec::new();
        let mut tagged = Vec::new();
        for place in 0..CALLS {
            let chance = |of: u64, below: u64| usize::try_from(pseudo_random(place, of, below)).unwrap();
            let is_blocked = chance(1, 12) == 0;
            let status = if is_blocked { CallStatus::Failed } else { CallStatus::ALL[chance(2, 7)] };
            let ago = 1_000 + place * 90_000 + pseudo_random(place, 3, 80_000);
            let at = now.plus_seconds(-i64::try_from(ago).unwrap());
            let caller = format!("+1415555{:04}", chance(4, 150));
            let reversed: String = caller.chars().rev().collect();
            calls.push(format!(
                "({business}, {}, 'CA{place}', 'inbound', '{}', '{caller}', '{reversed}', 'number', '+12125550100', '{}', {}, \
                 {}, {}, {is_blocked})",
                numbers[chance(5, 6)],
                status.word(),
                SOURCES[chance(6, 4)],
                at.millis(),
                ["null", "true", "false"][chance(7, 3)],
                chance(8, 9) == 0,
            ));
            for (tag, name) in TAGS.iter().enumerate() {
                if chance(10 + u64::try_from(tag).unwrap(), [2, 4, 40][tag]) == 0 {
                    tagged.push(format!("(c.carrier_id = 'CA{place}' and t.name = '{name}')"));
                }
            }
        }
        let columns = "business_id, number_id, carrier_id, direction, status, caller, caller_reversed, caller_kind, \
            destination, source, started_at, qualified, spam, blocked";
        database.run(&format!("insert into calls ({columns}) values {}", calls.join(", "))).await;
        for tagged in tagged.chunks(50) {
            let add = "insert into call_tags (business_id, call_id, tag_id, number_id, started_at)
                select c.business_id, c.id, t.id, c.number_id, c.started_at from calls c
                join tags t on t.business_id = c.business_id";
            database.run(&format!("{add} where {}", tagged.join(" or "))).await;
        }
        // The first calls are marked, and the sums are written.
        reports::rebuild(self.business.db(), &self.business.operator).await.unwrap();
    }

    fn hours(&self, hours: &[u8], days: &[u8], from: Option<Timestamp>, to: Option<Timestamp>) -> Option<HoursFilter> {
        let now = self.business.db().now();
        Some(HoursFilter::new(hours, days, &TimeZone::get(ZONE).unwrap(), from, to, now).unwrap())
    }

    /// Whether a call passes a filter; `hours` and `days` are those that its hours were made of.
    fn matches(&self, filter: &Filter, (hours, days): (&[u8], &[u8]), call: &Call) -> bool {
        fn any<T: PartialEq>(chosen: &[T], value: &T) -> bool {
            chosen.is_empty() || chosen.contains(value)
        }
        let group = self.group_of.get(&call.number_id);
        let no_group = filter.groups.is_empty() && !filter.no_group;
        let no_tag = filter.tags.is_empty() && !filter.no_tag;
        let is_tagged = |name: &String| call.tags.iter().any(|tag| tag.name.to_lowercase() == name.to_lowercase());
        let qualified = match call.qualified {
            Some(true) => QualifiedFilter::Yes,
            Some(false) => QualifiedFilter::No,
            None => QualifiedFilter::NotSaid,
        };
        let outcome = match call.status {
            CallStatus::Completed => CountedOutcome::Answered,
            CallStatus::Voicemail => CountedOutcome::Voicemail,
            CallStatus::Ringing | CallStatus::InProgress => CountedOutcome::UnderWay,
            CallStatus::Missed | CallStatus::Busy | CallStatus::Failed => CountedOutcome::Missed,
        };
        let place = hour_of_week(call.started_at, &TimeZone::get(ZONE).unwrap()).place();
        let (hour, day) = (u8::try_from(place % 24).unwrap(), u8::try_from(place / 24 + 1).unwrap());
        any(&filter.numbers, &call.number_id)
            && (no_group
                || group.is_some_and(|group| filter.groups.contains(group))
                || filter.no_group && group.is_none())
            && any(&filter.sources, &call.source)
            && any(&filter.statuses, &call.status)
            && any(&filter.outcomes, &outcome)
            && any(&filter.qualified, &qualified)
            && (no_tag || filter.tags.iter().any(is_tagged) || filter.no_tag && call.tags.is_empty())
            && filter.spam.is_none_or(|spam| if spam { call.spam } else { !call.spam && !call.blocked })
            && filter.first_time.is_none_or(|first| call.first_time == first)
            && (filter.hours.is_none() || any(hours, &hour) && any(days, &day))
            && filter.from.is_none_or(|from| call.started_at >= from)
            && filter.to.is_none_or(|to| call.started_at < to)
    }

    /// Reads every page for every person, and compares it with the calls that pass.
    async fn assert_matches(&self, filter: &Filter, of_week: (&[u8], &[u8])) {
        let db = self.business.db();
        for person in std::iter::once(&self.business.owner).chain(&self.people) {
            let may = person.may().unwrap();
            let all = list(db, &may, &Filter::default(), None, 500).await.unwrap().calls;
            let expected: Vec<&Call> = all.iter().filter(|call| self.matches(filter, of_week, call)).collect();
            let (mut found, mut cursor) = (Vec::new(), None);
            loop {
                let page = list(db, &may, filter, cursor, 60).await.unwrap();
                found.extend(page.calls);
                cursor = page.older;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?} {of_week:?}");
            let counted = filter.q.is_none().then(|| i64::try_from(expected.len()).unwrap());
            assert_eq!(count(db, &may, filter).await.unwrap(), counted, "{filter:?}");
        }
    }
}

fn with(change: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    change(&mut filter);
    filter
}

/// Every filter with one value, with several, and with those of another business.
async fn single_filters(fixture: &Fixture) -> Vec<Filter> {
    let Fixture { business, numbers, groups, .. } = fixture;
    let (_, neighbour) = business.neighbour().await;
    let foreign_number = number(business.db(), &neighbour, "Foreign", "+12125550999").await;
    let foreign_group = group(business.db(), &neighbour, "Foreign", &[foreign_number]).await;
    let mut filters = vec![
        with(|f| f.numbers = vec![numbers[1]]),
        with(|f| f.numbers = vec![numbers[0], numbers[4]]),
        with(|f| f.numbers = vec![foreign_number]),
        with(|f| f.groups = vec![groups[1]]),
        with(|f| f.groups = groups.to_vec()),
        with(|f| f.groups = vec![foreign_group]),
        with(|f| f.no_group = true),
        with(|f| {
            f.no_group = true;
            f.groups = vec![groups[0]];
        }),
        with(|f| {
            f.numbers = vec![numbers[2], numbers[5]];
            f.groups = vec![groups[1]];
        }),
        with(|f| f.sources = vec!["Radio".into()]),
        with(|f| f.sources = vec![String::new()]),
        with(|f| f.sources = vec![String::new(), "Flyer".into()]),
        with(|f| f.sources = vec!["a\0b".into(), "Flyer".into()]),
        with(|f| f.statuses = vec![CallStatus::Busy, CallStatus::Completed]),
        with(|f| f.qualified = vec![QualifiedFilter::No, QualifiedFilter::NotSaid]),
        with(|f| f.tags = vec!["rare".into()]),
        with(|f| f.tags = vec!["Other".into(), "Rare".into(), "Unknown".into()]),
        with(|f| f.tags = vec!["Unknown".into()]),
        with(|f| f.no_tag = true),
        with(|f| {
            f.no_tag = true;
            f.tags = vec!["Rare".into()];
        }),
        with(|f| {
            f.statuses = vec![CallStatus::Busy, CallStatus::Voicemail];
            f.outcomes = vec![CountedOutcome::Missed];
        }),
        with(|f| {
            f.statuses = vec![CallStatus::Completed];
            f.outcomes = vec![CountedOutcome::Missed];
        }),
    ];
    filters.extend(CallStatus::ALL.iter().map(|status| with(|f| f.statuses = vec![*status])));
    filters.extend(CountedOutcome::ALL.iter().map(|outcome| with(|f| f.outcomes = vec![*outcome])));
    filters.extend(QualifiedFilter::ALL.iter().map(|said| with(|f| f.qualified = vec![*said])));
    for said in [true, false] {
        filters.push(with(|f| f.spam = Some(said)));
        filters.push(with(|f| f.first_time = Some(said)));
    }
    filters
}

#[both_engines]
async fn each_filter_agrees_with_a_plain_one_for_every_viewer(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let now = fixture.business.db().now();
    for filter in single_filters(&fixture).await {
        fixture.assert_matches(&filter, (&[], &[])).await;
        // Searches go by other statements: of callers that all calls have, and of digits inside of them.
        for q in ["+1415", "15555"] {
            fixture.assert_matches(&Filter { q: Some(q.into()), ..filter.clone() }, (&[], &[])).await;
        }
    }
    for q in [None, Some("+1415".to_owned()), Some("15555".to_owned())] {
        // The clock of Adelaide was set back in April and forward in October.
        let from = Some(now.plus_seconds(-360 * 86_400));
        let to = Some(now.plus_seconds(-100 * 86_400));
        for (hours, days, from, to) in [
            (&[9, 10][..], &[][..], from, None),
            (&[][..], &[7][..], from, to),
            (&[0, 23][..], &[1, 2, 3][..], from, None),
            // The clock has changed more than thirty times since.
            (&[9, 14][..], &[][..], Some(now.plus_seconds(-16 * 365 * 86_400)), None),
        ] {
            let hours_filter = fixture.hours(hours, days, from, to);
            let filter = Filter { hours: hours_filter, from, to, q: q.clone(), ..Filter::default() };
            fixture.assert_matches(&filter, (hours, days)).await;
        }
    }
}

#[both_engines]
async fn filters_together_agree_with_a_plain_one(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let now = fixture.business.db().now();
    for turn in 0..40 {
        let chance = |of: u64, below: u64| usize::try_from(pseudo_random(turn, 100 + of, below)).unwrap();
        let (mut filter, hours): (Filter, Vec<u8>) = (Filter::default(), vec![8, 9, 10, 11, 12, 13]);
        if chance(0, 4) == 0 {
            filter.numbers = fixture.numbers[chance(1, 4)..].to_vec();
        }
        if chance(2, 4) == 0 {
            filter.groups = vec![fixture.groups[chance(3, 2)]];
            filter.no_group = chance(4, 2) == 0;
        }
        if chance(5, 3) == 0 {
            filter.sources = SOURCES[chance(6, 4)..].iter().map(|source| (*source).to_owned()).collect();
        }
        if chance(7, 2) == 0 {
            filter.outcomes = vec![CountedOutcome::ALL[chance(8, 4)]];
        }
        if chance(9, 4) == 0 {
            filter.statuses = CallStatus::ALL[chance(10, 7)..].to_vec();
        }
        if chance(11, 3) == 0 {
            filter.tags = TAGS[..chance(12, 4)].iter().map(|tag| (*tag).to_owned()).collect();
            filter.no_tag = chance(13, 3) == 0;
        }
        if chance(14, 3) == 0 {
            filter.qualified = QualifiedFilter::ALL[chance(15, 3)..].to_vec();
        }
        filter.spam = [Some(false), Some(false), Some(true), None][chance(16, 4)];
        filter.first_time = [Some(true), None, None][chance(17, 3)];
        if chance(18, 3) == 0 {
            filter.from = Some(now.plus_seconds(-300 * 86_400));
            filter.hours = fixture.hours(&hours, &[], filter.from, None);
        }
        fixture.assert_matches(&filter, (&hours, &[])).await;
    }
}

#[both_engines]
async fn the_figures_of_a_dashboard_lead_to_as_many_calls(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let db = fixture.business.db();
    for person in std::iter::once(&fixture.business.owner).chain(&fixture.people) {
        let zone = TimeZone::get(person.business_time_zone()).unwrap();
        let today = day_of(db.now(), &zone);
        let first = Days::ending(today, 200).first();
        let question = Question {
            period: PeriodChoice::Days { from: first, to: today },
            compare: Compare::None,
            filter: reports::Filter::default(),
        };
        let answer = dashboard(db, &person.may().unwrap(), &question).await.unwrap();
        let (from, to) = (Some(answer.period.from()), Some(answer.period.to()));
        let counted = async |change: fn(&mut Filter)| {
            let mut filter = Filter { from, to, spam: Some(false), ..Filter::default() };
            change(&mut filter);
            count(db, &person.may().unwrap(), &filter).await.unwrap().unwrap()
        };
        let sums = answer.totals.sums;
        assert!(sums.calls < MAX_COUNT);
        assert_eq!(counted(|_| {}).await, sums.calls);
        assert_eq!(counted(|f| f.outcomes = vec![CountedOutcome::Answered]).await, sums.answered);
        assert_eq!(counted(|f| f.outcomes = vec![CountedOutcome::Missed]).await, sums.missed);
        assert_eq!(counted(|f| f.outcomes = vec![CountedOutcome::Voicemail]).await, sums.voicemails);
        assert_eq!(counted(|f| f.outcomes = vec![CountedOutcome::UnderWay]).await, sums.under_way());
        assert_eq!(counted(|f| f.first_time = Some(true)).await, sums.first_time_callers);
        assert_eq!(counted(|f| f.qualified = vec![QualifiedFilter::Yes]).await, sums.qualified);
        for top in &answer.top_groups {
            let mut filter = Filter { from, to, spam: Some(false), ..Filter::default() };
            match &top.group {
                Some((id, _)) => filter.groups = vec![*id],
                None => filter.no_group = true,
            }
            assert_eq!(count(db, &person.may().unwrap(), &filter).await.unwrap(), Some(top.sums.calls), "{top:?}");
        }
        for top in &answer.top_sources {
            let filter = Filter { from, to, spam: Some(false), sources: vec![top.source.clone()], ..Filter::default() };
            assert_eq!(count(db, &person.may().unwrap(), &filter).await.unwrap(), Some(top.sums.calls), "{top:?}");
        }
        for each in &answer.hours {
            let (hour, day) = (each.hour.hour, u8::try_from(each.hour.day.to_monday_one_offset()).unwrap());
            let hours = HoursFilter::new(&[hour], &[day], &zone, from, to, db.now()).unwrap();
            let filter = Filter { from, to, spam: Some(false), hours: Some(hours), ..Filter::default() };
            let found = calls::count(db, &person.may().unwrap(), &filter).await.unwrap();
            assert_eq!(found, Some(each.calls), "{each:?}");
            let missed = Filter { outcomes: vec![CountedOutcome::Missed], ..filter };
            assert_eq!(calls::count(db, &person.may().unwrap(), &missed).await.unwrap(), Some(each.missed), "{each:?}");
        }
    }
}

#[both_engines]
async fn a_call_is_the_nth_of_its_caller_on_its_number_alone(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let (db, vera) = (fixture.business.db(), &fixture.people[1]);
    let all = list(db, &fixture.business.owner.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
    let seen = list(db, &vera.may().unwrap(), &Filter::default(), None, 500).await.unwrap().calls;
    assert!(seen.len() < all.len());
    for call in &seen {
        let held = Call::hold(db, vera.may::<actions::SeeCalls>().unwrap(), call.id).await.unwrap();
        let nth = detail(db, &held).await.unwrap().nth;
        let before = |other: &&Call| {
            (other.number_id, &other.caller) == (call.number_id, &call.caller) && other.started_at <= call.started_at
        };
        assert_eq!(nth, Some(i64::try_from(all.iter().filter(before).count()).unwrap()));
        assert_eq!(nth == Some(1), call.first_time);
    }
    fixture.business.database.run("update calls set caller = null, first_time = false").await;
    let held = Call::hold(db, vera.may::<actions::SeeCalls>().unwrap(), seen[0].id).await.unwrap();
    assert_eq!(detail(db, &held).await.unwrap().nth, None);
}
