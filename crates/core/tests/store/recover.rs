//! The operator makes somebody an Owner again.

use crewline_core::access::{Refusal, Role};
use crewline_core::accounts::Email;
use crewline_core::db::Kind;
use crewline_core::members::{NumberAccess, recover_owner};
use crewline_core::{Error, audit, both_engines};

use crate::team_fixture::TeamFixture;

#[both_engines]
async fn recovery_raises_a_member_and_readds_a_removed_one(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let vera = team.business.viewer("Vera Kim", &[one], &[]).await;
    let email = Email::read(" VERA.KIM@northline.example").unwrap();
    let raised = recover_owner(team.db(), &team.business.operator, &email).await.unwrap();
    assert_eq!((raised.id, raised.role, raised.access), (vera.member(), Role::Owner, NumberAccess::All));
    let entries = team.entries(2).await;
    assert_eq!(
        (entries[0].0.as_str(), entries[0].1.as_str(), entries[1].0.as_str()),
        ("owner.recovered", "the command line", "member.edited")
    );
    team.remove(&team.business.owner, vera.member()).await.unwrap();
    let back = recover_owner(team.db(), &team.business.operator, &email).await.unwrap();
    assert_ne!(back.id, vera.member());
    assert_eq!((back.role, back.access), (Role::Owner, NumberAccess::All));
    assert_eq!(team.entries(2).await[1].0, "member.added");
    let (other, _) = team.business.neighbour().await;
    assert_eq!(recover_owner(team.db(), &other, &email).await.unwrap().role, Role::Owner, "of any business");
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn recovery_needs_an_existing_account(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let nobody = Email::read("nobody@example.com").unwrap();
    let answer = recover_owner(team.db(), &team.business.operator, &nobody).await;
    assert!(matches!(answer, Err(Error::Refused(Refusal::NotFound))), "{answer:?}");
}
