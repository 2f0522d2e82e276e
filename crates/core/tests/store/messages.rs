use std::sync::Arc;

use crewline_core::access::actions::SeeConversations;
use crewline_core::access::{Refusal, Thing, Viewpoint};
use crewline_core::db::Kind;
use crewline_core::ids::MessageId;
use crewline_core::messages::{Direction, FromKind, Message, MessageStatus};
use crewline_core::numbers::{self, Number};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, both_engines};

use crate::carrier_fixture::CarrierFixture;

const TO: &str = "+12125550100";
const FROM: &str = "+14155550123";

/// A text with two pictures.
const TEXT: [(&str, &str); 9] = [
    ("MessageSid", "SM1"),
    ("From", FROM),
    ("To", TO),
    ("Body", "Are you open today?\r\nAna"),
    ("NumSegments", "1"),
    ("NumMedia", "2"),
    ("MediaUrl0", "https://media.example/ME1"),
    ("MediaContentType0", "image/jpeg"),
    ("MediaUrl1", "https://media.example/ME2"),
];

async fn connect(business: &TestBusiness) -> CarrierFixture {
    CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await
}

async fn find_message(business: &TestBusiness, by: &Viewpoint, id: MessageId) -> Option<Message> {
    Message::find(business.db(), &by.may::<SeeConversations>().unwrap(), id).await.unwrap()
}

/// All rows of messages and their media.
async fn everything(business: &TestBusiness) -> Vec<Vec<Option<String>>> {
    let mut rows = business.database.rows("select * from messages order by id").await;
    rows.extend(business.database.rows("select * from message_media order by message_id, sequence").await);
    rows
}

/// Stores a message from the number to a caller.
async fn insert_sent(business: &TestBusiness, id: &str) {
    let text = format!(
        "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind,
            to_address, body, sent_at)
        select business_id, id, 'twilio', '{id}', 'outbound', 'queued', phone_number, 'number', '{FROM}', 'Yes', 1000
        from numbers where phone_number = '{TO}'"
    );
    business.database.run(&text).await;
}

/// Every order of some items.
fn permutations<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let with = |place: usize| {
        let mut rest = of.to_vec();
        let first = rest.remove(place);
        permutations(&rest).into_iter().map(move |rest| [vec![first.clone()], rest].concat())
    };
    (0..of.len()).flat_map(with).collect()
}

#[both_engines]
async fn an_inbound_message_is_stored_with_its_media(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Summer ads", TO).await;
    let applied = connect(&business).await.text(&TEXT).await.unwrap();
    assert!(applied.is_new && applied.id.to_string().starts_with("msg_"));
    let expected = Message {
        id: applied.id,
        number_id: number,
        number_name: "Summer ads".into(),
        direction: Direction::Inbound,
        status: MessageStatus::Received,
        from: FROM.into(),
        from_kind: FromKind::Number,
        to: TO.into(),
        body: "Are you open today?\nAna".into(),
        segments: Some(1),
        media_count: 2,
        received_at: Some(business.db().now()),
        sent_at: None,
    };
    assert_eq!(find_message(&business, &business.owner, applied.id).await, Some(expected));
    let media = business.database.rows("select sequence, url, content_type from message_media order by sequence").await;
    let media: Vec<_> = media
        .iter()
        .map(|row| row.iter().map(|value| value.as_deref().unwrap_or("none")).collect::<Vec<_>>())
        .collect();
    assert_eq!(media, [["0", "https://media.example/ME1", "image/jpeg"], ["1", "https://media.example/ME2", "none"]]);
}

#[both_engines]
async fn a_repeated_message_event_changes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = connect(&business).await;
    let first = carrier.text(&TEXT).await.unwrap();
    let before = everything(&business).await;
    business.db().clock().advance_seconds(600);
    let mut other = TEXT;
    other[3] = ("Body", "Something else");
    for fields in [TEXT, other] {
        let applied = carrier.text(&fields).await.unwrap();
        assert_eq!((applied.id, applied.is_new), (first.id, false));
    }
    assert_eq!(everything(&business).await, before);
}

#[both_engines]
async fn a_message_to_a_foreign_number_stores_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (_, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    let old = business.number("Old flyer", "+12125550101").await;
    crewline_core::testing::number(business.db(), &neighbour, "Theirs", "+12125550102").await;
    let held = Number::hold(business.db(), business.owner.may().unwrap(), old).await.unwrap();
    numbers::release(business.db(), &held).await.unwrap();
    let carrier = connect(&business).await;
    for to in ["+12125550999", "+12125550101", "+12125550102"] {
        let mut fields = TEXT;
        fields[2] = ("To", to);
        assert!(matches!(carrier.text(&fields).await, Err(Error::Refused(Refusal::NotFound))), "{to}");
    }
    assert!(everything(&business).await.is_empty());
}

#[both_engines]
async fn each_kind_of_sender_is_stored(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = connect(&business).await;
    for (from, expected) in
        [("40404", FromKind::ShortCode), ("Taxi", FromKind::Name), ("whatsapp:+14155550123", FromKind::Unknown)]
    {
        let applied = carrier.text(&[("MessageSid", from), ("From", from), ("To", TO)]).await.unwrap();
        let message = find_message(&business, &business.owner, applied.id).await.unwrap();
        assert_eq!((message.from.as_str(), message.from_kind, message.body.as_str()), (from, expected, ""));
    }
}

#[both_engines]
async fn equal_carrier_ids_of_two_businesses_are_two_messages(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (operator, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    crewline_core::testing::number(business.db(), &neighbour, "Theirs", TO).await;
    let ours = connect(&business).await;
    let theirs = CarrierFixture::connect(business.db(), &operator, neighbour.slug(), None).await;
    let (one, two) = (ours.text(&TEXT).await.unwrap(), theirs.text(&TEXT).await.unwrap());
    assert!(one.is_new && two.is_new && one.id != two.id);
    assert!(find_message(&business, &business.owner, one.id).await.is_some());
    assert_eq!(find_message(&business, &business.owner, two.id).await, None);
    assert_eq!(find_message(&business, &neighbour, one.id).await, None);
}

#[both_engines]
async fn a_viewer_finds_messages_of_their_numbers_only(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (one, two) = (business.number("Summer ads", TO).await, business.number("Winter ads", "+12125550101").await);
    let group = crewline_core::testing::group(business.db(), &business.owner, "Client A", &[two]).await;
    let carrier = connect(&business).await;
    let here = carrier.text(&TEXT).await.unwrap().id;
    let there = carrier.text(&[("MessageSid", "SM2"), ("From", FROM), ("To", "+12125550101")]).await.unwrap().id;
    let none = business.viewer("Noah Blank", &[], &[]).await;
    let (of_one, of_group) =
        (business.viewer("Vera Lund", &[one], &[]).await, business.viewer("Gwen Group", &[], &[group]).await);
    for (by, sees) in
        [(&business.owner, [true, true]), (&none, [false, false]), (&of_one, [true, false]), (&of_group, [false, true])]
    {
        let seen =
            [find_message(&business, by, here).await.is_some(), find_message(&business, by, there).await.is_some()];
        assert_eq!(seen, sees, "{}", by.name());
    }
}

#[both_engines]
async fn message_statuses_in_any_order_leave_the_same_row(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = connect(&business).await;
    let orders = permutations(&["queued", "sending", "sent", "undelivered", "delivered"]);
    assert_eq!(orders.len(), 120);
    for (place, order) in orders.iter().enumerate() {
        let id = format!("SM{place}");
        insert_sent(&business, &id).await;
        let mut highest = MessageStatus::Queued;
        for status in order.iter().chain(order) {
            let applied =
                carrier.message_status(&[("MessageSid", &id), ("MessageStatus", status)]).await.unwrap().unwrap();
            let status = MessageStatus::from_carrier_word(status).unwrap();
            assert_eq!(applied.is_new, status > highest, "{order:?}");
            highest = highest.max(status);
        }
    }
    let rows =
        business.database.rows("select distinct direction, status, body, sent_at, received_at from messages").await;
    assert_eq!(
        rows,
        [[Some("outbound".to_owned()), Some("delivered".into()), Some("Yes".into()), Some("1000".into()), None]]
    );
}

#[both_engines]
async fn a_status_of_an_unknown_message_changes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    let carrier = connect(&business).await;
    assert_eq!(carrier.message_status(&[("MessageSid", "SM1"), ("MessageStatus", "delivered")]).await.unwrap(), None);
    assert!(everything(&business).await.is_empty());
    carrier.text(&TEXT).await.unwrap();
    let before = everything(&business).await;
    assert_eq!(carrier.message_status(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap(), None);
    assert_eq!(everything(&business).await, before);
}

#[both_engines]
async fn a_status_of_another_businesss_message_changes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (operator, neighbour) = business.neighbour().await;
    business.number("Summer ads", TO).await;
    insert_sent(&business, "SM1").await;
    let theirs = CarrierFixture::connect(business.db(), &operator, neighbour.slug(), None).await;
    assert_eq!(theirs.message_status(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap(), None);
    assert_eq!(everything(&business).await[0].iter().flatten().filter(|value| *value == "queued").count(), 1);
}

#[both_engines]
async fn concurrent_message_statuses_lose_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", TO).await;
    insert_sent(&business, "SM9").await;
    let carrier = Arc::new(connect(&business).await);
    let tasks: Vec<_> = (0..24)
        .map(|count| {
            let carrier = Arc::clone(&carrier);
            tokio::spawn(async move {
                let status = ["sending", "sent", "delivered"][count % 3];
                carrier.message_status(&[("MessageSid", "SM9"), ("MessageStatus", status)]).await.unwrap();
                carrier.text(&TEXT).await.map(|applied| usize::from(applied.is_new))
            })
        })
        .collect();
    let mut stored = 0;
    for task in tasks {
        stored += task.await.unwrap().unwrap();
    }
    assert_eq!(stored, 1, "it is stored once");
    let statuses = business.database.rows("select status from messages order by status").await;
    assert_eq!(statuses, [[Some("delivered".to_owned())], [Some("received".to_owned())]]);
    assert_eq!(everything(&business).await.len(), 4);
}
