//! Sending an invitation again.

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::{Occasion, State, Status, Which, accept};
use crewline_core::people::Passwords;
use crewline_core::testing::PASSWORD;
use crewline_core::{Error, both_engines};
use serde_json::json;

use crate::desk::{Desk, dead, guest};

const DAY: i64 = 86_400;

#[both_engines]
async fn the_old_link_is_dead_and_the_new_one_lives_its_full_time(kind: Kind) {
    let desk = Desk::new(kind).await;
    let invitation = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let old = desk.token();
    let stale = desk.look(&old).await.unwrap();
    desk.db().clock().advance_seconds(DAY);
    let adam = desk.team.house.person("Adam Reyes", Role::Admin).await;
    let resent = desk.resend(&adam, invitation.id).await.unwrap();
    assert!(resent.link.is_none(), "a letter has it");
    assert_eq!((resent.invitation.id, resent.invitation.inviter.as_str()), (invitation.id, "Adam Reyes"));
    assert_eq!(resent.invitation.expires_at, desk.db().now().plus_seconds(7 * DAY));
    assert_eq!((resent.invitation.created_at, resent.invitation.sent_at), (invitation.created_at, desk.db().now()));
    assert!(matches!(desk.told.lock().unwrap()[1].occasion, Occasion::Invited { again: true, .. }));
    assert_eq!(desk.team.letters().await.len(), 2);
    let (action, actor, before, after) = desk.team.entries(1).await.remove(0);
    assert_eq!(
        (action.as_str(), actor.as_str(), &after["delivery"]),
        ("invitation.resent", "Adam Reyes", &json!("mail"))
    );
    assert_eq!(
        (&before["expires_at"], &after["expires_at"]),
        (&json!(invitation.expires_at), &json!(resent.invitation.expires_at))
    );
    assert!(desk.look(&old).await.is_none());
    let refused = accept(desk.db(), &Passwords::at_once(1), &stale, None, PASSWORD.into(), "").await;
    assert!(dead(refused).contains("newer one"), "also where its page was open already");
    desk.accept(&desk.token()).await.unwrap();
}

#[both_engines]
async fn an_address_is_sent_five_links_a_day(kind: Kind) {
    let desk = Desk::new(kind).await;
    let mut invitation = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    for _ in 0..3 {
        desk.db().clock().advance_seconds(60);
        desk.resend(&desk.owner(), invitation.id).await.unwrap();
    }
    desk.cancel(&desk.owner(), invitation.id).await.unwrap();
    invitation = desk.invited(&guest("Vera Kim", Role::Viewer)).await;
    let before = (desk.token(), desk.team.letters().await.len());
    let refused = desk.resend(&desk.owner(), invitation.id).await.unwrap_err();
    let Error::TooOften { wait_seconds, sentence } = refused else { panic!("{refused:?}") };
    assert!((DAY - 180..=DAY - 179).contains(&wait_seconds), "{wait_seconds}");
    assert!(sentence.contains("24 hours"), "{sentence}");
    assert_eq!(desk.team.letters().await.len(), before.1);
    assert_eq!(desk.look(&before.0).await.unwrap().state, State::Live, "what was refused changes nothing");
    desk.cancel(&desk.owner(), invitation.id).await.unwrap();
    assert!(matches!(desk.invite(&desk.owner(), &guest("Vera Kim", Role::Viewer)).await, Err(Error::TooOften { .. })));
    desk.invited(&guest("Max Moor", Role::Viewer)).await;
    desk.db().clock().advance_seconds(wait_seconds);
    let again = desk.invited(&guest("Vera Kim", Role::Viewer)).await;
    assert!(
        matches!(desk.resend(&desk.owner(), again.id).await, Err(Error::TooOften { wait_seconds: 1..=61, .. })),
        "any day, not each day"
    );
    assert!(desk.count("select count(*) from invitation_sends").await <= 6, "what no longer counts is not kept");
}

#[both_engines]
async fn an_expired_one_takes_a_seat_again_if_there_is_one(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(2)).await;
    let vera = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    desk.resend(&desk.owner(), vera.id).await.unwrap();
    desk.db().clock().advance_seconds(7 * DAY);
    let max = desk.invited(&guest("Max Moor", Role::Viewer)).await;
    let refused = desk.resend(&desk.owner(), vera.id).await;
    assert!(matches!(&refused, Err(Error::SeatLimit(limit)) if (limit.used, limit.limit) == (2, 2)), "{refused:?}");
    desk.cancel(&desk.owner(), max.id).await.unwrap();
    let resent = desk.resend(&desk.owner(), vera.id).await.unwrap();
    assert_eq!(
        (resent.invitation.status, desk.names(Which::Pending).await),
        (Status::Pending, vec!["Vera Kim".to_owned()])
    );
    desk.accept(&desk.token()).await.unwrap();
    assert!(matches!(desk.resend(&desk.owner(), vera.id).await, Err(Error::Gone(_))));
}

#[both_engines]
async fn one_that_another_took_the_place_of_stays_what_it_is(kind: Kind) {
    let desk = Desk::new(kind).await;
    let old = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    desk.db().clock().advance_seconds(7 * DAY);
    let new = desk.invited(&guest("Vera Kim", Role::Viewer)).await;
    assert!(matches!(desk.resend(&desk.owner(), old.id).await, Err(Error::AlreadyInvited(id)) if id == new.id));
    desk.accept(&desk.token()).await.unwrap();
    assert!(matches!(desk.resend(&desk.owner(), old.id).await, Err(Error::AlreadyMember(_))));
    assert_eq!(desk.names(Which::Pending).await.len(), 0);
}
