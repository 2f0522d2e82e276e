//! Callers who are blocked: by whom, and what becomes of their calls.

use crewline_core::access::{Refusal, Role, Thing, actions};
use crewline_core::blocked_callers::{self, BlockedCaller};
use crewline_core::calls::{self, Call, CallStatus, Filter, Outcome};
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, audit, both_engines};

use crate::answer::answer_from;
use crate::carrier_fixture::CarrierFixture;

const TO: &str = "+12125550100";
const CALLER: &str = "+14155550123";

async fn block(business: &TestBusiness, caller: &str) -> Result<BlockedCaller, Error> {
    blocked_callers::add(business.db(), &business.owner.may().unwrap(), caller).await
}

async fn newest(business: &TestBusiness) -> Call {
    let page = calls::list(business.db(), &business.owner.may().unwrap(), &Filter::default(), None, 1).await.unwrap();
    page.calls.into_iter().next().unwrap()
}

#[both_engines]
async fn a_blocked_caller_is_rejected_before_anybody_is_rung(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Ours", TO).await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let blocked = block(&business, "(415) 555-0123").await.unwrap();
    assert_eq!((blocked.caller.as_str(), blocked.blocked_by.as_str()), (CALLER, "Olga Marsh"));
    let document = answer_from(&carrier, "CA1", CALLER, TO).await.unwrap();
    assert!(document.contains("<Reject") && !document.contains("<Dial") && !document.contains("<Say"), "{document}");
    let call = newest(&business).await;
    assert_eq!((call.status, call.outcome, call.blocked), (CallStatus::Failed, Some(Outcome::Blocked), true));
    // The carrier reports a rejected call as busy.
    carrier.status(&[("CallSid", "CA1"), ("CallStatus", "busy")]).await.unwrap();
    assert_eq!(newest(&business).await.outcome, Some(Outcome::Blocked));
    // Another caller, and one who hides the number, are put through.
    for (id, from) in [("CA2", "+14155550124"), ("CA3", "anonymous")] {
        assert!(answer_from(&carrier, id, from, TO).await.unwrap().contains("<Dial"), "{from}");
        assert!(!newest(&business).await.blocked);
    }
    let held = BlockedCaller::hold(business.db(), business.owner.may::<actions::BlockCallers>().unwrap(), blocked.id);
    let held = held.await.unwrap();
    blocked_callers::remove(business.db(), &held).await.unwrap();
    let gone = blocked_callers::remove(business.db(), &held).await;
    assert!(matches!(gone, Err(Error::Refused(Refusal::NotFound))), "{gone:?}");
    business.db().clock().advance_seconds(60);
    assert!(answer_from(&carrier, "CA4", CALLER, TO).await.unwrap().contains("<Dial"));
    let entries =
        audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 2).await.unwrap();
    let actions: Vec<_> = entries.entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["caller.unblocked", "caller.blocked"]);
}

#[both_engines]
async fn a_caller_is_blocked_in_one_business_alone(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Ours", TO).await;
    let (_, stranger) = business.neighbour().await;
    let foreign = blocked_callers::add(business.db(), &stranger.may().unwrap(), CALLER).await.unwrap();
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    assert!(answer_from(&carrier, "CA1", CALLER, TO).await.unwrap().contains("<Dial"));
    let held = BlockedCaller::hold(business.db(), business.owner.may::<actions::BlockCallers>().unwrap(), foreign.id);
    assert!(matches!(held.await, Err(Error::Refused(Refusal::NotFound))));
    let list = blocked_callers::list(business.db(), &business.owner.may().unwrap(), None, 10).await.unwrap();
    assert!(list.callers.is_empty());
}

#[both_engines]
async fn a_block_is_refused_for_what_is_no_caller_and_for_one_who_is_blocked(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for wrong in ["", "nobody", "123", "anonymous", "sip:anonymous@anonymous.invalid", "sip:a b"] {
        assert!(matches!(block(&business, wrong).await, Err(Error::Fields(_))), "{wrong}");
    }
    block(&business, "sip:robot@pbx.example").await.unwrap();
    block(&business, CALLER).await.unwrap();
    let again = block(&business, "415 555 0123").await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");
}

#[both_engines]
async fn the_list_of_blocked_callers_is_paged_and_only_for_managers_and_up(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for last in 0..5 {
        block(&business, &format!("+1415555010{last}")).await.unwrap();
        business.db().clock().advance_seconds(1);
    }
    let manager = business.person("Mina Park", Role::Manager).await;
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = blocked_callers::list(business.db(), &manager.may().unwrap(), cursor, 2).await.unwrap();
        seen.extend(page.callers.into_iter().map(|blocked| blocked.caller));
        cursor = page.older;
        if cursor.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..5).rev().map(|last| format!("+1415555010{last}")).collect();
    assert_eq!(seen, expected);
    let viewer = business.person("Vera Kim", Role::Viewer).await;
    assert!(viewer.may::<actions::SeeBlockedCallers>().is_err() && viewer.may::<actions::BlockCallers>().is_err());
}
