use std::sync::Arc;

use crewline_core::access::actions::SeeConversations;
use crewline_core::access::{Refusal, Thing, Viewpoint};
use crewline_core::db::Kind;
use crewline_core::ids::MessageId;
use crewline_core::messages::{Direction, FromKind, Message, MessageStatus};
use crewline_core::numbers::{self, Number};
use crewline_core::testing::House;
use crewline_core::{Error, both_engines};

use crate::line::Line;

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

async fn line(house: &House) -> Line {
    Line::connect(house.db(), &house.operator, &house.slug, None).await
}

async fn found(house: &House, by: &Viewpoint, id: MessageId) -> Option<Message> {
    Message::find(house.db(), &by.may::<SeeConversations>().unwrap(), id).await.unwrap()
}

/// All that there is of messages.
async fn everything(house: &House) -> Vec<Vec<Option<String>>> {
    let mut rows = house.fresh.rows("select * from messages order by id").await;
    rows.extend(house.fresh.rows("select * from message_media order by message_id, sequence").await);
    rows
}

/// A text that was sent from the number to a caller.
async fn sent(house: &House, id: &str) {
    let text = format!(
        "insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind,
            to_address, body, sent_at)
        select business_id, id, 'twilio', '{id}', 'outbound', 'queued', phone_number, 'number', '{FROM}', 'Yes', 1000
        from numbers where phone_number = '{TO}'"
    );
    house.fresh.run(&text).await;
}

/// Every order of some things.
fn orders<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let with = |place: usize| {
        let mut rest = of.to_vec();
        let first = rest.remove(place);
        orders(&rest).into_iter().map(move |rest| [vec![first.clone()], rest].concat())
    };
    (0..of.len()).flat_map(with).collect()
}

#[both_engines]
async fn a_text_that_comes_in_is_kept_with_its_pictures(kind: Kind) {
    let house = House::new(kind).await;
    let number = house.number("Summer ads", TO).await;
    let heard = line(&house).await.text(&TEXT).await.unwrap();
    assert!(heard.is_news && heard.id.to_string().starts_with("msg_"));
    let expected = Message {
        id: heard.id,
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
        received_at: Some(house.db().now()),
        sent_at: None,
    };
    assert_eq!(found(&house, &house.owner, heard.id).await, Some(expected));
    let media = house.fresh.rows("select sequence, url, content_type from message_media order by sequence").await;
    let media: Vec<_> = media
        .iter()
        .map(|row| row.iter().map(|value| value.as_deref().unwrap_or("none")).collect::<Vec<_>>())
        .collect();
    assert_eq!(media, [["0", "https://media.example/ME1", "image/jpeg"], ["1", "https://media.example/ME2", "none"]]);
}

#[both_engines]
async fn a_repeat_is_no_news_and_changes_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = line(&house).await;
    let first = line.text(&TEXT).await.unwrap();
    let before = everything(&house).await;
    house.db().clock().advance_seconds(600);
    let mut other = TEXT;
    other[3] = ("Body", "Something else");
    for fields in [TEXT, other] {
        let heard = line.text(&fields).await.unwrap();
        assert_eq!((heard.id, heard.is_news), (first.id, false));
    }
    assert_eq!(everything(&house).await, before);
}

#[both_engines]
async fn a_text_to_no_number_of_the_business_leaves_nothing(kind: Kind) {
    let house = House::new(kind).await;
    let (_, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    let old = house.number("Old flyer", "+12125550101").await;
    crewline_core::testing::number(house.db(), &neighbour, "Theirs", "+12125550102").await;
    let held = Number::hold(house.db(), house.owner.may().unwrap(), old).await.unwrap();
    numbers::release(house.db(), &held).await.unwrap();
    let line = line(&house).await;
    for to in ["+12125550999", "+12125550101", "+12125550102"] {
        let mut fields = TEXT;
        fields[2] = ("To", to);
        assert!(matches!(line.text(&fields).await, Err(Error::Refused(Refusal::NotFound))), "{to}");
    }
    assert!(everything(&house).await.is_empty());
}

#[both_engines]
async fn a_text_from_no_telephone_number_is_kept_as_what_it_is(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = line(&house).await;
    for (from, expected) in
        [("40404", FromKind::ShortCode), ("Taxi", FromKind::Name), ("whatsapp:+14155550123", FromKind::Unknown)]
    {
        let heard = line.text(&[("MessageSid", from), ("From", from), ("To", TO)]).await.unwrap();
        let message = found(&house, &house.owner, heard.id).await.unwrap();
        assert_eq!((message.from.as_str(), message.from_kind, message.body.as_str()), (from, expected, ""));
    }
}

#[both_engines]
async fn the_same_ids_at_two_businesses_are_two_messages(kind: Kind) {
    let house = House::new(kind).await;
    let (operator, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    crewline_core::testing::number(house.db(), &neighbour, "Theirs", TO).await;
    let ours = line(&house).await;
    let theirs = Line::connect(house.db(), &operator, neighbour.slug(), None).await;
    let (one, two) = (ours.text(&TEXT).await.unwrap(), theirs.text(&TEXT).await.unwrap());
    assert!(one.is_news && two.is_news && one.id != two.id);
    assert!(found(&house, &house.owner, one.id).await.is_some());
    assert_eq!(found(&house, &house.owner, two.id).await, None);
    assert_eq!(found(&house, &neighbour, one.id).await, None);
}

#[both_engines]
async fn a_viewer_finds_the_messages_of_their_numbers_alone(kind: Kind) {
    let house = House::new(kind).await;
    let (one, two) = (house.number("Summer ads", TO).await, house.number("Winter ads", "+12125550101").await);
    let group = crewline_core::testing::group(house.db(), &house.owner, "Client A", &[two]).await;
    let line = line(&house).await;
    let here = line.text(&TEXT).await.unwrap().id;
    let there = line.text(&[("MessageSid", "SM2"), ("From", FROM), ("To", "+12125550101")]).await.unwrap().id;
    let none = house.viewer("Noah Blank", &[], &[]).await;
    let (of_one, of_group) =
        (house.viewer("Vera Lund", &[one], &[]).await, house.viewer("Gwen Group", &[], &[group]).await);
    for (by, sees) in
        [(&house.owner, [true, true]), (&none, [false, false]), (&of_one, [true, false]), (&of_group, [false, true])]
    {
        let seen = [found(&house, by, here).await.is_some(), found(&house, by, there).await.is_some()];
        assert_eq!(seen, sees, "{}", by.name());
    }
}

#[both_engines]
async fn statuses_in_every_order_leave_the_same_row(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = line(&house).await;
    let orders = orders(&["queued", "sending", "sent", "undelivered", "delivered"]);
    assert_eq!(orders.len(), 120);
    for (place, order) in orders.iter().enumerate() {
        let id = format!("SM{place}");
        sent(&house, &id).await;
        let mut reached = MessageStatus::Queued;
        for status in order.iter().chain(order) {
            let heard = line.told(&[("MessageSid", &id), ("MessageStatus", status)]).await.unwrap().unwrap();
            let told = MessageStatus::of_carrier(status).unwrap();
            assert_eq!(heard.is_news, told > reached, "{order:?}");
            reached = reached.max(told);
        }
    }
    let rows = house.fresh.rows("select distinct direction, status, body, sent_at, received_at from messages").await;
    assert_eq!(
        rows,
        [[Some("outbound".to_owned()), Some("delivered".into()), Some("Yes".into()), Some("1000".into()), None]]
    );
}

#[both_engines]
async fn news_of_a_text_that_was_not_sent_from_here_changes_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    let line = line(&house).await;
    assert_eq!(line.told(&[("MessageSid", "SM1"), ("MessageStatus", "delivered")]).await.unwrap(), None);
    assert!(everything(&house).await.is_empty());
    line.text(&TEXT).await.unwrap();
    let before = everything(&house).await;
    assert_eq!(line.told(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap(), None);
    assert_eq!(everything(&house).await, before);
}

#[both_engines]
async fn news_of_another_businesss_text_changes_nothing(kind: Kind) {
    let house = House::new(kind).await;
    let (operator, neighbour) = house.neighbour().await;
    house.number("Summer ads", TO).await;
    sent(&house, "SM1").await;
    let theirs = Line::connect(house.db(), &operator, neighbour.slug(), None).await;
    assert_eq!(theirs.told(&[("MessageSid", "SM1"), ("MessageStatus", "failed")]).await.unwrap(), None);
    assert_eq!(everything(&house).await[0].iter().flatten().filter(|value| *value == "queued").count(), 1);
}

#[both_engines]
async fn many_reports_at_once_lose_nothing(kind: Kind) {
    let house = House::new(kind).await;
    house.number("Summer ads", TO).await;
    sent(&house, "SM9").await;
    let line = Arc::new(line(&house).await);
    let tasks: Vec<_> = (0..24)
        .map(|count| {
            let line = Arc::clone(&line);
            tokio::spawn(async move {
                let status = ["sending", "sent", "delivered"][count % 3];
                line.told(&[("MessageSid", "SM9"), ("MessageStatus", status)]).await.unwrap();
                line.text(&TEXT).await.map(|heard| usize::from(heard.is_news))
            })
        })
        .collect();
    let mut news = 0;
    for task in tasks {
        news += task.await.unwrap().unwrap();
    }
    assert_eq!(news, 1, "it came in once");
    let statuses = house.fresh.rows("select status from messages order by status").await;
    assert_eq!(statuses, [[Some("delivered".to_owned())], [Some("received".to_owned())]]);
    assert_eq!(everything(&house).await.len(), 4);
}
