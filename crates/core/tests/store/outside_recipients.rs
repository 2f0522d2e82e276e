//! Addresses outside the team: a viewpoint from their own grants alone, made only for a claimed job of their business.

use crewline_core::access::enter::{self, OutsideRefusal};
use crewline_core::access::{AccessKind, Credential, Refusal, Role, Thing as _, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId, OutsideRecipientId, ReportId};
use crewline_core::members::{AccessDraft, OutsideRecipient};
use crewline_core::numbers::groups::{self, Group};
use crewline_core::numbers::{self, Number};
use crewline_core::reports::saved::{
    self, Draft, OutsideChange, OutsideDraft, SavedQuestion, SavedReport, ScheduleDraft,
};
use crewline_core::testing::due_job;
use crewline_core::visibility::{ViewerId, surfaces, viewers};
use crewline_core::{Error, both_engines};

use crate::team_fixture::{TeamFixture, role, specific};

/// A shared and scheduled report of this person.
pub(crate) async fn scheduled(team: &TeamFixture, author: &Viewpoint) -> ReportId {
    let schedule = ScheduleDraft { every: "day".into(), at: "08:00".into(), ..ScheduleDraft::default() };
    let draft = Draft {
        name: Some("Daily".into()),
        question: Some(SavedQuestion::default()),
        is_shared: Some(true),
        schedule: Some(Some(schedule)),
    };
    saved::add(team.db(), &author.may().unwrap(), &draft).await.unwrap().id
}

pub(crate) async fn add(
    team: &TeamFixture,
    person: &Viewpoint,
    report: ReportId,
    email: &str,
    access: AccessDraft,
) -> Result<OutsideRecipientId, Error> {
    let held = SavedReport::hold(team.db(), person.may()?, report).await?;
    let draft = OutsideDraft { email: email.into(), name: String::new(), access: Some(access) };
    Ok(saved::add_outside(team.db(), &held, &draft).await?.id)
}

pub(crate) fn access(numbers: &[NumberId], groups: &[GroupId]) -> AccessDraft {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
    specific(&numbers, &groups)
}

async fn enter(team: &TeamFixture, id: OutsideRecipientId) -> Option<Result<Viewpoint, OutsideRefusal>> {
    enter::outside(team.db(), &due_job(&team.business.operator), id).await.unwrap()
}

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
async fn an_address_outside_sees_what_was_set_for_it_and_what_joins_its_groups(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let numbers = [
        team.business.number("One", "+12125550101").await,
        team.business.number("Two", "+12125550102").await,
        team.business.number("Three", "+12125550103").await,
    ];
    let group = team.business.group("Client", &numbers[1..2]).await;
    let report = scheduled(&team, owner).await;
    let id = add(&team, owner, report, "Client@Bay.example", access(&numbers[..1], &[group])).await.unwrap();
    let other = add(&team, owner, report, "other@bay.example", access(&numbers[2..], &[])).await.unwrap();
    let outside = enter(&team, id).await.unwrap().unwrap();
    assert_eq!((outside.role(), outside.access_kind()), (Role::Viewer, AccessKind::Granted));
    assert_eq!((outside.credential(), outside.email()), (Credential::Outside(id), "Client@Bay.example"));
    assert_eq!(visible(&team, &outside, &numbers).await, numbers[..2]);
    assert!(Group::find(db, &outside.may::<actions::SeeNumbers>().unwrap(), group).await.unwrap().is_some());
    let second = enter(&team, other).await.unwrap().unwrap();
    assert_eq!(visible(&team, &second, &numbers).await, numbers[2..]);
    assert!(Group::find(db, &second.may::<actions::SeeNumbers>().unwrap(), group).await.unwrap().is_none());
    // The group grows, and then goes.
    let held = Group::hold(db, owner.may().unwrap(), group).await.unwrap();
    let number_ids = numbers[1..].iter().map(ToString::to_string).collect();
    groups::edit(db, &held, &groups::Draft { name: "Client".into(), number_ids }).await.unwrap();
    assert_eq!(visible(&team, &outside, &numbers).await, numbers);
    groups::delete(db, &Group::hold(db, owner.may().unwrap(), group).await.unwrap()).await.unwrap();
    assert_eq!(visible(&team, &outside, &numbers).await, numbers[..1]);
    // The count of what it sees, and the viewers of a number.
    let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
    let seen = surfaces(db, &OutsideRecipient::count_scope(&held)).await.unwrap();
    assert_eq!((seen.active_numbers, seen.groups), (1, 0));
    let held = Number::hold(db, owner.may().unwrap(), numbers[0]).await.unwrap();
    let list = viewers(db, &held).await.unwrap();
    assert_eq!(
        list.last().map(|viewer| (viewer.id, viewer.name.as_str())),
        Some((ViewerId::Outside(id), "Client@Bay.example"))
    );
    assert!(!list.iter().any(|viewer| viewer.id == ViewerId::Outside(other)));
    // All Numbers.
    let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
    let all = AccessDraft { kind: "all".into(), ..AccessDraft::default() };
    saved::edit_outside(db, &held, &OutsideChange { access: Some(all), ..OutsideChange::default() }).await.unwrap();
    let outside = enter(&team, id).await.unwrap().unwrap();
    assert_eq!(outside.access_kind(), AccessKind::All);
    assert_eq!(numbers::count(db, &outside.may().unwrap()).await.unwrap().active, 3);
    // A group without numbers, too, as for a member with All Numbers, and not for the other address.
    let empty = team.business.group("Empty", &[]).await;
    for (id, count) in [(id, 1), (other, 0)] {
        let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
        assert_eq!(surfaces(db, &OutsideRecipient::count_scope(&held)).await.unwrap().groups, count);
        let may = enter(&team, id).await.unwrap().unwrap().may::<actions::SeeNumbers>().unwrap();
        assert_eq!(groups::list(db, &may, None, None, 10).await.unwrap().groups.len(), usize::try_from(count).unwrap());
        assert_eq!(Group::find(db, &may, empty).await.unwrap().is_some(), count == 1);
    }
}

#[both_engines]
async fn an_address_outside_may_do_nothing_but_read_its_figures(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let number = team.business.number("One", "+12125550101").await;
    let report = scheduled(&team, owner).await;
    let id = add(&team, owner, report, "client@bay.example", access(&[number], &[])).await.unwrap();
    let outside = enter(&team, id).await.unwrap().unwrap();
    assert_eq!(outside.permissions(), ["calls.see", "analytics.see", "numbers.see"]);
    for refused in [
        outside.may::<actions::HearRecordings>().err(),
        outside.may::<actions::Export>().err(),
        outside.may::<actions::SeeUsers>().err(),
        outside.may::<actions::SaveReports>().err(),
        outside.may::<actions::MailOutside>().err(),
    ] {
        assert_eq!(refused, Some(Refusal::Forbidden));
    }
    // Nothing that a member has is found by its id, and no shared report.
    let may = outside.may::<actions::SeeAnalytics>().unwrap();
    assert!(saved::list(team.db(), &may, None, 10).await.unwrap().reports.iter().all(|report| !report.is_own));
}

#[both_engines]
async fn nobody_enters_as_an_address_of_another_business_or_of_one_that_has_ended(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let number = team.business.number("One", "+12125550101").await;
    let report = scheduled(&team, owner).await;
    let id = add(&team, owner, report, "client@bay.example", access(&[number], &[])).await.unwrap();
    let (operator, neighbour) = team.business.neighbour().await;
    assert!(enter::outside(db, &due_job(&operator), id).await.unwrap().is_none());
    assert!(OutsideRecipient::find(db, &neighbour.may::<actions::SeeUsers>().unwrap(), id).await.unwrap().is_none());
    let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
    saved::remove_outside(db, &held).await.unwrap();
    assert!(enter(&team, id).await.is_none());
    let again = saved::remove_outside(db, &held).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::NotFound))), "{again:?}");
    let late = saved::edit_outside(db, &held, &OutsideChange::default()).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotFound))), "{late:?}");
}

#[both_engines]
async fn managers_and_viewers_add_no_address_and_see_or_change_none(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let number = team.business.number("One", "+12125550101").await;
    let max = team.business.person("Max Rivera", Role::Manager).await;
    let vera = team.business.viewer("Vera Kim", &[number], &[]).await;
    let report = scheduled(&team, &max).await;
    for person in [&max, &vera] {
        let refused = add(&team, person, report, "client@bay.example", access(&[number], &[])).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
    }
    let id = add(&team, owner, report, "client@bay.example", access(&[number], &[])).await.unwrap();
    let (see, look) = (max.may::<actions::SeeUsers>().unwrap(), vera.may::<actions::SeeNumbers>().unwrap());
    assert!(OutsideRecipient::find(team.db(), &see, id).await.unwrap().is_some());
    assert!(OutsideRecipient::find(team.db(), &look, id).await.unwrap().is_none());
    assert!(max.may::<actions::MailOutside>().is_err() && vera.may::<actions::MailOutside>().is_err());
    // A request that began before its person was demoted changes nothing.
    let ada = team.business.person("Ada Admin", Role::Admin).await;
    let held = OutsideRecipient::hold(team.db(), ada.may().unwrap(), id).await.unwrap();
    team.edit(owner, ada.member(), &role(Role::Manager)).await.unwrap();
    let refused = saved::remove_outside(team.db(), &held).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
}

/// Else the letters of an address would begin again when the person at it is removed from the team.
#[both_engines]
async fn an_address_ends_with_the_membership_of_the_person_at_it(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let number = team.business.number("One", "+12125550101").await;
    let ned = team.business.person("Ned New", Role::Manager).await;
    let report = scheduled(&team, owner).await;
    let id = add(&team, owner, report, "client@bay.example", access(&[number], &[])).await.unwrap();
    let other = add(&team, owner, report, "other@bay.example", access(&[number], &[])).await.unwrap();
    let taken = "update outside_recipients set email_canonical =
                     (select email_canonical from members where name = 'Ned New') where email = 'client@bay.example'";
    team.business.database.run(taken).await;
    assert_eq!(enter(&team, id).await.unwrap().err(), Some(OutsideRefusal::IsMember));
    team.remove(owner, ned.member()).await.unwrap();
    assert!(enter(&team, id).await.is_none());
    assert!(enter(&team, other).await.unwrap().is_ok());
    let ended = "select count(*) from audit_entries where action = 'report.outside_removed'";
    assert_eq!(team.business.database.number(ended).await, 1);
}

#[both_engines]
async fn the_reason_is_named_where_author_or_giver_have_left_or_the_address_is_a_members(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let number = team.business.number("One", "+12125550101").await;
    let (ada, max) =
        (team.business.person("Ada Admin", Role::Admin).await, team.business.person("Max Rivera", Role::Manager).await);
    let report = scheduled(&team, &max).await;
    let id = add(&team, &ada, report, "client@bay.example", access(&[number], &[])).await.unwrap();
    assert!(enter(&team, id).await.unwrap().is_ok());
    team.edit(owner, ada.member(), &role(Role::Manager)).await.unwrap();
    assert_eq!(enter(&team, id).await.unwrap().err(), Some(OutsideRefusal::GiverLeft));
    team.remove(owner, ada.member()).await.unwrap();
    assert_eq!(enter(&team, id).await.unwrap().err(), Some(OutsideRefusal::GiverLeft));
    let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
    let same = OutsideChange { access: Some(access(&[number], &[])), ..OutsideChange::default() };
    assert_eq!(saved::edit_outside(db, &held, &same).await.unwrap().giver, owner.name());
    assert!(enter(&team, id).await.unwrap().is_ok());
    let taken = "update outside_recipients set email_canonical =
                     (select email_canonical from members where name = 'Max Rivera')";
    team.business.database.run(taken).await;
    assert_eq!(enter(&team, id).await.unwrap().err(), Some(OutsideRefusal::IsMember));
    team.business.database.run("update outside_recipients set email_canonical = 'client@bay.example'").await;
    team.remove(owner, max.member()).await.unwrap();
    assert_eq!(enter(&team, id).await.unwrap().err(), Some(OutsideRefusal::AuthorLeft));
}

#[both_engines]
async fn every_change_of_an_address_is_in_the_audit_log_with_its_access_before_and_after(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    let number = team.business.number("One", "+12125550101").await;
    let report = scheduled(&team, owner).await;
    let id = add(&team, owner, report, "Client@Bay.example", access(&[number], &[])).await.unwrap();
    let held = OutsideRecipient::hold(db, owner.may().unwrap(), id).await.unwrap();
    let all = AccessDraft { kind: "all".into(), ..AccessDraft::default() };
    saved::edit_outside(db, &held, &OutsideChange { access: Some(all), ..OutsideChange::default() }).await.unwrap();
    // A change of nothing leaves no entry.
    saved::edit_outside(db, &held, &OutsideChange::default()).await.unwrap();
    saved::remove_outside(db, &held).await.unwrap();
    let entries = team.entries(3).await;
    let brief = |at: usize| {
        let (action, _, before, after) = &entries[at];
        let kind = |side: &serde_json::Value| side["number_access"]["kind"].as_str().unwrap_or("-").to_owned();
        format!("{action} {} {}", kind(before), kind(after))
    };
    assert_eq!(brief(0), "report.outside_removed all -");
    assert_eq!(brief(1), "report.outside_edited specific all");
    assert_eq!(brief(2), "report.outside_added - specific");
    assert_eq!(entries[0].2["email"], "Client@Bay.example");
}
