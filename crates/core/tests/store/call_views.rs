//! Views of the list of calls, and its columns: their limits, their order, and what a change of role leaves of them.

use crewline_core::access::{Refusal, Role, Thing as _, Viewpoint};
use crewline_core::call_views::{self, CallView, Draft, MAX_VIEWS, ViewDays, ViewQuestion};
use crewline_core::calls::columns::{self, Column, Columns};
use crewline_core::calls::{Filter, Omission};
use crewline_core::db::Kind;
use crewline_core::ids::CallViewId;
use crewline_core::numbers::groups;
use crewline_core::reports::calendar::NamedPeriod;
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, both_engines};

fn draft(name: &str, is_shared: bool) -> Draft {
    Draft { name: Some(name.into()), question: Some(ViewQuestion::default()), is_shared: Some(is_shared) }
}

async fn save(business: &TestBusiness, author: &Viewpoint, name: &str, is_shared: bool) -> CallViewId {
    call_views::add(business.db(), &author.may().unwrap(), &draft(name, is_shared)).await.unwrap().id
}

async fn edit(business: &TestBusiness, person: &Viewpoint, id: CallViewId, draft: &Draft) -> Result<CallView, Error> {
    let held = CallView::hold(business.db(), person.may().unwrap(), id).await?;
    call_views::edit(business.db(), &held, draft).await
}

fn problem(result: Result<CallView, Error>, field: &str) -> String {
    match result {
        Err(Error::Fields(fields)) => fields.get(field).unwrap_or_default().to_owned(),
        other => panic!("{field}: {other:?}"),
    }
}

#[both_engines]
async fn own_views_come_first_by_name_and_are_read_in_pages(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    save(&business, &business.owner, "Private", false).await;
    save(&business, &business.owner, "alpha", true).await;
    save(&business, &business.owner, "Beta", true).await;
    for at in 0..MAX_VIEWS {
        save(&business, &max, &format!("View {at:02}"), false).await;
    }
    let one_more = call_views::add(business.db(), &max.may().unwrap(), &draft("One more", false)).await;
    assert!(matches!(one_more, Err(Error::Conflict { .. })), "{one_more:?}");
    let (mut names, mut cursor) = (Vec::new(), None);
    loop {
        let page = call_views::list(business.db(), &max.may().unwrap(), cursor.as_ref(), 17).await.unwrap();
        names.extend(page.views.iter().map(|view| view.name.clone()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(names.len(), 52);
    assert_eq!((names[0].as_str(), names[49].as_str()), ("View 00", "View 49"));
    assert_eq!(names[50..], ["alpha", "Beta"]);
}

#[both_engines]
async fn an_author_has_one_view_of_a_name(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    save(&business, &max, "Missed", false).await;
    save(&business, &business.owner, "Missed", true).await;
    let taken = call_views::add(business.db(), &max.may().unwrap(), &draft("MISSED", false)).await;
    assert!(problem(taken, "name").starts_with("There is a view of this name already."));
    let other = save(&business, &max, "Other", false).await;
    let renamed = Draft { name: Some("missed".into()), ..Draft::default() };
    assert!(problem(edit(&business, &max, other, &renamed).await, "name").starts_with("There is a view"));
    let own = Draft { name: Some("OTHER".into()), ..Draft::default() };
    assert_eq!(edit(&business, &max, other, &own).await.unwrap().name, "OTHER");
}

#[both_engines]
async fn a_view_reads_back_with_the_days_that_were_chosen(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Ads", "+14155550142").await;
    let filter = Filter { numbers: vec![number], no_tag: true, q: Some("ada".into()), ..Filter::default() };
    for days in [
        ViewDays::All,
        ViewDays::Named(NamedPeriod::Last7Days),
        ViewDays::Fixed { from: Some("2026-03-01".parse().unwrap()), to: None },
    ] {
        let question = ViewQuestion::new(filter.clone(), vec![9, 17], vec![1, 5], days);
        let draft = Draft {
            name: Some(format!("{days:?}").replace(['{', '}', ':'], "")),
            question: Some(question.clone()),
            is_shared: None,
        };
        let view = call_views::add(business.db(), &business.owner.may().unwrap(), &draft).await.unwrap();
        assert_eq!((&view.question, view.matches_nothing, &view.numbers), (&question, false, &vec!["Ads".to_owned()]));
    }
}

#[both_engines]
async fn a_view_that_cannot_be_read_as_a_list_is_refused(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let days = ViewDays::Fixed { from: Some("2026-03-02".parse().unwrap()), to: Some("2026-03-01".parse().unwrap()) };
    let tags = Filter { tags: (0..11).map(|at| at.to_string()).collect(), ..Filter::default() };
    let long = Filter { q: Some("x".repeat(201)), ..Filter::default() };
    for (field, question) in [
        ("to", ViewQuestion::new(Filter::default(), vec![], vec![], days)),
        ("question", ViewQuestion::new(tags, vec![], vec![], ViewDays::All)),
        ("q", ViewQuestion::new(long, vec![], vec![], ViewDays::All)),
        ("hour_of_day", ViewQuestion::new(Filter::default(), vec![24], vec![], ViewDays::All)),
        ("day_of_week", ViewQuestion::new(Filter::default(), vec![], vec![0], ViewDays::All)),
    ] {
        let draft = Draft { name: Some("A".into()), question: Some(question), is_shared: None };
        let refused = call_views::add(business.db(), &business.owner.may().unwrap(), &draft).await;
        assert!(problem(refused, field).ends_with('.'), "{field}");
    }
}

#[both_engines]
async fn a_filter_without_a_group_or_tag_is_not_left_with_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (seen, hidden) = (business.number("Ads", "+14155550142").await, business.number("Radio", "+14155550143").await);
    let group = business.group("Hidden group", &[hidden]).await;
    let viewer = business.viewer("Vera Lund", &[seen], &[]).await;
    let mut ids = Vec::new();
    for (no_group, matches_nothing) in [(false, true), (true, false)] {
        let filter = Filter { groups: vec![group], no_group, ..Filter::default() };
        let question = Some(ViewQuestion::new(filter, vec![], vec![], ViewDays::All));
        let draft = Draft { name: Some(format!("View {no_group}")), question, is_shared: Some(true) };
        let id = call_views::add(business.db(), &business.owner.may().unwrap(), &draft).await.unwrap().id;
        let held = CallView::hold(business.db(), viewer.may::<crewline_core::access::actions::SeeCalls>().unwrap(), id);
        let held = held.await.unwrap();
        assert_eq!((held.matches_nothing, held.question.filter().groups.len()), (matches_nothing, 0));
        assert!(held.groups.is_empty());
        // Removed or unseen is the same to the viewer, and the Owner learns of the removal.
        assert_eq!(held.omission, Some(Omission::Unseen));
        ids.push(id);
    }
    let may = business.owner.may().unwrap();
    groups::delete(business.db(), &groups::Group::hold(business.db(), may, group).await.unwrap()).await.unwrap();
    for id in ids {
        for (person, omission) in [(&viewer, Omission::Unseen), (&business.owner, Omission::Removed)] {
            let may = person.may::<crewline_core::access::actions::SeeCalls>().unwrap();
            let view = CallView::hold(business.db(), may, id).await.unwrap();
            assert_eq!(view.omission, Some(omission));
        }
    }
}

#[both_engines]
async fn a_demoted_author_makes_a_shared_view_private_and_writes_no_more_to_the_team(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    let id = save(&business, &max, "Shared", true).await;
    business.database.run("update members set role = 'viewer' where role = 'manager'").await;
    let max = business.viewpoint(max.email()).await.unwrap();
    let renamed = Draft { name: Some("News".into()), ..Draft::default() };
    let refused = edit(&business, &max, id, &renamed).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
    let private = Draft { is_shared: Some(false), ..renamed.clone() };
    assert_eq!(edit(&business, &max, id, &private).await.unwrap().name, "News");
    let unseen = edit(&business, &business.owner, id, &renamed).await;
    assert!(matches!(unseen, Err(Error::Refused(Refusal::NotFound))), "{unseen:?}");
}

#[both_engines]
async fn columns_are_a_members_own_in_one_business(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let max = business.person("Max Rivera", Role::Manager).await;
    let find = async |of: &Viewpoint| columns::find(business.db(), &of.may().unwrap()).await.unwrap();
    assert_eq!(find(&max).await, Columns::default());
    let none = Columns::from_iter([]);
    for chosen in [Columns::from_iter([Column::Value, Column::Notes]), none] {
        columns::choose(business.db(), &max.may().unwrap(), Some(&chosen)).await.unwrap();
        assert_eq!(find(&max).await, chosen);
    }
    assert_eq!(find(&business.owner).await, Columns::default());
    columns::choose(business.db(), &max.may().unwrap(), None).await.unwrap();
    columns::choose(business.db(), &max.may().unwrap(), None).await.unwrap();
    assert_eq!(find(&max).await, Columns::default());
    let entries = "select count(*) from audit_entries where action = 'call_columns.chosen'";
    assert_eq!(business.database.number(entries).await, 3, "a choice that changes nothing leaves no entry");
}
