//! Saying no to an invitation.

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::{self, Existing, State, Which, decline, find_waiting_link};
use crewline_core::{Error, audit, both_engines};

use crate::desk::{Desk, dead, guest, invitation_of, viewer};

#[both_engines]
async fn who_is_asked_can_say_no_and_the_seat_is_free(kind: Kind) {
    let mut desk = Desk::with_seats(kind, Some(2)).await;
    desk.terms.existing = Existing::Asked;
    desk.team.house.neighbour().await;
    let number = desk.team.house.number("One", "+12125550101").await;
    let draft = invitations::Draft { email: "NORA@neighbour.example".into(), ..viewer("Nora Ray", &[number], &[]) };
    let invitation = desk.invited(&draft).await;
    let (nora, olga) = (desk.person("nora@neighbour.example").await, desk.person("olga@northline.example").await);
    let link = find_waiting_link(desk.db(), &nora, invitation.id).await.unwrap().unwrap();
    assert!(link.is_for(&nora) && !link.is_for(&olga));
    let strange = decline(desk.db(), &link, &olga, "").await;
    assert!(matches!(strange, Err(Error::Gone(_))), "another account's: {strange:?}");
    assert_eq!(desk.look(&desk.token()).await.unwrap().state, State::Live);
    decline(desk.db(), &link, &nora, "192.0.2.9").await.unwrap();
    let (action, actor, before, after) = desk.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.declined", nora.name.as_str()));
    assert_eq!((&before["role"], &before["email"]), (&"viewer".into(), &"NORA@neighbour.example".into()));
    assert!(after.is_null(), "{after}");
    assert_eq!(desk.names(Which::Cancelled).await, ["Nora Ray"]);
    let declined = desk.look(&desk.token()).await.unwrap();
    assert_eq!(declined.state, State::Declined);
    let sentence = declined.sentence().unwrap();
    assert!(sentence.starts_with("This invitation was declined. Ask Olga Marsh of Northline"), "{sentence}");
    dead(invitations::accept_as(desk.db(), &link, &nora, "").await);
    assert!(invitations::waiting(desk.db(), &nora).await.unwrap().is_empty());
    let twice = decline(desk.db(), &link, &nora, "").await;
    assert!(matches!(twice, Err(Error::Gone(_))), "{twice:?}");
    invitation_of(desk.invite(&desk.owner(), &guest("Vera Kim", Role::Manager)).await.unwrap());
    assert!(audit::verify(desk.db(), &desk.team.house.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn a_yes_and_a_no_at_once_end_in_one_of_the_two(kind: Kind) {
    let mut desk = Desk::new(kind).await;
    desk.terms.existing = Existing::Asked;
    desk.team.house.neighbour().await;
    let draft = invitations::Draft { email: "nora@neighbour.example".into(), ..guest("Nora Ray", Role::Manager) };
    let invitation = desk.invited(&draft).await;
    let nora = desk.person("nora@neighbour.example").await;
    let link = find_waiting_link(desk.db(), &nora, invitation.id).await.unwrap().unwrap();
    let (yes, no) =
        tokio::join!(invitations::accept_as(desk.db(), &link, &nora, ""), decline(desk.db(), &link, &nora, ""),);
    assert!(yes.is_ok() != no.is_ok(), "{yes:?} {no:?}");
    let members = desk.count("select count(*) from members where status = 'active' and name = 'Nora Ray'").await;
    assert_eq!(members, i64::from(yes.is_ok()));
}
