//! How many invitations a member and a business send in an hour, and what `ask` hides.

use crewline_core::access::Role;
use crewline_core::businesses::{choose_existing_accounts, existing_accounts};
use crewline_core::db::Kind;
use crewline_core::invitations::{self, ExistingAccounts, HourlyLimits, Outcome, invite_many};
use crewline_core::mail::EmailComposer;
use crewline_core::{Error, both_engines};

use crate::invitation_fixture::{InvitationFixture, draft_for};

async fn too_often(fixture: &InvitationFixture, who: &crewline_core::access::Viewpoint, name: &str) -> String {
    let refused = fixture.invite(who, &draft_for(name, Role::Viewer)).await.unwrap_err();
    let Error::TooOften { sentence, wait_seconds } = refused else { panic!("{refused:?}") };
    assert!((1..=3_601).contains(&wait_seconds), "{wait_seconds}");
    sentence
}

#[both_engines]
async fn invitations_are_limited_by_member_business_and_hour(kind: Kind) {
    let mut fixture = InvitationFixture::new(kind).await;
    fixture.terms.hourly = HourlyLimits { by_member: 3, by_business: 5 };
    let (owner, manager) = (fixture.owner(), fixture.team.business.person("Mina Park", Role::Manager).await);
    fixture.team.business.neighbour().await;
    for name in ["A One", "B Two"] {
        fixture.invite(&owner, &draft_for(name, Role::Viewer)).await.unwrap();
    }
    let mut added = draft_for("Nora", Role::Viewer);
    added.email = "nora@neighbour.example".into();
    assert!(matches!(fixture.invite(&owner, &added).await.unwrap(), Outcome::Added(_)), "who is added counts, too");
    let sentence = too_often(&fixture, &owner, "C Three").await;
    assert!(sentence.starts_with("You have sent 3 invitations within an hour, and 3 is the most."), "{sentence}");
    for name in ["D Four", "E Five"] {
        fixture.invite(&manager, &draft_for(name, Role::Viewer)).await.unwrap();
    }
    let sentence = too_often(&fixture, &manager, "F Six").await;
    assert!(sentence.starts_with("This business has sent 5 invitations within an hour"), "{sentence}");
    // A list is refused whole, and resending counts as well.
    fixture.team.db().clock().advance_seconds(3_600);
    let list: Vec<_> = ["G One", "H Two", "I Three", "J Four"].map(|name| draft_for(name, Role::Viewer)).into();
    let may = owner.may().unwrap();
    let refused = invite_many(fixture.db(), &may, &fixture.terms, &fixture.composer, &list).await;
    assert!(matches!(refused, Err(Error::TooOften { .. })), "{refused:?}");
    invite_many(fixture.db(), &may, &fixture.terms, &fixture.composer, &list[..2]).await.unwrap();
    let invitation = fixture.invite(&owner, &draft_for("K Five", Role::Viewer)).await.unwrap();
    let Outcome::Invited { invitation, .. } = invitation else { panic!("{invitation:?}") };
    let refused = fixture.resend(&owner, invitation.id).await;
    assert!(matches!(refused, Err(Error::TooOften { .. })), "{refused:?}");
}

#[test]
fn the_default_limits_allow_a_list_of_the_greatest_length() {
    let limits = HourlyLimits::default();
    assert!(limits.by_member as usize >= invitations::MAX_AT_ONCE && limits.by_business >= 2 * 500);
}

#[both_engines]
async fn an_owner_chooses_for_the_business_whether_people_are_asked(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    fixture.team.business.neighbour().await;
    let (owner, admin) = (fixture.owner(), fixture.team.business.person("Adam Reyes", Role::Admin).await);
    assert!(admin.may::<crewline_core::access::actions::SetSecurityPolicy>().is_err());
    let may = owner.may().unwrap();
    choose_existing_accounts(fixture.db(), &may, Some(ExistingAccounts::Invited)).await.unwrap();
    assert_eq!(existing_accounts(fixture.db(), &may).await.unwrap(), Some(ExistingAccounts::Invited));
    let (action, _, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!(action, "security_policy.set");
    assert_eq!(
        (&before["existing_accounts"], &after["existing_accounts"]),
        (&serde_json::Value::Null, &serde_json::json!("ask"))
    );
    let mut draft = draft_for("Nora", Role::Viewer);
    draft.email = "nora@neighbour.example".into();
    assert!(matches!(fixture.invite(&owner, &draft).await.unwrap(), Outcome::Invited { .. }));
    // The choice of the business wins over that of the instance in the other direction, too.
    let mut asking = InvitationFixture::new(kind).await;
    asking.terms.existing = ExistingAccounts::Invited;
    asking.team.business.neighbour().await;
    let may = asking.owner().may().unwrap();
    choose_existing_accounts(asking.db(), &may, Some(ExistingAccounts::Added)).await.unwrap();
    let outcome = invitations::invite(
        asking.db(),
        &asking.owner().may().unwrap(),
        &asking.terms,
        &EmailComposer::disabled(),
        &draft,
    )
    .await;
    assert!(matches!(outcome.unwrap(), Outcome::Added(_)));
}
