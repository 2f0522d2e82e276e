//! A job on behalf of a member sees what the member sees at that moment, and changes nothing.

use crewline_core::access::{
    AccessKind, Credential, Refusal, Role, Thing, Viewpoint, actions, enter, record_activity, revalidate,
};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::members::Draft;
use crewline_core::numbers::Number;
use crewline_core::testing::due_job;

use crate::team_fixture::{TeamFixture, role, specific};

/// The numbers of these that a viewpoint sees.
async fn visible(team: &TeamFixture, viewpoint: &Viewpoint, numbers: &[NumberId]) -> Vec<NumberId> {
    let may = viewpoint.may::<actions::SeeNumbers>().unwrap();
    let mut visible = Vec::new();
    for number in numbers {
        visible.extend(Number::find(team.db(), &may, *number).await.unwrap().map(|number| number.id));
    }
    visible
}

#[both_engines]
async fn a_job_sees_what_its_member_sees_and_nothing_once_they_are_removed(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let db = team.db();
    let numbers =
        [team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await];
    let vera = team.business.viewer("Vera Kim", &numbers, &[]).await.member();
    let schedule = due_job(&team.business.operator).on_behalf_of(vera);
    let first = enter::by_schedule(db, &schedule).await.unwrap().unwrap();
    assert_eq!((first.member(), first.role(), first.access_kind()), (vera, Role::Viewer, AccessKind::Granted));
    assert_eq!((first.credential(), first.actor().member, first.impersonation()), (Credential::Schedule, vera, None));
    assert_eq!(visible(&team, &first, &numbers).await, numbers);

    let owner = &team.business.owner;
    let narrowed = Draft { access: Some(specific(&[numbers[1].to_string()], &[])), ..Draft::default() };
    team.edit(owner, vera, &narrowed).await.unwrap();
    let narrow = enter::by_schedule(db, &schedule).await.unwrap().unwrap();
    assert_eq!(visible(&team, &narrow, &numbers).await, numbers[1..]);
    assert_eq!(visible(&team, &first, &numbers).await, numbers[1..], "also for the older viewpoint");

    team.edit(owner, vera, &role(Role::Manager)).await.unwrap();
    let raised = enter::by_schedule(db, &schedule).await.unwrap().unwrap();
    assert_eq!((raised.role(), raised.access_kind()), (Role::Manager, AccessKind::All));
    let may = raised.may::<actions::SeeCalls>().unwrap();
    revalidate(db, &may).await.unwrap();

    team.remove(owner, vera).await.unwrap();
    assert!(enter::by_schedule(db, &schedule).await.unwrap().is_none());
    assert!(revalidate(db, &may).await.is_err());
}

#[both_engines]
async fn a_job_never_sees_as_a_member_of_another_business(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (operator, neighbour) = team.business.neighbour().await;
    let ours = due_job(&team.business.operator).on_behalf_of(neighbour.member());
    assert!(enter::by_schedule(team.db(), &ours).await.unwrap().is_none());
    let theirs = due_job(&operator).on_behalf_of(neighbour.member());
    let view = enter::by_schedule(team.db(), &theirs).await.unwrap().unwrap();
    assert_eq!(view.business(), neighbour.business());
}

#[both_engines]
async fn a_job_changes_nothing_even_for_an_owner_and_records_no_activity(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = team.business.owner.member();
    let job = due_job(&team.business.operator).on_behalf_of(owner);
    let view = enter::by_schedule(team.db(), &job).await.unwrap().unwrap();
    assert!(view.may::<actions::SeeCalls>().is_ok() && view.may::<actions::Export>().is_ok());
    for refused in [
        view.may::<actions::EditMembers>().err(),
        view.may::<actions::EditNumbers>().err(),
        view.may::<actions::Leave>().err(),
        view.may::<actions::Return>().err(),
    ] {
        assert_eq!(refused, Some(Refusal::Forbidden));
    }
    record_activity(team.db(), &view).await.unwrap();
    assert_eq!(team.count("select count(*) from members where last_active_at is not null").await, 0);
}
