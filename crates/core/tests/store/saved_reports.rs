//! Saved reports: their limit, their pages, and what a change of role leaves of them.

use crewline_core::access::{Refusal, Role, Thing as _, Viewpoint, actions};
use crewline_core::calls::{Annotation, Call, Omission, TagChange, annotate};
use crewline_core::db::Kind;
use crewline_core::ids::{NumberId, ReportId};
use crewline_core::reports::Filter;
use crewline_core::reports::analytics::AnalyticsQuestion;
use crewline_core::reports::saved::{self, Draft, MAX_REPORTS, SavedQuestion, SavedReport, ScheduleDraft};
use crewline_core::tags::{self, Tag};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, both_engines};

use crate::carrier_fixture::CarrierFixture;
use crate::team_fixture::TeamFixture;

fn named(name: &str) -> tags::Draft {
    tags::Draft { name: Some(name.into()), colour: None }
}

fn draft(name: &str, is_shared: bool) -> Draft {
    Draft {
        name: Some(name.into()),
        question: Some(SavedQuestion::default()),
        is_shared: Some(is_shared),
        ..Draft::default()
    }
}

async fn save(business: &TestBusiness, author: &Viewpoint, name: &str, is_shared: bool) -> ReportId {
    saved::add(business.db(), &author.may().unwrap(), &draft(name, is_shared)).await.unwrap().id
}

async fn edit(business: &TestBusiness, person: &Viewpoint, id: ReportId, draft: &Draft) -> Result<SavedReport, Error> {
    let held = SavedReport::hold(business.db(), person.may().unwrap(), id).await?;
    saved::edit(business.db(), &held, draft).await
}

#[both_engines]
async fn a_member_saves_a_hundred_reports_and_reads_them_in_pages(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    save(&business, &business.owner, "Private", false).await;
    save(&business, &business.owner, "Shared", true).await;
    for at in 0..MAX_REPORTS {
        save(&business, &max, &format!("Report {at}"), false).await;
    }
    let one_more = saved::add(business.db(), &max.may().unwrap(), &draft("One more", false)).await;
    assert!(matches!(one_more, Err(Error::Conflict { .. })), "{one_more:?}");
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page = saved::list(business.db(), &max.may().unwrap(), cursor, 30).await.unwrap();
        names.extend(page.reports.iter().map(|report| report.name.clone()));
        cursor = page.older;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((names.len(), names[0].as_str(), names[100].as_str()), (101, "Report 99", "Shared"));
}

#[both_engines]
async fn a_report_and_its_author_are_removed_at_once(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (db, owner) = (team.db(), &team.business.owner);
    for round in 0..20 {
        let max = team.business.person(&format!("Max {round}"), Role::Manager).await;
        let members = Some(vec![max.member().to_string(), owner.member().to_string()]);
        let schedule = ScheduleDraft { every: "day".into(), at: "08:00".into(), day: None, members };
        let mailed = Draft { schedule: Some(Some(schedule)), ..draft("Mailed", true) };
        let id = saved::add(db, &max.may().unwrap(), &mailed).await.unwrap().id;
        let held = SavedReport::hold(db, owner.may().unwrap(), id).await.unwrap();
        let (report, member) = tokio::join!(saved::remove(db, &held), team.remove(owner, max.member()));
        assert!(report.is_ok() && member.is_ok(), "{report:?} {member:?}");
    }
    assert_eq!(team.business.database.number("select count(*) from reports").await, 0);
    assert_eq!(team.business.database.number("select count(*) from report_recipients").await, 0);
}

#[both_engines]
async fn a_viewer_of_more_sources_than_a_menu_has_keeps_the_filter_by_their_own(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let [seen, hidden] =
        [business.number("Seen", "+12125550101").await, business.number("Hidden", "+12125550102").await];
    let sources = |number: NumberId, name: &str, count: usize| {
        format!(
            "with recursive places (place) as (select 1 union all select place + 1 from places where place < {count})
             insert into number_sources (business_id, number_id, source)
             select n.business_id, n.id, '{name} ' || (1000 + place) from numbers n cross join places
             where n.friendly_name = '{}'",
            if number == seen { "Seen" } else { "Hidden" }
        )
    };
    business.database.run(&sources(seen, "Flyer", 600)).await;
    business.database.run(&sources(hidden, "Radio", 3)).await;
    let names: Vec<String> = ["Flyer 1600", "Flyer 1001", "Radio 1001", "Nothing"].map(str::to_owned).to_vec();
    let filter = Filter::new(vec![], vec![], names.clone()).unwrap();
    let question = AnalyticsQuestion { filter, ..AnalyticsQuestion::default() };
    let filtered = SavedQuestion { question, ..SavedQuestion::default() };
    let shared = Draft { question: Some(filtered), ..draft("By source", true) };
    let id = saved::add(business.db(), &business.owner.may().unwrap(), &shared).await.unwrap().id;
    let viewer = business.viewer("Vera Kim", &[seen], &[]).await;
    let read = async |person: &Viewpoint| {
        let may = person.may::<actions::SeeAnalytics>().unwrap();
        let report = SavedReport::find(business.db(), &may, id).await.unwrap().unwrap();
        (report.question.question.filter.sources().to_vec(), report.matches_nothing, report.omission)
    };
    // A viewer is always told so, and never what is left out: not even when nothing of it is there any more.
    assert_eq!(read(&viewer).await, (names[..2].to_vec(), false, Some(Omission::Unseen)));
    let wide = business.person("Wide Viewer", Role::Viewer).await;
    let of_wide = read(&wide).await;
    assert_eq!((of_wide.0.len(), of_wide.2), (3, Some(Omission::Unseen)));
    business.database.run("delete from number_sources where source like 'Radio %'").await;
    assert_eq!(read(&viewer).await, (names[..2].to_vec(), false, Some(Omission::Unseen)));
    assert_eq!(read(&business.owner).await, (names, false, None));
    let other = business.viewer("Nobody Yet", &[], &[]).await;
    assert_eq!(read(&other).await, (vec![], true, Some(Omission::Unseen)));
}

#[both_engines]
async fn a_filter_follows_a_tag_that_is_renamed_or_merged_and_ends_with_one_that_is_removed(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Ours", "+12125550100").await;
    let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
    let (db, owner) = (business.db(), &business.owner);
    let call = carrier.ring("CA1", "+14155550123", "+12125550100").await.call;
    let tagged = async |name: &str| {
        let held = Call::hold(db, owner.may().unwrap(), call).await.unwrap();
        let tags = Some(TagChange::Replace(vec![name.to_owned()]));
        annotate(db, &held, &Annotation { tags, ..Annotation::default() }).await.unwrap().tags[0].id
    };
    let (lead, hidden) = (tagged("Lead").await, tags::add(db, &owner.may().unwrap(), &named("Hidden")).await.unwrap());
    let viewer = business.viewer("Vera Kim", &[number], &[]).await;
    let names = ["lead", "Hidden", "No such tag"].map(str::to_owned).to_vec();
    let filter = Filter::default().with_tags(names).unwrap();
    let question = AnalyticsQuestion { filter, ..AnalyticsQuestion::default() };
    let filtered =
        Draft { question: Some(SavedQuestion { question, ..SavedQuestion::default() }), ..draft("By tag", false) };
    let mut reports = Vec::new();
    for person in [owner, &viewer] {
        reports.push(saved::add(db, &person.may().unwrap(), &filtered).await.unwrap().id);
    }
    let read = async |person: &Viewpoint, id: ReportId| {
        let may = person.may::<actions::SeeAnalytics>().unwrap();
        let report = SavedReport::find(db, &may, id).await.unwrap().unwrap();
        (report.question.question.filter.tags().to_vec(), report.matches_nothing)
    };
    let hold = async |tag| Tag::hold(db, owner.may::<actions::ManageTags>().unwrap(), tag).await.unwrap();
    let both = async || (read(owner, reports[0]).await, read(&viewer, reports[1]).await);
    let seen = |names: &[&str]| (names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), names.is_empty());
    assert_eq!(both().await, (seen(&["Lead", "Hidden"]), seen(&["Lead"])));
    tags::edit(db, &hold(lead).await, &named("Prospect")).await.unwrap();
    assert_eq!(both().await, (seen(&["Prospect", "Hidden"]), seen(&["Prospect"])));
    // Another tag of the name that it had is another tag.
    let other = tags::add(db, &owner.may().unwrap(), &named("Lead")).await.unwrap();
    assert_eq!(both().await, (seen(&["Prospect", "Hidden"]), seen(&["Prospect"])));
    tags::merge(db, &hold(lead).await, other.id).await.unwrap();
    assert_eq!(both().await, (seen(&["Lead", "Hidden"]), seen(&["Lead"])));
    // The viewer did not see the other one when they saved its name, so that nothing of its way shows.
    tags::edit(db, &hold(hidden.id).await, &named("Seen")).await.unwrap();
    tags::merge(db, &hold(other.id).await, hidden.id).await.unwrap();
    assert_eq!(both().await, (seen(&["Seen"]), seen(&["Seen"])), "two tags that are one by now");
    tags::remove(db, &hold(hidden.id).await).await.unwrap();
    tagged("Seen").await;
    assert_eq!(both().await, (seen(&[]), seen(&[])), "a new tag of the name of one that was removed");
    tagged("Hidden").await;
    assert_eq!(both().await, (seen(&[]), seen(&["Hidden"])), "the name that the viewer chose");
    let omission = async |person: &Viewpoint, id: ReportId| {
        let may = person.may::<actions::SeeAnalytics>().unwrap();
        SavedReport::find(db, &may, id).await.unwrap().unwrap().omission
    };
    assert_eq!(omission(owner, reports[0]).await, Some(Omission::Removed));
    assert_eq!(omission(&viewer, reports[1]).await, Some(Omission::Unseen));
    let all = Draft { question: Some(SavedQuestion::default()), ..Draft::default() };
    for (person, id) in [(owner, reports[0]), (&viewer, reports[1])] {
        let held = SavedReport::hold(db, person.may().unwrap(), id).await.unwrap();
        assert_eq!(saved::edit(db, &held, &all).await.unwrap().omission, None, "without a filter nothing is left out");
    }
    let kept = "select count(*) from merged_tags";
    assert_eq!(business.database.number(kept).await, 0);
}

#[both_engines]
async fn a_demoted_author_makes_a_shared_report_private_and_writes_no_more_to_the_team(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    let id = save(&business, &max, "Shared", true).await;
    business.database.run("update members set role = 'viewer' where role = 'manager'").await;
    let max = business.viewpoint(max.email()).await.unwrap();
    assert_eq!(max.role(), Role::Viewer);
    let renamed = Draft { name: Some("News".into()), ..Draft::default() };
    let refused = edit(&business, &max, id, &renamed).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
    let private = Draft { is_shared: Some(false), ..renamed.clone() };
    assert_eq!(edit(&business, &max, id, &private).await.unwrap().name, "News");
    let unseen = edit(&business, &business.owner, id, &renamed).await;
    assert!(matches!(unseen, Err(Error::Refused(Refusal::NotFound))), "{unseen:?}");
}
