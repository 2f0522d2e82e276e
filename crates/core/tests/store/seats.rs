//! Seats: how they are counted, who holds them, and plans.

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::Draft;
use crewline_core::members::count_by_role;
use crewline_core::seats::{PlanChangeOutcome, Plans, Seats, holders, plan_changes, set_plan, usage};
use crewline_core::{Error, audit, both_engines};
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, draft_for, plans};

async fn seats(fixture: &InvitationFixture) -> Seats {
    usage(fixture.db(), &fixture.owner().may().unwrap(), &fixture.terms.plans).await.unwrap().seats
}

#[both_engines]
async fn members_are_counted_by_their_role(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    for (name, role) in [("Max Moor", Role::Viewer), ("Ida Lund", Role::Viewer), ("Mina Park", Role::Manager)] {
        fixture.team.business.person(name, role).await;
    }
    fixture.team.business.neighbour().await;
    fixture.team.business.database.run("update members set status = 'removed' where name = 'Ida Lund'").await;
    let counted = count_by_role(fixture.db(), &fixture.owner().may().unwrap()).await.unwrap();
    assert_eq!(counted, [(Role::Owner, 1), (Role::Admin, 0), (Role::Manager, 1), (Role::Viewer, 1)]);
}

#[both_engines]
async fn active_members_and_live_invitations_are_counted(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(9)).await;
    assert_eq!(seats(&fixture).await, Seats { used: 1, limit: Some(9) });
    let max = fixture.team.business.person("Max Moor", Role::Viewer).await;
    let vera = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await;
    fixture.invite_as_owner(&draft_for("Accepts", Role::Viewer)).await;
    fixture.accept(&fixture.token()).await.unwrap();
    fixture.team.business.neighbour().await;
    let whole = usage(fixture.db(), &fixture.owner().may().unwrap(), &fixture.terms.plans).await.unwrap();
    assert_eq!((whole.seats.used, whole.members, whole.invitations, whole.seats.free()), (4, 3, 1, Some(5)));
    fixture.team.remove(&fixture.owner(), max.member()).await.unwrap();
    fixture.cancel(&fixture.owner(), vera.id).await.unwrap();
    fixture.invite_as_owner(&draft_for("Expires", Role::Viewer)).await;
    assert_eq!(seats(&fixture).await.used, 3);
    fixture.db().clock().advance_seconds(7 * 86_400);
    assert_eq!(seats(&fixture).await.used, 2);
}

#[both_engines]
async fn seat_holders_are_listed_with_cancellable_invitations(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let max = fixture.team.business.person("Max Moor", Role::Manager).await;
    fixture.invite_as_owner(&draft_for("An Admin", Role::Admin)).await;
    fixture.db().clock().advance_seconds(1);
    let viewer = fixture.invite_as_owner(&draft_for("A Viewer", Role::Viewer)).await;
    let all = holders(fixture.db(), &fixture.owner().may().unwrap(), 10).await.unwrap();
    assert_eq!(all.members.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(), ["Olga Marsh", "Max Moor"]);
    assert_eq!(all.invitations.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(), ["An Admin", "A Viewer"]);
    assert_eq!(all.may_cancel.len(), 2);
    let theirs = holders(fixture.db(), &max.may().unwrap(), 10).await.unwrap();
    assert_eq!(theirs.may_cancel, [viewer.id]);
    assert_eq!(holders(fixture.db(), &max.may().unwrap(), 1).await.unwrap().members.len(), 1);
}

#[both_engines]
async fn the_seat_refusal_states_usage_and_the_upgrade_url(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(1)).await;
    let refused = fixture.invite(&fixture.owner(), &draft_for("Vera Kim", Role::Viewer)).await.unwrap_err();
    let Error::SeatLimit(limit) = &refused else { panic!("{refused:?}") };
    assert_eq!((limit.used, limit.limit, limit.upgrade_url.as_deref()), (1, 1, Some("https://billing.example/large")));
    assert!(refused.to_string().contains("Settings → Billing"), "{refused}");
    fixture.team.business.neighbour().await;
    let account = Draft { email: "nora@neighbour.example".into(), ..draft_for("Nora", Role::Viewer) };
    assert!(
        matches!(fixture.invite(&fixture.owner(), &account).await, Err(Error::SeatLimit(_))),
        "also an account that would be added at once"
    );
}

#[both_engines]
async fn setting_a_plan_is_logged_and_listed(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(1)).await;
    let (db, operator, all_plans) = (fixture.db(), &fixture.team.business.operator, &fixture.terms.plans);
    let set = async |key: &str| set_plan(db, operator, all_plans, key).await;
    let Err(Error::Fields(fields)) = set("gold").await else { panic!("an unknown plan was set") };
    assert!(fields.get("plan").unwrap().contains("small, large"), "{fields:?}");
    assert!(
        matches!(set("large").await.unwrap(), PlanChangeOutcome::Changed { from, to } if (from.key.as_str(), to.key.as_str()) == ("small", "large"))
    );
    assert!(matches!(set("large").await.unwrap(), PlanChangeOutcome::Already(_)));
    for count in 0..3 {
        fixture.invite_as_owner(&draft_for(&format!("Guest {count}"), Role::Viewer)).await;
    }
    assert_eq!(seats(&fixture).await, Seats { used: 4, limit: None });
    set("small").await.unwrap();
    assert_eq!(seats(&fixture).await, Seats { used: 4, limit: Some(1) }, "a smaller plan removes nobody");
    assert!(seats(&fixture).await.is_full());
    assert!(matches!(
        fixture.invite(&fixture.owner(), &draft_for("One more", Role::Viewer)).await,
        Err(Error::SeatLimit(_))
    ));
    fixture.accept(&fixture.token()).await.unwrap();
    let changes = plan_changes(db, &fixture.owner().may().unwrap(), 10).await.unwrap();
    let described: Vec<_> = changes
        .iter()
        .map(|each| (each.by.as_str(), each.from.name.as_str(), each.to.name.as_str(), each.to.seats))
        .collect();
    assert_eq!(
        described,
        [("the command line", "large", "small", Some(1)), ("the command line", "small", "large", None)]
    );
    assert!(audit::verify(db, operator).await.unwrap().is_ok());
    let page = audit::list(db, &fixture.owner().may().unwrap(), &audit::Filter::default(), None, 50).await.unwrap();
    let entry = page.entries.iter().rfind(|entry| entry.action == "plan.changed").unwrap();
    let after: serde_json::Value = serde_json::from_str(entry.after.as_deref().unwrap()).unwrap();
    assert_eq!(after, json!({"plan": "large", "name": "large", "seats": null, "numbers": null}));
}

#[both_engines]
async fn a_business_with_an_unknown_plan_is_on_the_default(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(5)).await;
    set_plan(fixture.db(), &fixture.team.business.operator, &fixture.terms.plans, "large").await.unwrap();
    let other = Plans::new(plans(Some(2)).all()[..1].to_vec(), None).unwrap();
    let current = usage(fixture.db(), &fixture.owner().may().unwrap(), &other).await.unwrap();
    assert_eq!((current.plan.key.as_str(), current.seats.limit), ("small", Some(2)));
}
