use crewline_core::access::actions::SeeCalls;
use crewline_core::access::{Refusal, Thing, Viewpoint};
use crewline_core::both_engines;
use crewline_core::calls::{Call, CallStatus, Cursor, Filter, Page, count_since, detail, list, sources};
use crewline_core::db::Kind;
use crewline_core::ids::{CallId, NumberId};
use crewline_core::numbers::{Draft, add};
use crewline_core::testing::TestBusiness;

use crate::carrier_fixture::CarrierFixture;

/// A business with two numbers of two sources, and one call a minute to each, the newest last.
struct CallsFixture {
    business: TestBusiness,
    carrier: CarrierFixture,
    ours: NumberId,
    theirs: NumberId,
    calls: Vec<(CallId, NumberId)>,
}

const OURS: &str = "+12125550100";
const THEIRS: &str = "+12125550200";

async fn calls_fixture(kind: Kind, pairs: usize) -> CallsFixture {
    let business = TestBusiness::new(kind).await;
    let mut ids = Vec::new();
    for (digits, name, source) in [(OURS, "Ours", "Flyer"), (THEIRS, "Theirs", "Radio")] {
        let draft = Draft { friendly_name: name.into(), source: source.into(), ..Draft::default() };
        ids.push(add(business.db(), &business.owner.may().unwrap(), digits, &draft).await.unwrap().id);
    }
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let mut calls = Vec::new();
    for pair in 0..pairs {
        for (number, to, name) in [(ids[0], OURS, "BELL ANA"), (ids[1], THEIRS, "KIM BO")] {
            let (id, from) = (format!("CA{}", calls.len()), format!("+1415555{:04}", calls.len()));
            let arrival =
                carrier.inbound(&[("CallSid", &id), ("From", &from), ("To", to), ("CallerName", name)]).await.unwrap();
            if pair % 2 == 0 {
                carrier.status(&[("CallSid", &id), ("CallStatus", "busy")]).await.unwrap();
            }
            carrier
                .recording(&[("CallSid", &id), ("RecordingSid", &format!("RE{id}")), ("RecordingStatus", "absent")])
                .await
                .unwrap();
            calls.push((arrival.call, number));
        }
        // The two of a pair began in the same moment.
        business.db().clock().advance_seconds(60);
    }
    CallsFixture { business, carrier, ours: ids[0], theirs: ids[1], calls }
}

async fn page(fixture: &CallsFixture, who: &Viewpoint, filter: &Filter, cursor: Option<Cursor>, limit: i64) -> Page {
    list(fixture.business.db(), &who.may().unwrap(), filter, cursor, limit).await.unwrap()
}

/// Every page from the newest to the end.
async fn read_all_pages(
    fixture: &CallsFixture,
    who: &Viewpoint,
    filter: &Filter,
    limit: i64,
) -> (Vec<CallId>, Vec<Page>) {
    let (mut pages, mut cursor) = (Vec::new(), None);
    loop {
        let page = page(fixture, who, filter, cursor, limit).await;
        cursor = page.older;
        pages.push(page);
        if cursor.is_none() {
            let calls = pages.iter().flat_map(|page: &Page| page.calls.iter().map(|call| call.id));
            return (calls.collect(), pages);
        }
    }
}

/// The expected ids, newest first; at the same moment, the newer id first.
fn expected(fixture: &CallsFixture, is_expected: impl Fn(usize, NumberId) -> bool) -> Vec<CallId> {
    let calls = fixture.calls.iter().enumerate().filter(|(place, (_, number))| is_expected(*place, *number));
    calls.map(|(_, (id, _))| *id).rev().collect()
}

fn with(change: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    change(&mut filter);
    filter
}

#[both_engines]
async fn only_visible_calls_are_counted(kind: Kind) {
    let fixture = calls_fixture(kind, 4).await;
    let viewer = fixture.business.viewer("Vera Kim", &[fixture.ours], &[]).await;
    let (db, now) = (fixture.business.db(), fixture.business.db().now());
    for (minutes, max, all, seen) in [(0, 100, 0, 0), (2, 100, 4, 2), (4, 100, 8, 4), (60, 100, 8, 4), (60, 3, 3, 3)] {
        let since = now.plus_seconds(-60 * minutes);
        let mine = count_since(db, &fixture.business.owner.may().unwrap(), since, max).await.unwrap();
        let theirs = count_since(db, &viewer.may().unwrap(), since, max).await.unwrap();
        assert_eq!((mine, theirs), (all, seen), "{minutes} minutes, {max} at most");
    }
}

#[both_engines]
async fn pages_of_any_size_list_every_call_newest_first(kind: Kind) {
    let fixture = calls_fixture(kind, 12).await;
    let all = expected(&fixture, |_, _| true);
    let ours = expected(&fixture, |_, number| number == fixture.ours);
    let viewer = fixture.business.viewer("Vera Kim", &[fixture.ours], &[]).await;
    for limit in [1, 2, 3, 7, 24, 100] {
        assert_eq!(
            read_all_pages(&fixture, &fixture.business.owner, &Filter::default(), limit).await.0,
            all,
            "{limit}"
        );
        assert_eq!(read_all_pages(&fixture, &viewer, &Filter::default(), limit).await.0, ours, "{limit}");
    }
}

#[both_engines]
async fn pages_lead_back_to_the_same_pages(kind: Kind) {
    let fixture = calls_fixture(kind, 8).await;
    let viewer = fixture.business.viewer("Vera Kim", &[fixture.theirs], &[]).await;
    for (who, limit) in [(&fixture.business.owner, 5), (&viewer, 3)] {
        let (_, pages) = read_all_pages(&fixture, who, &Filter::default(), limit).await;
        let mut cursor = pages.last().unwrap().newer;
        for earlier in pages.iter().rev().skip(1) {
            let back = page(&fixture, who, &Filter::default(), cursor, limit).await;
            assert_eq!(back.calls, earlier.calls);
            assert_eq!(back.older, earlier.older);
            cursor = back.newer;
        }
        assert_eq!(cursor, None, "the newest page");
    }
}

#[both_engines]
async fn each_filter_returns_exactly_its_matches(kind: Kind) {
    let fixture = calls_fixture(kind, 10).await;
    let noon = crewline_core::db::testing::START;
    let owner = &fixture.business.owner;
    let group = crewline_core::testing::group(fixture.business.db(), owner, "Client", &[fixture.theirs]).await;
    let (ours, theirs) = (fixture.ours, fixture.theirs);
    let is_busy = |place: usize| (place / 2).is_multiple_of(2);
    let checks: Vec<(Filter, Vec<CallId>)> = vec![
        (with(|f| f.numbers = vec![ours]), expected(&fixture, |_, n| n == ours)),
        (with(|f| f.groups = vec![group]), expected(&fixture, |_, n| n == theirs)),
        (with(|f| f.sources = vec!["Radio".into()]), expected(&fixture, |_, n| n == theirs)),
        (with(|f| f.sources = vec!["radio".into()]), vec![]),
        (with(|f| f.statuses = vec![CallStatus::Busy]), expected(&fixture, |p, _| is_busy(p))),
        (
            with(|f| {
                f.statuses = vec![CallStatus::Ringing];
                f.sources = vec!["Flyer".into()]
            }),
            expected(&fixture, |p, n| !is_busy(p) && n == ours),
        ),
        (with(|f| f.from = Some(noon.plus_seconds(300))), expected(&fixture, |p, _| p >= 10)),
        (with(|f| f.to = Some(noon.plus_seconds(300))), expected(&fixture, |p, _| p < 10)),
        (
            with(|f| {
                f.from = Some(noon.plus_seconds(60));
                f.to = Some(noon.plus_seconds(121));
                f.numbers = vec![theirs]
            }),
            expected(&fixture, |p, n| (2..6).contains(&p) && n == theirs),
        ),
        (with(|f| f.q = Some("(415) 555-0003".into())), expected(&fixture, |p, _| p == 3)),
        (with(|f| f.q = Some("+1 415 555 001".into())), expected(&fixture, |p, _| (10..20).contains(&p))),
        (with(|f| f.q = Some("0017".into())), expected(&fixture, |p, _| p == 17)),
        (with(|f| f.q = Some("bell".into())), expected(&fixture, |_, n| n == ours)),
        (
            with(|f| {
                f.q = Some("415".into());
                f.statuses = vec![CallStatus::Busy];
                f.numbers = vec![ours]
            }),
            expected(&fixture, |p, n| is_busy(p) && n == ours),
        ),
        (with(|f| f.q = Some("nobody".into())), vec![]),
        (with(|f| f.q = Some("  ".into())), expected(&fixture, |_, _| true)),
    ];
    for (filter, ids) in checks {
        for limit in [4, 100] {
            assert_eq!(read_all_pages(&fixture, owner, &filter, limit).await.0, ids, "{filter:?}");
        }
    }
}

#[both_engines]
async fn a_viewer_never_sees_a_call_of_a_number_outside_their_access(kind: Kind) {
    let fixture = calls_fixture(kind, 6).await;
    let db = fixture.business.db();
    let viewer = fixture.business.viewer("Vera Kim", &[fixture.ours], &[]).await;
    let group = crewline_core::testing::group(db, &fixture.business.owner, "Client", &[fixture.theirs]).await;
    let noon = crewline_core::db::testing::START;
    let filters = [
        Filter::default(),
        with(|f| f.numbers = vec![fixture.theirs]),
        with(|f| f.groups = vec![group]),
        with(|f| f.sources = vec!["Radio".into()]),
        with(|f| f.statuses = vec![CallStatus::Busy]),
        with(|f| {
            f.statuses = vec![CallStatus::Busy];
            f.sources = vec!["Radio".into()]
        }),
        with(|f| f.from = Some(noon)),
        with(|f| f.to = Some(noon.plus_seconds(3600))),
        with(|f| f.q = Some("kim".into())),
        with(|f| f.q = Some("+1415".into())),
        with(|f| f.q = Some("0001".into())),
    ];
    for filter in &filters {
        for limit in [1, 50] {
            for page in read_all_pages(&fixture, &viewer, filter, limit).await.1 {
                assert!(page.calls.iter().all(|call| call.number_id == fixture.ours), "{filter:?}");
                assert!(!format!("{page:?}").contains("Radio"), "{filter:?}");
            }
        }
    }
    assert_eq!(sources(db, &viewer.may().unwrap()).await.unwrap(), ["Flyer"]);
    assert_eq!(sources(db, &fixture.business.owner.may().unwrap()).await.unwrap(), ["Flyer", "Radio"]);
    let may = viewer.may::<SeeCalls>().unwrap();
    for (id, number) in &fixture.calls {
        let held = Call::hold(db, may.clone(), *id).await;
        if *number == fixture.ours {
            let detail = detail(db, &held.unwrap()).await.unwrap();
            assert_eq!(detail.recordings.len(), 1);
        } else {
            let refused = matches!(held, Err(crewline_core::Error::Refused(Refusal::NotFound)));
            assert!(refused, "as if it did not exist");
        }
    }
}

#[both_engines]
async fn a_viewer_with_no_grants_sees_no_calls(kind: Kind) {
    let fixture = calls_fixture(kind, 2).await;
    let viewer = fixture.business.viewer("Vera Kim", &[], &[]).await;
    for filter in [
        Filter::default(),
        with(|f| f.numbers = vec![fixture.ours]),
        with(|f| f.q = Some("bell".into())),
        with(|f| f.statuses = vec![CallStatus::Busy]),
    ] {
        assert_eq!(page(&fixture, &viewer, &filter, None, 50).await, Page::default(), "{filter:?}");
    }
    assert!(sources(fixture.business.db(), &viewer.may().unwrap()).await.unwrap().is_empty());
}

#[both_engines]
async fn another_business_sees_and_finds_none_of_our_calls(kind: Kind) {
    let fixture = calls_fixture(kind, 2).await;
    let (_, neighbour) = fixture.business.neighbour().await;
    for filter in [
        Filter::default(),
        with(|f| f.numbers = vec![fixture.ours]),
        with(|f| f.q = Some("bell".into())),
        with(|f| f.sources = vec!["Flyer".into()]),
    ] {
        assert_eq!(page(&fixture, &neighbour, &filter, None, 50).await, Page::default(), "{filter:?}");
    }
    let may = neighbour.may::<SeeCalls>().unwrap();
    assert_eq!(Call::find(fixture.business.db(), &may, fixture.calls[0].0).await.unwrap(), None);
}

#[both_engines]
async fn sparse_calls_are_all_found(kind: Kind) {
    let fixture = calls_fixture(kind, 1).await;
    let viewer = fixture.business.viewer("Vera Kim", &[fixture.ours], &[]).await;
    let mut ids = vec![fixture.calls[0].0];
    for (count, days) in [1, 40, 800, 3000].into_iter().enumerate() {
        fixture.business.db().clock().advance_seconds(days * 86_400);
        let id = format!("CB{count}");
        ids.push(fixture.carrier.ring(&id, "+14155550123", OURS).await.call);
    }
    ids.reverse();
    for limit in [1, 2, 50] {
        assert_eq!(read_all_pages(&fixture, &viewer, &Filter::default(), limit).await.0, ids, "{limit}");
        let filter = with(|f| f.statuses = vec![CallStatus::Ringing]);
        assert_eq!(read_all_pages(&fixture, &viewer, &filter, limit).await.0, ids[..4], "{limit}");
    }
}
