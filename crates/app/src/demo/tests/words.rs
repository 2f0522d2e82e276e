//! The words of people and rules on the demo's calls, and the things that its people keep.

use crewline_core::call_views;
use crewline_core::calls::NewValue;
use crewline_core::calls::notes::notes_of;
use crewline_core::reports::saved;

use super::*;

#[both_engines]
async fn the_words_on_the_demos_calls_are_in_their_timelines_at_their_moments(kind: Kind) {
    let demo = Demo::new(kind, 4, 800).await;
    let (db, now) = (&demo.database.db, demo.database.db.now());
    let owner = demo.sign_in(PEOPLE[0].email).await;
    let (mut by_people, mut by_rules, mut with_notes) = (0, 0, 0);
    for call in demo.all_calls().await {
        let may = owner.may::<actions::SeeCalls>().expect("an Owner may");
        let held = Call::hold(db, may, call.id).await.expect("a call");
        let changes = calls::annotation_changes(db, &held).await.expect("the database");
        let notes = notes_of(db, &held).await.expect("the database");
        let end = call.started_at.plus_seconds(call.duration_seconds.expect("it is over"));
        for change in &changes {
            assert!(change.at >= end && change.at <= now, "{change:?} of a call that ended at {end:?}");
            by_people += usize::from(change.author.is_some());
            by_rules += usize::from(change.rule.is_some());
            assert!(change.rule.is_none() || change.at == end, "{change:?}: a rule speaks when the call ends");
        }
        with_notes += usize::from(!notes.is_empty() && !changes.is_empty());
        // All changes together are what the call has now.
        let newest = || changes.iter().rev().map(|change| &change.changed);
        let mut tags: Vec<&str> = newest().flat_map(|changed| &changed.tags_added).map(String::as_str).collect();
        tags.sort_unstable();
        let mut own: Vec<&str> = call.tags.iter().map(|tag| tag.name.as_str()).collect();
        own.sort_unstable();
        assert_eq!(tags, own);
        assert_eq!(newest().find_map(|changed| changed.qualified).and_then(NewValue::value), call.qualified);
        assert_eq!(newest().find_map(|changed| changed.value_cents).and_then(NewValue::value), call.value_cents);
        assert_eq!(newest().find_map(|changed| changed.spam).unwrap_or_default(), call.spam);
    }
    assert!(by_people > 200 && by_rules > 20 && with_notes > 5, "{by_people}, {by_rules}, {with_notes}");
}

#[both_engines]
async fn the_demo_has_a_shared_and_a_private_view_and_a_reader_outside(kind: Kind) {
    let demo = Demo::new(kind, 2, 0).await;
    let db = &demo.database.db;
    for (person, expected) in
        [(PEOPLE[0], &["Missed, last 7 days", "Quotes to follow up"][..]), (PEOPLE[4], &["Missed, last 7 days"])]
    {
        let may = demo.sign_in(person.email).await.may::<actions::SeeCalls>().expect("everybody may");
        let mut names: Vec<String> = call_views::list(db, &may, None, 10)
            .await
            .expect("a page")
            .views
            .into_iter()
            .map(|view| view.name.clone())
            .collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{}", person.name);
    }
    let admin = demo.sign_in(PEOPLE[1].email).await;
    let may = admin.may::<actions::SeeAnalytics>().expect("an Admin may");
    let reports = saved::list(db, &may, None, 10).await.expect("a page").reports;
    let outside = demo.database.number("select count(*) from outside_group_grants").await;
    assert_eq!((reports[0].name.as_str(), outside), ("The week by number", 1));
}
