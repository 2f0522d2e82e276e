//! The delivery of an invitation's letter, which the letter's job alone decides, and the correction of its address.

use crewline_core::access::{Role, Thing, actions};
use crewline_core::db::Kind;
use crewline_core::ids::InvitationId;
use crewline_core::invitations::{Delivery, DeliveryStatus, Invitation};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, Member};
use crewline_core::{Error, both_engines, invitations, jobs};
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, draft_for, invitation_of};

async fn delivery(fixture: &InvitationFixture, id: InvitationId) -> (DeliveryStatus, Option<String>) {
    let may = fixture.owner().may::<actions::SeeUsers>().unwrap();
    let Delivery { status, problem } = Invitation::find(fixture.db(), &may, id).await.unwrap().unwrap().delivery;
    (status, problem)
}

async fn run(fixture: &InvitationFixture, sql: &str) {
    fixture.team.business.database.run(sql).await;
}

#[both_engines]
async fn a_delivery_is_what_the_letters_job_says(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    assert_eq!(invitation.delivery, Delivery { status: DeliveryStatus::Waiting, problem: None });
    assert_eq!(delivery(&fixture, invitation.id).await, (DeliveryStatus::Waiting, None));
    run(&fixture, "update jobs set failure = 'not now (450)'").await;
    let (status, problem) = delivery(&fixture, invitation.id).await;
    assert_eq!((status, problem.as_deref()), (DeliveryStatus::Waiting, Some("not now (450)")));
    run(&fixture, "update jobs set failed_at = 1, failure = 'no such user (550)'").await;
    let (status, problem) = delivery(&fixture, invitation.id).await;
    assert_eq!((status, problem.as_deref()), (DeliveryStatus::Failed, Some("no such user (550)")));
    let may = fixture.owner().may().unwrap();
    let failed = jobs::failed(fixture.db(), &may).await.unwrap().remove(0);
    let held = jobs::FailedJob::hold(fixture.db(), may, failed.id).await.unwrap();
    jobs::try_again(fixture.db(), &held).await.unwrap();
    assert_eq!(delivery(&fixture, invitation.id).await, (DeliveryStatus::Waiting, None), "it is tried again");
    run(&fixture, "delete from jobs").await;
    assert_eq!(delivery(&fixture, invitation.id).await, (DeliveryStatus::Sent, None));

    let silent = EmailComposer::disabled();
    let may = fixture.owner().may().unwrap();
    let draft = draft_for("Max Rivera", Role::Manager);
    let by_hand =
        invitation_of(invitations::invite(fixture.db(), &may, &fixture.terms, &silent, &draft).await.unwrap());
    assert_eq!(by_hand.delivery.status, DeliveryStatus::ByHand);
    assert_eq!(delivery(&fixture, by_hand.id).await, (DeliveryStatus::ByHand, None));
}

#[both_engines]
async fn a_letter_that_would_bring_a_dead_link_is_withdrawn(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let adam = fixture.team.business.person("Adam Reyes", Role::Admin).await;
    let cancelled = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    let resent = fixture.invite_as_owner(&draft_for("Max Rivera", Role::Manager)).await.id;
    let accepted = fixture.invite_as_owner(&draft_for("Nia Ross", Role::Manager)).await.id;
    let token = fixture.token();
    let ended = invitation_of(fixture.invite(&adam, &draft_for("Ivo Stern", Role::Manager)).await.unwrap()).id;
    assert_eq!(fixture.count("select count(*) from jobs where kind = 'letter'").await, 4);
    fixture.cancel(&fixture.owner(), cancelled).await.unwrap();
    fixture.resend(&fixture.owner(), resent).await.unwrap();
    fixture.accept(&token).await.unwrap();
    let held = Member::hold(fixture.db(), fixture.owner().may().unwrap(), adam.member()).await.unwrap();
    members::remove(fixture.db(), &held, &EmailComposer::disabled()).await.unwrap();
    assert_eq!(
        fixture.count("select count(*) from jobs where kind = 'letter'").await,
        1,
        "the new link of the resent one"
    );
    let why = Some("the invitation ended before its letter was sent".to_owned());
    for id in [cancelled, ended] {
        assert_eq!(delivery(&fixture, id).await, (DeliveryStatus::Failed, why.clone()));
    }
    assert_eq!(delivery(&fixture, resent).await, (DeliveryStatus::Waiting, None));
    assert_eq!(delivery(&fixture, accepted).await.1, None);
}

#[both_engines]
async fn an_address_is_corrected_with_a_new_link_in_the_same_seat(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    let id = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    let old = fixture.token();
    let corrected = fixture.correct_address(id, "Vera@B\u{fc}cher.example").await.unwrap().invitation;
    assert_eq!((corrected.id, corrected.email.as_str()), (id, "Vera@B\u{fc}cher.example"));
    assert!(fixture.find_link(&old).await.is_none(), "the link that went to somebody else is dead");
    let letters = fixture.team.letters().await;
    assert_eq!(letters.iter().map(|(_, to)| to.as_str()).collect::<Vec<_>>(), ["Vera@B\u{fc}cher.example"]);
    let (action, actor, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.address_corrected", "Olga Marsh"));
    assert_eq!(
        (&before["email"], &after["email"]),
        (&json!("vera.kim@guest.example"), &json!("Vera@B\u{fc}cher.example"))
    );
    let accepted = fixture.accept(&fixture.token()).await.unwrap();
    assert_eq!(fixture.member(&accepted).await.email, "Vera@B\u{fc}cher.example");
}

#[both_engines]
async fn an_address_is_not_corrected_to_one_that_is_taken_or_none(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let max = fixture.invite_as_owner(&draft_for("Max Rivera", Role::Manager)).await.id;
    let id = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    for typed in ["nobody", ""] {
        let refused = fixture.correct_address(id, typed).await.unwrap_err();
        assert!(matches!(&refused, Error::Fields(fields) if fields.get("email").is_some()), "{typed}: {refused:?}");
    }
    let refused = fixture.correct_address(id, "MAX.rivera@guest.example").await.unwrap_err();
    assert!(matches!(refused, Error::AlreadyInvited(other) if other == max), "{refused:?}");
    let refused = fixture.correct_address(id, "olga@northline.example").await.unwrap_err();
    assert!(matches!(refused, Error::AlreadyMember(_)), "{refused:?}");
    fixture.cancel(&fixture.owner(), id).await.unwrap();
    let refused = fixture.correct_address(id, "vera@guest.example").await.unwrap_err();
    assert!(matches!(refused, Error::Gone(_)), "{refused:?}");
}
