//! Compares the list of calls with a plain model, where a scan of the business's newest calls does not fill a page and
//! the rest is read number by number.

use crewline_core::access::{Role, Viewpoint};
use crewline_core::both_engines;
use crewline_core::calls::{CallStatus, Cursor, Filter, Page, count, list};
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::testing::TestBusiness;
use crewline_core::time::Timestamp;

/// More than the first scan reads, also for viewers of many numbers.
const CALLS: u64 = 1_600;
const NUMBERS: u64 = 24;

/// A call in the model.
struct ModelCall {
    /// Different for each call.
    caller: String,
    number: NumberId,
    at: Timestamp,
    has_failed: bool,
}

/// A business with one busy number, three less busy ones, and many with few calls.
struct ManyCallsFixture {
    business: TestBusiness,
    numbers: Vec<NumberId>,
    /// Newest first.
    calls: Vec<ModelCall>,
}

/// A pseudo-random number that is the same in every run.
fn pseudo_random(place: u64) -> u64 {
    let mixed = (place + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 31)
}

async fn many_calls(kind: Kind) -> ManyCallsFixture {
    let business = TestBusiness::new(kind).await;
    let mut numbers = Vec::new();
    for number in 0..NUMBERS {
        numbers.push(business.number(&format!("Number {number}"), &format!("+1212555{number:04}")).await);
    }
    let business_id = business.database.number("select id from businesses").await;
    let rows = business.database.rows("select id from numbers order by created_at, id").await;
    let ids: Vec<String> = rows.into_iter().map(|row| row[0].clone().unwrap()).collect();
    let now = business.db().now();
    let (mut calls, mut rows) = (Vec::new(), Vec::new());
    for place in 0..CALLS {
        let chance = pseudo_random(place);
        let number = match chance % 100 {
            0..=1 => 4 + chance / 100 % (NUMBERS - 4),
            2..=11 => 1 + chance / 100 % 3,
            _ => 0,
        };
        // Three at the same moment, half an hour before the next: more than a month in all.
        let ago = (CALLS - place) / 3 * 1_800;
        let at = now.plus_seconds(-i64::try_from(ago).unwrap());
        let has_failed = (chance / 10_000).is_multiple_of(3);
        let (number, caller) = (usize::try_from(number).unwrap(), format!("+1415555{place:04}"));
        rows.push(format!(
            "({business_id}, {}, 'CA{place}', 'inbound', '{}', '{caller}', 'number', '+12125550000', 'Flyer', {})",
            ids[number],
            if has_failed { "failed" } else { "missed" },
            at.millis(),
        ));
        calls.push(ModelCall { caller, number: numbers[number], at, has_failed });
    }
    let columns =
        "business_id, number_id, carrier_id, direction, status, caller, caller_kind, destination, source, started_at";
    business.database.run(&format!("insert into calls ({columns}) values {}", rows.join(", "))).await;
    calls.reverse();
    ManyCallsFixture { business, numbers, calls }
}

impl ManyCallsFixture {
    async fn page(&self, who: &Viewpoint, filter: &Filter, cursor: Option<Cursor>, limit: i64) -> Page {
        list(self.business.db(), &who.may().unwrap(), filter, cursor, limit).await.unwrap()
    }

    fn model(&self, seen: &[NumberId], filter: &Filter) -> Vec<&str> {
        let calls = self.calls.iter().filter(|call| {
            seen.contains(&call.number)
                && filter.statuses.first().is_none_or(|status| (*status == CallStatus::Failed) == call.has_failed)
                && filter.from.is_none_or(|from| call.at >= from)
                && filter.to.is_none_or(|to| call.at < to)
        });
        calls.map(|call| call.caller.as_str()).collect()
    }

    /// Reads all pages to the oldest and back to the newest, and compares each with the model.
    async fn assert_pages_match(&self, who: &Viewpoint, seen: &[NumberId], filter: &Filter, limit: i64) {
        let model = self.model(seen, filter);
        let counted = count(self.business.db(), &who.may().unwrap(), filter).await.unwrap();
        assert_eq!(counted, Some(i64::try_from(model.len()).unwrap()), "{filter:?}");
        let size = usize::try_from(limit).unwrap();
        let (mut begin, mut cursor, mut newer) = (0, None, None);
        loop {
            let page = self.page(who, filter, cursor, limit).await;
            let end = (begin + size).min(model.len());
            assert_eq!(callers(&page), model[begin..end], "{filter:?} from {begin} by {limit}");
            assert_eq!(page.older.is_some(), end < model.len(), "{filter:?} from {begin} by {limit}");
            assert_eq!(page.newer.is_some(), begin > 0, "{filter:?} from {begin} by {limit}");
            (cursor, newer) = (page.older, page.newer.or(newer));
            if cursor.is_none() {
                newer = page.newer;
                break;
            }
            begin = end;
        }
        let mut end = begin;
        while let Some(cursor) = newer {
            let page = self.page(who, filter, Some(cursor), limit).await;
            begin = end.saturating_sub(size);
            assert_eq!(callers(&page), model[begin..end], "{filter:?} back from {end} by {limit}");
            assert_eq!(page.newer.is_some(), begin > 0, "{filter:?} back from {end} by {limit}");
            (end, newer) = (begin, page.newer);
        }
        assert_eq!(end, 0);
    }
}

fn callers(page: &Page) -> Vec<&str> {
    page.calls.iter().filter_map(|call| call.caller.as_deref()).collect()
}

#[both_engines]
async fn pages_are_full_for_viewers_of_busy_and_quiet_numbers(kind: Kind) {
    let fixture = many_calls(kind).await;
    let numbers = &fixture.numbers;
    let group = fixture.business.group("Quiet", &numbers[12..]).await;
    let all: Vec<usize> = (0..numbers.len()).collect();
    let seen = |places: &[usize]| places.iter().map(|place| numbers[*place]).collect::<Vec<_>>();
    let viewers = [
        ("Busy One", vec![0], vec![]),
        ("Quiet One", vec![5], vec![]),
        ("Quiet Many", all[4..].to_vec(), vec![]),
        ("Now And Then", vec![1, 2, 7], vec![]),
        ("Mixed Many", [&all[..2], &all[8..16]].concat(), vec![]),
        ("By Group", vec![4], all[12..].to_vec()),
        ("Nobody Here", vec![], vec![]),
    ];
    let mut people = vec![(fixture.business.person("Max Adler", Role::Manager).await, numbers.clone())];
    for (name, granted, grouped) in viewers {
        let groups = if grouped.is_empty() { vec![] } else { vec![group] };
        let viewer = fixture.business.viewer(name, &seen(&granted), &groups).await;
        people.push((viewer, seen(&[granted, grouped].concat())));
    }
    let now = fixture.business.db().now();
    let (from, to) = (Some(now.plus_seconds(-9 * 86_400)), Some(now.plus_seconds(-2 * 86_400)));
    let failed = || vec![CallStatus::Failed];
    for (who, seen) in &people {
        for limit in [7, 50] {
            fixture.assert_pages_match(who, seen, &Filter::default(), limit).await;
            fixture.assert_pages_match(who, seen, &Filter { statuses: failed(), ..Filter::default() }, limit).await;
        }
        fixture.assert_pages_match(who, seen, &Filter { from, to, ..Filter::default() }, 20).await;
        fixture.assert_pages_match(who, seen, &Filter { statuses: failed(), to, ..Filter::default() }, 500).await;
    }
}

#[both_engines]
async fn a_page_continues_from_a_visible_call(kind: Kind) {
    let fixture = many_calls(kind).await;
    let quiet = &fixture.numbers[4..];
    let viewer = fixture.business.viewer("Quiet Many", quiet, &[]).await;
    // The scan also read invisible calls, which must not appear in the cursor.
    let page = fixture.page(&viewer, &Filter::default(), None, 12).await;
    assert!(page.calls.len() == 12 && page.calls.iter().all(|call| quiet.contains(&call.number_id)));
    let expected = page.calls.last().map(|call| format!("d{}~{}", call.started_at.millis(), call.id));
    assert_eq!(page.older.map(|cursor| cursor.to_string()), expected);
    assert_eq!(page.scanned_back_to, None);
}
