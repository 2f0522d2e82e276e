//! Declining an invitation.

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::{self, ExistingAccounts, LinkState, StatusFilter, decline, find_pending_link};
use crewline_core::{Error, audit, both_engines};

use crate::invitation_fixture::{InvitationFixture, dead_link_sentence, draft_for, invitation_of, viewer};

#[both_engines]
async fn declining_an_invitation_frees_its_seat(kind: Kind) {
    let mut fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    fixture.terms.existing = ExistingAccounts::Invited;
    fixture.team.business.neighbour().await;
    let number = fixture.team.business.number("One", "+12125550101").await;
    let draft = invitations::Draft { email: "NORA@neighbour.example".into(), ..viewer("Nora Ray", &[number], &[]) };
    let invitation = fixture.invite_as_owner(&draft).await;
    let (nora, olga) = (fixture.person("nora@neighbour.example").await, fixture.person("olga@northline.example").await);
    let link = find_pending_link(fixture.db(), &nora, invitation.id).await.unwrap().unwrap();
    assert!(link.is_for(&nora) && !link.is_for(&olga));
    let by_stranger = decline(fixture.db(), &link, &olga, "").await;
    assert!(matches!(by_stranger, Err(Error::Gone(_))), "another account's: {by_stranger:?}");
    assert_eq!(fixture.find_link(&fixture.token()).await.unwrap().state, LinkState::Live);
    decline(fixture.db(), &link, &nora, "192.0.2.9").await.unwrap();
    let (action, actor, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.declined", nora.name.as_str()));
    assert_eq!((&before["role"], &before["email"]), (&"viewer".into(), &"NORA@neighbour.example".into()));
    assert!(after.is_null(), "{after}");
    assert_eq!(fixture.names(StatusFilter::Cancelled).await, ["Nora Ray"]);
    let declined = fixture.find_link(&fixture.token()).await.unwrap();
    assert_eq!(declined.state, LinkState::Declined);
    let sentence = declined.sentence().unwrap();
    assert!(sentence.starts_with("This invitation was declined. Ask Olga Marsh of Northline"), "{sentence}");
    dead_link_sentence(invitations::accept_signed_in(fixture.db(), &link, &nora, "").await);
    assert!(invitations::list_pending(fixture.db(), &nora).await.unwrap().is_empty());
    let twice = decline(fixture.db(), &link, &nora, "").await;
    assert!(matches!(twice, Err(Error::Gone(_))), "{twice:?}");
    invitation_of(fixture.invite(&fixture.owner(), &draft_for("Vera Kim", Role::Manager)).await.unwrap());
    assert!(audit::verify(fixture.db(), &fixture.team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn concurrent_accept_and_decline_are_serialised(kind: Kind) {
    let mut fixture = InvitationFixture::new(kind).await;
    fixture.terms.existing = ExistingAccounts::Invited;
    fixture.team.business.neighbour().await;
    let draft = invitations::Draft { email: "nora@neighbour.example".into(), ..draft_for("Nora Ray", Role::Manager) };
    let invitation = fixture.invite_as_owner(&draft).await;
    let nora = fixture.person("nora@neighbour.example").await;
    let link = find_pending_link(fixture.db(), &nora, invitation.id).await.unwrap().unwrap();
    let (accepted, declined) = tokio::join!(
        invitations::accept_signed_in(fixture.db(), &link, &nora, ""),
        decline(fixture.db(), &link, &nora, ""),
    );
    assert!(accepted.is_ok() != declined.is_ok(), "{accepted:?} {declined:?}");
    let members = fixture.count("select count(*) from members where status = 'active' and name = 'Nora Ray'").await;
    assert_eq!(members, i64::from(accepted.is_ok()));
}
