//! Calls that come by themselves.

use mock_carrier::{Time, Traffic};

use crate::product::{EMPTY, FORWARD, OUR_NUMBER, ProductFixture};

fn busy_traffic(limit: Option<u64>) -> Traffic {
    Traffic { seed: 3, per_minute: 60_000.0, limit, time: Time::Instant, ..Traffic::default() }
}

#[tokio::test]
async fn a_trickle_calls_the_accounts_numbers_until_its_limit() {
    let stage = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    assert_eq!(stage.carrier.traffic(busy_traffic(Some(40))).finish().await, 40);
    assert_eq!(stage.received_at("/voice").len(), 40);
    assert_eq!(stage.received_at("/ended").len(), 40);
    for seen in stage.received() {
        assert!(seen.signed);
    }
    assert!(stage.received_at("/voice").iter().all(|voice| voice.field("To") == OUR_NUMBER));
}

#[tokio::test]
async fn a_trickle_that_is_stopped_ends_the_calls_under_way() {
    let stage = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let running = stage.carrier.traffic(busy_traffic(None));
    stage.wait_for("/voice", 1).await;
    let placed = running.stop().await;
    let requests = stage.received_at("/voice").len() as u64;
    assert_eq!(requests, placed);
    assert_eq!(stage.received_at("/ended").len() as u64, placed);
}
