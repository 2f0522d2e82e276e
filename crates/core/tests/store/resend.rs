//! Resending an invitation.

use crewline_core::access::Role;
use crewline_core::accounts::Passwords;
use crewline_core::db::Kind;
use crewline_core::invitations::{LinkState, Occasion, Status, StatusFilter, accept};
use crewline_core::testing::PASSWORD;
use crewline_core::{Error, both_engines};
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, dead_link_sentence, draft_for};

const DAY: i64 = 86_400;

#[both_engines]
async fn resending_ends_the_old_link_and_renews_the_expiry(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let old = fixture.token();
    let stale = fixture.find_link(&old).await.unwrap();
    fixture.db().clock().advance_seconds(DAY);
    let adam = fixture.team.business.person("Adam Reyes", Role::Admin).await;
    let resent = fixture.resend(&adam, invitation.id).await.unwrap();
    assert!(resent.link.is_none(), "the letter has it");
    assert_eq!((resent.invitation.id, resent.invitation.inviter.as_str()), (invitation.id, "Adam Reyes"));
    assert_eq!(resent.invitation.expires_at, fixture.db().now().plus_seconds(7 * DAY));
    assert_eq!((resent.invitation.created_at, resent.invitation.sent_at), (invitation.created_at, fixture.db().now()));
    assert!(matches!(fixture.letters_written.lock().unwrap()[1].occasion, Occasion::Invited { again: true, .. }));
    assert_eq!(fixture.team.letters().await.len(), 1, "the first was not sent yet, and would bring a dead link");
    let (action, actor, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!(
        (action.as_str(), actor.as_str(), &after["delivery"]),
        ("invitation.resent", "Adam Reyes", &json!("mail"))
    );
    assert_eq!(
        (&before["expires_at"], &after["expires_at"]),
        (&json!(invitation.expires_at), &json!(resent.invitation.expires_at))
    );
    assert!(fixture.find_link(&old).await.is_none());
    let refused = accept(fixture.db(), &Passwords::with_limit(1), &stale, None, PASSWORD.into(), "").await;
    assert!(dead_link_sentence(refused).contains("newer one"), "even if its page was open already");
    fixture.accept(&fixture.token()).await.unwrap();
}

#[both_engines]
async fn an_address_gets_at_most_five_links_a_day(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let mut invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    for _ in 0..3 {
        fixture.db().clock().advance_seconds(60);
        fixture.resend(&fixture.owner(), invitation.id).await.unwrap();
    }
    fixture.cancel(&fixture.owner(), invitation.id).await.unwrap();
    invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await;
    let before = (fixture.token(), fixture.team.letters().await.len());
    let refused = fixture.resend(&fixture.owner(), invitation.id).await.unwrap_err();
    let Error::TooOften { wait_seconds, sentence } = refused else { panic!("{refused:?}") };
    assert!((DAY - 180..=DAY - 179).contains(&wait_seconds), "{wait_seconds}");
    assert!(sentence.contains("24 hours"), "{sentence}");
    assert_eq!(fixture.team.letters().await.len(), before.1);
    assert_eq!(fixture.find_link(&before.0).await.unwrap().state, LinkState::Live, "a refused request changes nothing");
    fixture.cancel(&fixture.owner(), invitation.id).await.unwrap();
    assert!(matches!(
        fixture.invite(&fixture.owner(), &draft_for("Vera Kim", Role::Viewer)).await,
        Err(Error::TooOften { .. })
    ));
    fixture.invite_as_owner(&draft_for("Max Moor", Role::Viewer)).await;
    fixture.db().clock().advance_seconds(wait_seconds);
    let again = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await;
    assert!(
        matches!(fixture.resend(&fixture.owner(), again.id).await, Err(Error::TooOften { wait_seconds: 1..=61, .. })),
        "any 24 hours, not a calendar day"
    );
    assert!(fixture.count("select count(*) from invitation_sends").await <= 6, "older sends are deleted");
}

#[both_engines]
async fn resending_an_expired_invitation_needs_a_seat(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    let vera = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    fixture.resend(&fixture.owner(), vera.id).await.unwrap();
    fixture.db().clock().advance_seconds(7 * DAY);
    let max = fixture.invite_as_owner(&draft_for("Max Moor", Role::Viewer)).await;
    let refused = fixture.resend(&fixture.owner(), vera.id).await;
    assert!(matches!(&refused, Err(Error::SeatLimit(limit)) if (limit.used, limit.limit) == (2, 2)), "{refused:?}");
    fixture.cancel(&fixture.owner(), max.id).await.unwrap();
    let resent = fixture.resend(&fixture.owner(), vera.id).await.unwrap();
    assert_eq!(
        (resent.invitation.status, fixture.names(StatusFilter::Pending).await),
        (Status::Pending, vec!["Vera Kim".to_owned()])
    );
    fixture.accept(&fixture.token()).await.unwrap();
    assert!(matches!(fixture.resend(&fixture.owner(), vera.id).await, Err(Error::Gone(_))));
}

#[both_engines]
async fn a_superseded_invitation_can_not_be_resent(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let old = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    fixture.db().clock().advance_seconds(7 * DAY);
    let new = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await;
    assert!(matches!(fixture.resend(&fixture.owner(), old.id).await, Err(Error::AlreadyInvited(id)) if id == new.id));
    fixture.accept(&fixture.token()).await.unwrap();
    assert!(matches!(fixture.resend(&fixture.owner(), old.id).await, Err(Error::AlreadyMember(_))));
    assert_eq!(fixture.names(StatusFilter::Pending).await.len(), 0);
}
