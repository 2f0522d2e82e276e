//! Seats: what is counted, who holds them, and the plans.

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::Draft;
use crewline_core::members::count_by_role;
use crewline_core::seats::{PlanSet, Plans, Seats, holders, plan_changes, set_plan, usage};
use crewline_core::{Error, audit, both_engines};
use serde_json::json;

use crate::desk::{Desk, guest, plans};

async fn seats(desk: &Desk) -> Seats {
    usage(desk.db(), &desk.owner().may().unwrap(), &desk.terms.plans).await.unwrap().seats
}

#[both_engines]
async fn members_are_counted_by_their_role(kind: Kind) {
    let desk = Desk::new(kind).await;
    for (name, role) in [("Max Moor", Role::Viewer), ("Ida Lund", Role::Viewer), ("Mina Park", Role::Manager)] {
        desk.team.house.person(name, role).await;
    }
    desk.team.house.neighbour().await;
    desk.team.house.fresh.run("update members set status = 'removed' where name = 'Ida Lund'").await;
    let counted = count_by_role(desk.db(), &desk.owner().may().unwrap()).await.unwrap();
    assert_eq!(counted, [(Role::Owner, 1), (Role::Admin, 0), (Role::Manager, 1), (Role::Viewer, 1)]);
}

#[both_engines]
async fn active_members_and_live_invitations_are_counted(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(9)).await;
    assert_eq!(seats(&desk).await, Seats { used: 1, limit: Some(9) });
    let max = desk.team.house.person("Max Moor", Role::Viewer).await;
    let vera = desk.invited(&guest("Vera Kim", Role::Viewer)).await;
    desk.invited(&guest("Accepts", Role::Viewer)).await;
    desk.accept(&desk.token()).await.unwrap();
    desk.team.house.neighbour().await;
    let whole = usage(desk.db(), &desk.owner().may().unwrap(), &desk.terms.plans).await.unwrap();
    assert_eq!((whole.seats.used, whole.members, whole.invitations, whole.seats.free()), (4, 3, 1, Some(5)));
    desk.team.remove(&desk.owner(), max.member()).await.unwrap();
    desk.cancel(&desk.owner(), vera.id).await.unwrap();
    desk.invited(&guest("Expires", Role::Viewer)).await;
    assert_eq!(seats(&desk).await.used, 3);
    desk.db().clock().advance_seconds(7 * 86_400);
    assert_eq!(seats(&desk).await.used, 2);
}

#[both_engines]
async fn who_holds_them_is_told_and_what_could_be_cancelled(kind: Kind) {
    let desk = Desk::new(kind).await;
    let max = desk.team.house.person("Max Moor", Role::Manager).await;
    desk.invited(&guest("An Admin", Role::Admin)).await;
    desk.db().clock().advance_seconds(1);
    let viewer = desk.invited(&guest("A Viewer", Role::Viewer)).await;
    let all = holders(desk.db(), &desk.owner().may().unwrap(), 10).await.unwrap();
    assert_eq!(all.members.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(), ["Olga Marsh", "Max Moor"]);
    assert_eq!(all.invitations.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(), ["An Admin", "A Viewer"]);
    assert_eq!(all.may_cancel.len(), 2);
    let theirs = holders(desk.db(), &max.may().unwrap(), 10).await.unwrap();
    assert_eq!(theirs.may_cancel, [viewer.id]);
    assert_eq!(holders(desk.db(), &max.may().unwrap(), 1).await.unwrap().members.len(), 1);
}

#[both_engines]
async fn the_refusal_says_how_they_stand_and_where_more_are_to_be_had(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(1)).await;
    let refused = desk.invite(&desk.owner(), &guest("Vera Kim", Role::Viewer)).await.unwrap_err();
    let Error::SeatLimit(limit) = &refused else { panic!("{refused:?}") };
    assert_eq!((limit.used, limit.limit, limit.upgrade_url.as_deref()), (1, 1, Some("https://billing.example/large")));
    assert!(refused.to_string().contains("Settings → Billing"), "{refused}");
    desk.team.house.neighbour().await;
    let account = Draft { email: "nora@neighbour.example".into(), ..guest("Nora", Role::Viewer) };
    assert!(
        matches!(desk.invite(&desk.owner(), &account).await, Err(Error::SeatLimit(_))),
        "also who would be added at once"
    );
}

#[both_engines]
async fn a_plan_is_set_and_its_changes_are_told(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(1)).await;
    let (db, operator, plans_of) = (desk.db(), &desk.team.house.operator, &desk.terms.plans);
    let set = async |key: &str| set_plan(db, operator, plans_of, key).await;
    let Err(Error::Fields(fields)) = set("gold").await else { panic!("a plan that is none") };
    assert!(fields.of("plan").unwrap().contains("small, large"), "{fields:?}");
    assert!(
        matches!(set("large").await.unwrap(), PlanSet::Changed { from, to } if (from.key.as_str(), to.key.as_str()) == ("small", "large"))
    );
    assert!(matches!(set("large").await.unwrap(), PlanSet::Already(_)));
    for count in 0..3 {
        desk.invited(&guest(&format!("Guest {count}"), Role::Viewer)).await;
    }
    assert_eq!(seats(&desk).await, Seats { used: 4, limit: None });
    set("small").await.unwrap();
    assert_eq!(seats(&desk).await, Seats { used: 4, limit: Some(1) }, "a smaller plan removes nobody");
    assert!(seats(&desk).await.is_full());
    assert!(matches!(desk.invite(&desk.owner(), &guest("One more", Role::Viewer)).await, Err(Error::SeatLimit(_))));
    desk.accept(&desk.token()).await.unwrap();
    let changes = plan_changes(db, &desk.owner().may().unwrap(), 10).await.unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|each| (each.by.as_str(), each.from.name.as_str(), each.to.name.as_str(), each.to.seats))
        .collect();
    assert_eq!(told, [("the command line", "large", "small", Some(1)), ("the command line", "small", "large", None)]);
    assert!(audit::verify(db, operator).await.unwrap().is_ok());
    let page = audit::list(db, &desk.owner().may().unwrap(), &audit::Filter::default(), None, 50).await.unwrap();
    let entry = page.entries.iter().rfind(|entry| entry.action == "plan.changed").unwrap();
    let after: serde_json::Value = serde_json::from_str(entry.after.as_deref().unwrap()).unwrap();
    assert_eq!(after, json!({"plan": "large", "name": "large", "seats": null, "numbers": null}));
}

#[both_engines]
async fn a_business_of_a_plan_that_is_gone_is_on_the_default(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(5)).await;
    set_plan(desk.db(), &desk.team.house.operator, &desk.terms.plans, "large").await.unwrap();
    let other = Plans::new(plans(Some(2)).all()[..1].to_vec(), None).unwrap();
    let standing = usage(desk.db(), &desk.owner().may().unwrap(), &other).await.unwrap();
    assert_eq!((standing.plan.key.as_str(), standing.seats.limit), ("small", Some(2)));
}
