use super::*;
use crate::access::Viewpoint;
use crate::both_engines;
use crate::db::Kind;
use crate::ids::{CallId, NumberId};
use crate::testing::TestBusiness;

const ADD: &str = "insert into calls (business_id, number_id, carrier_id, direction, status, caller, caller_reversed, \
    caller_kind, destination, source, started_at) \
    values ($1, $2, $3, 'inbound', 'completed', $4, $5, 'number', '+12125550100', 'Flyer', $6) returning id";

/// Eighty calls to two numbers in turn, three at the same moment; every fourth from area 415.
#[expect(clippy::disallowed_methods, reason = "the calls are spread over days")]
async fn calls(business: &TestBusiness, numbers: [NumberId; 2]) -> Vec<(CallId, NumberId)> {
    let business_id = business.owner.business();
    let mut calls = Vec::new();
    for count in 0..80_i64 {
        let number = numbers[usize::try_from(count % 2).unwrap()];
        let area = if count % 4 < 2 { 415 } else { 212 };
        let caller = format!("+1{area}555{count:04}");
        let at = business.db().now().plus_seconds(-(count / 3) * 7_200);
        let add = business.db().raw_write::<Vec<(CallId,)>, Error>(move |tx| {
            Box::pin(async move {
                let reversed = crate::calls::search::reversed(&caller);
                let id = format!("CA{count}");
                tx.all(ADD, &[&business_id, &number, &id, &caller, &reversed, &at]).await
            })
        });
        calls.push((add.await.unwrap()[0].0, number));
    }
    calls
}

fn search<'a>(
    business: &'a TestBusiness,
    may: &'a May<actions::SeeCalls>,
    filter: &'a Filter,
    terms: &'a SearchTerms,
    limit: i64,
) -> Search<'a> {
    Search {
        db: business.db(),
        may,
        filter,
        terms,
        numbers: Numbers::of(filter),
        matching: Matching::of(filter, &[], false),
        inside: None,
        range: Range::of(filter, None),
        limit,
        is_of_business: is_of_business(may, filter),
    }
}

/// The results of scans of `max_rows` calls each, one after the other until the end.
async fn scan_all(mut search: Search<'_>, max_rows: i64) -> Vec<CallId> {
    let mut ids = Vec::new();
    loop {
        let page = search.scan(max_rows).await.unwrap();
        // There are more calls for one of two reasons: the page is full, or the scan ended and says where.
        let is_full = page.calls.len() == usize::try_from(search.limit).unwrap();
        assert!(page.older.is_none() || page.scanned_back_to.is_some() || is_full, "{page:?}");
        assert!(page.scanned_back_to.is_none() || page.older.is_some(), "{page:?}");
        ids.extend(page.calls.iter().map(|call| call.id));
        let Some(older) = page.older else { return ids };
        search.range = Range::of(search.filter, Some(older));
    }
}

async fn search_both(business: &TestBusiness, viewpoint: &Viewpoint, filter: Filter, query: &str) -> Vec<CallId> {
    let may = viewpoint.may().unwrap();
    let terms = SearchTerms::read(query, "US").unwrap();
    let whole = search(business, &may, &filter, &terms, 500).all_matches().await.unwrap();
    assert_eq!((whole.older, whole.scanned_back_to), (None, None));
    let whole: Vec<CallId> = whole.calls.iter().map(|call| call.id).collect();
    for max_rows in [1, 2, 7, 1000] {
        assert_eq!(scan_all(search(business, &may, &filter, &terms, 4), max_rows).await, whole, "{max_rows}");
    }
    whole
}

#[both_engines]
async fn scanning_in_steps_finds_what_the_index_finds(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let numbers = [business.number("One", "+12125550100").await, business.number("Two", "+12125550101").await];
    let calls = calls(&business, numbers).await;
    let viewer = business.viewer("Vera Kim", &numbers[..1], &[]).await;
    let all = search_both(&business, &business.owner, Filter::default(), "415").await;
    assert_eq!(all.len(), 40);
    let own = search_both(&business, &viewer, Filter::default(), "415").await;
    assert_eq!(own.len(), 20);
    assert!(own.iter().all(|id| calls.contains(&(*id, numbers[0]))));
    let of_two = Filter { numbers: vec![numbers[1]], ..Filter::default() };
    assert_eq!(search_both(&business, &business.owner, of_two.clone(), "415").await.len(), 20);
    assert!(search_both(&business, &viewer, of_two, "415").await.is_empty());
    assert!(search_both(&business, &viewer, Filter::default(), "+44").await.is_empty());
    let nobody = business.viewer("Nobody Here", &[], &[]).await;
    assert!(search_both(&business, &nobody, Filter::default(), "415").await.is_empty());
}

#[both_engines]
async fn digits_that_no_number_begins_or_ends_with_are_found_inside_of_numbers(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let numbers = [business.number("One", "+12125550100").await, business.number("Two", "+12125550101").await];
    let calls = calls(&business, numbers).await;
    let viewer = business.viewer("Vera Kim", &numbers[..1], &[]).await;
    let find = async |viewpoint: &Viewpoint, query: &str| {
        let filter = Filter { q: Some(query.to_owned()), ..Filter::default() };
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let page = crate::calls::list(business.db(), &viewpoint.may().unwrap(), &filter, cursor, 7).await.unwrap();
            ids.extend(page.calls.iter().map(|call| call.id));
            cursor = page.older;
            if cursor.is_none() {
                return ids;
            }
        }
    };
    assert_eq!(find(&business.owner, "555").await.len(), 80);
    assert_eq!(find(&business.owner, "155-500").await.len(), 0);
    assert_eq!(find(&business.owner, "5-5500").await.len(), 80);
    // Calls of other numbers are neither found nor a reason to look only at the beginnings and ends.
    let ending_outside = calls.iter().position(|(_, number)| *number == numbers[1]).unwrap();
    let query = format!("{ending_outside:04}");
    assert_eq!(find(&business.owner, &query).await, [calls[ending_outside].0]);
    assert_eq!(find(&viewer, &query).await, []);
    assert_eq!(find(&viewer, "2555").await.len(), 20);
    assert!(find(&viewer, "555").await.iter().all(|id| calls.contains(&(*id, numbers[0]))));
}
