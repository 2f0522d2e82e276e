//! Generated traffic.

use mock_carrier::{Time, Traffic};

use crate::product::{EMPTY, FORWARD, OUR_NUMBER, ProductFixture};

fn busy_traffic(limit: Option<u64>) -> Traffic {
    Traffic { seed: 3, per_minute: 60_000.0, limit, time: Time::Instant, ..Traffic::default() }
}

#[tokio::test]
async fn traffic_calls_the_accounts_numbers_until_its_limit() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    assert_eq!(product.carrier.traffic(busy_traffic(Some(40))).finish().await, 40);
    assert_eq!(product.received_at("/voice").len(), 40);
    assert_eq!(product.received_at("/ended").len(), 40);
    for request in product.received() {
        assert!(request.signed);
    }
    assert!(product.received_at("/voice").iter().all(|voice| voice.field("To") == OUR_NUMBER));
}

#[tokio::test]
async fn stopped_traffic_waits_for_running_calls() {
    let product = ProductFixture::new(&[("/voice", FORWARD), ("/dialled", EMPTY)]).await;
    let running = product.carrier.traffic(busy_traffic(None));
    product.wait_for("/voice", 1).await;
    let placed = running.stop().await;
    let requests = product.received_at("/voice").len() as u64;
    assert_eq!(requests, placed);
    assert_eq!(product.received_at("/ended").len() as u64, placed);
}
