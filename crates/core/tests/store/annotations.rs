//! Tags, ratings and notes of calls: who may write them, who sees them, and what is recorded of it.

use crewline_core::access::{Refusal, Role, Thing, Viewpoint, actions};
use crewline_core::calls::{
    self, Annotation, Call, Filter, MAX_SELECTED, MAX_TAGS, MAX_VALUE_CENTS, QualifiedBy, QualifiedFilter, TagChange,
    annotate, annotate_many, count, list, notes,
};
use crewline_core::db::Kind;
use crewline_core::ids::{CallId, NumberId};
use crewline_core::tags;
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, Fields, audit, both_engines};

use crate::carrier_fixture::CarrierFixture;

const OURS: &str = "+12125550100";
const THEIRS: &str = "+12125550200";

/// A business with two numbers, and calls to them in turn, the newest last.
struct Annotated {
    business: TestBusiness,
    carrier: CarrierFixture,
    ours: NumberId,
    theirs: NumberId,
    calls: Vec<CallId>,
}

impl Annotated {
    async fn new(kind: Kind, count: usize) -> Self {
        let business = TestBusiness::new(kind).await;
        let (ours, theirs) = (business.number("Ours", OURS).await, business.number("Theirs", THEIRS).await);
        let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
        let mut calls = Vec::new();
        for at in 0..count {
            let to = if at % 2 == 0 { OURS } else { THEIRS };
            calls.push(carrier.ring(&format!("CA{at}"), &format!("+1415555{at:04}"), to).await.call);
            business.db().clock().advance_seconds(60);
        }
        Self { business, carrier, ours, theirs, calls }
    }

    async fn viewer(&self) -> Viewpoint {
        self.business.viewer("Vera Kim", &[self.ours], &[]).await
    }

    /// Annotates a call as the Owner.
    async fn annotate(&self, at: usize, annotation: &Annotation) -> Result<Call, Error> {
        let db = self.business.db();
        let held = Call::hold(db, self.business.owner.may().unwrap(), self.calls[at]).await.unwrap();
        annotate(db, &held, annotation).await
    }

    async fn tag(&self, at: usize, names: &[&str]) -> Call {
        self.annotate(at, &replace(names)).await.unwrap()
    }

    /// The places of the calls that a person's list has, newest first.
    async fn listed(&self, who: &Viewpoint, filter: &Filter) -> Vec<usize> {
        let page = list(self.business.db(), &who.may().unwrap(), filter, None, 50).await.unwrap();
        let place = |call: &Call| self.calls.iter().position(|id| *id == call.id).unwrap();
        let listed: Vec<usize> = page.calls.iter().map(place).collect();
        let counted = count(self.business.db(), &who.may().unwrap(), filter).await.unwrap();
        if filter.q.is_none() {
            assert_eq!(counted, Some(listed.len() as i64), "{filter:?}");
        }
        listed
    }

    async fn entries(&self) -> Vec<audit::Entry> {
        let may = self.business.owner.may().unwrap();
        audit::list(self.business.db(), &may, &Default::default(), None, 50).await.unwrap().entries
    }
}

fn replace(names: &[&str]) -> Annotation {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Annotation { tags: Some(TagChange::Replace(names)), ..Annotation::default() }
}

fn qualified(said: Option<bool>) -> Annotation {
    Annotation { qualified: Some(said), ..Annotation::default() }
}

fn names(call: &Call) -> Vec<&str> {
    call.tags.iter().map(|tag| tag.name.as_str()).collect()
}

fn field(error: Error, name: &str) -> String {
    let Error::Fields(Fields(fields)) = error else { panic!("{error:?}") };
    fields.into_iter().find(|(field, _)| *field == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn with(change: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    change(&mut filter);
    filter
}

#[both_engines]
async fn a_call_gets_tags_a_rating_and_a_value_and_each_change_is_recorded_once(kind: Kind) {
    let fixture = Annotated::new(kind, 1).await;
    let all = Annotation {
        tags: Some(TagChange::Replace(vec!["New patient".into(), " emergency ".into(), "Emergency".into()])),
        qualified: Some(Some(true)),
        value_cents: Some(Some(12_550)),
        spam: Some(false),
    };
    let call = fixture.annotate(0, &all).await.unwrap();
    assert_eq!(names(&call).len(), 2, "a tag named twice is one");
    assert!(names(&call)[0].eq_ignore_ascii_case("emergency") && names(&call)[1] == "New patient");
    assert_eq!((call.qualified, call.qualified_by), (Some(true), Some(QualifiedBy::Person)));
    assert_eq!((call.value_cents, call.spam), (Some(12_550), false));
    let entries = fixture.entries().await;
    assert_eq!(entries[0].action, "call.annotated");
    assert!(entries[0].after.as_ref().unwrap().contains("12550"), "{:?}", entries[0].after);
    assert_eq!(entries.iter().filter(|entry| entry.action == "tag.added").count(), 2);
    // The same again changes nothing, and is not recorded.
    fixture.annotate(0, &all).await.unwrap();
    assert_eq!(fixture.entries().await.len(), entries.len());
    let less = Annotation {
        tags: Some(TagChange::Change { add: vec!["Callback".into()], remove: vec!["EMERGENCY".into()] }),
        qualified: Some(None),
        value_cents: Some(None),
        spam: Some(true),
    };
    let call = fixture.annotate(0, &less).await.unwrap();
    assert_eq!(names(&call), ["Callback", "New patient"]);
    assert_eq!((call.qualified, call.qualified_by, call.value_cents, call.spam), (None, None, None, true));
    let entry = &fixture.entries().await[0];
    assert!(entry.before.as_ref().unwrap().contains("12550") && entry.after.as_ref().unwrap().contains("Callback"));
}

#[both_engines]
async fn a_wrong_annotation_changes_nothing(kind: Kind) {
    let fixture = Annotated::new(kind, 1).await;
    let before = fixture.entries().await.len();
    let many: Vec<String> = (0..=MAX_TAGS).map(|at| format!("Tag {at}")).collect();
    let long = "x".repeat(tags::MAX_NAME + 1);
    for wrong in [many, vec![String::new()], vec![long], vec!["a\u{202e}b".into()], vec!["…".into()]] {
        let annotation = Annotation { tags: Some(TagChange::Replace(wrong)), ..Annotation::default() };
        field(fixture.annotate(0, &annotation).await.unwrap_err(), "tags");
    }
    for value in [-1, MAX_VALUE_CENTS + 1, i64::MIN, i64::MAX] {
        let annotation = Annotation { value_cents: Some(Some(value)), ..Annotation::default() };
        field(fixture.annotate(0, &annotation).await.unwrap_err(), "value_cents");
    }
    let (first, more): (Vec<_>, Vec<_>) = (0..=MAX_TAGS).map(|at| format!("Tag {at}")).partition(|name| name.len() < 6);
    let change =
        |add| Annotation { tags: Some(TagChange::Change { add, remove: Vec::new() }), ..Annotation::default() };
    fixture.annotate(0, &change(first)).await.unwrap();
    let entries = fixture.entries().await.len();
    field(fixture.annotate(0, &change(more)).await.unwrap_err(), "tags");
    assert_eq!(fixture.entries().await.len(), entries, "the tags that it made are not there");
    assert!(entries > before);
}

#[both_engines]
async fn many_calls_are_annotated_all_or_none(kind: Kind) {
    let fixture = Annotated::new(kind, 3).await;
    let (db, owner) = (fixture.business.db(), &fixture.business.owner);
    fixture.annotate(0, &qualified(Some(true))).await.unwrap();
    let twice = [fixture.calls[0], fixture.calls[1], fixture.calls[1]];
    let changed = annotate_many(db, &owner.may().unwrap(), &twice, &qualified(Some(true))).await.unwrap();
    assert_eq!(changed, 1, "one was so already");
    let (_, stranger) = fixture.business.neighbour().await;
    let unknown = annotate_many(db, &stranger.may().unwrap(), &fixture.calls, &replace(&["Foreign"])).await;
    assert!(matches!(unknown, Err(Error::Refused(Refusal::NotFound))), "{unknown:?}");
    assert!(tags::list(db, &stranger.may().unwrap()).await.unwrap().is_empty(), "nothing was made");
    field(annotate_many(db, &owner.may().unwrap(), &[], &replace(&["One"])).await.unwrap_err(), "call_ids");
    const { assert!(MAX_SELECTED >= 50, "a page can be selected") };
}

#[both_engines]
async fn viewers_read_annotations_of_their_numbers_alone_and_write_none(kind: Kind) {
    let fixture = Annotated::new(kind, 2).await;
    let (db, viewer) = (fixture.business.db(), fixture.viewer().await);
    fixture.tag(0, &["Shared", "Ours only"]).await;
    fixture.tag(1, &["Shared", "Theirs only"]).await;
    let owner = fixture.business.owner.may().unwrap();
    tags::add(db, &fixture.business.owner.may().unwrap(), &draft("Of nobody")).await.unwrap();
    let all: Vec<String> = tags::list(db, &owner).await.unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(all, ["Of nobody", "Ours only", "Shared", "Theirs only"]);
    let seen: Vec<String> =
        tags::list(db, &viewer.may().unwrap()).await.unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(seen, ["Ours only", "Shared"]);
    assert!(tags::uses(db, &viewer.may().unwrap()).await.unwrap().is_empty());
    assert!(viewer.may::<actions::AnnotateCalls>().is_err());
    let nothing = fixture.business.viewer("Nina Nil", &[], &[]).await;
    assert!(tags::list(db, &nothing.may().unwrap()).await.unwrap().is_empty());
    // A tag that is taken off the last visible call is not offered any more.
    fixture.tag(0, &["Shared"]).await;
    assert_eq!(tags::list(db, &viewer.may().unwrap()).await.unwrap().len(), 1);
    let manager = fixture.business.person("Mina Park", Role::Manager).await;
    assert_eq!(tags::list(db, &manager.may().unwrap()).await.unwrap().len(), 4);
}

fn draft(name: &str) -> tags::Draft {
    tags::Draft { name: Some(name.into()), colour: None }
}

#[both_engines]
async fn the_list_is_filtered_by_annotations_within_the_viewers_numbers(kind: Kind) {
    let fixture = Annotated::new(kind, 6).await;
    let (owner, viewer) = (fixture.business.owner.clone(), fixture.viewer().await);
    for at in [0, 1, 4] {
        fixture.tag(at, &["New patient"]).await;
    }
    fixture.tag(3, &["Other"]).await;
    for (at, said) in [(0, Some(true)), (1, Some(true)), (2, Some(false)), (5, Some(false))] {
        fixture.annotate(at, &qualified(said)).await.unwrap();
    }
    for at in [1, 2] {
        let spam = Annotation { spam: Some(true), ..Annotation::default() };
        fixture.annotate(at, &spam).await.unwrap();
    }
    let tag = |name: &str| with(|filter| filter.tags = vec![name.into()]);
    let said = |said| with(|filter| filter.qualified = vec![said]);
    let spam = |spam| with(|filter| filter.spam = Some(spam));
    let both = with(|filter| {
        filter.tags = vec!["new PATIENT".into()];
        filter.qualified = vec![QualifiedFilter::Yes];
        filter.spam = Some(false);
    });
    let found = |q: &str, mut filter: Filter| {
        filter.q = Some(q.into());
        filter
    };
    for (filter, all, of_viewer) in [
        (tag("New patient"), vec![4, 1, 0], vec![4, 0]),
        (tag("Other"), vec![3], vec![]),
        (tag("Unknown"), vec![], vec![]),
        (tag("a\0b"), vec![], vec![]),
        (said(QualifiedFilter::Yes), vec![1, 0], vec![0]),
        (said(QualifiedFilter::No), vec![5, 2], vec![2]),
        (said(QualifiedFilter::NotSaid), vec![4, 3], vec![4]),
        (spam(true), vec![2, 1], vec![2]),
        (spam(false), vec![5, 4, 3, 0], vec![4, 0]),
        (both, vec![0], vec![0]),
        (found("+1415", tag("New patient")), vec![4, 1, 0], vec![4, 0]),
        (found("50004", tag("New patient")), vec![4], vec![4]),
        (found("+1415", said(QualifiedFilter::NotSaid)), vec![4, 3], vec![4]),
        (found("+1415", spam(true)), vec![2, 1], vec![2]),
    ] {
        assert_eq!(fixture.listed(&owner, &filter).await, all, "{filter:?}");
        assert_eq!(fixture.listed(&viewer, &filter).await, of_viewer, "{filter:?}");
    }
    let by_number = with(|filter| {
        filter.tags = vec!["New patient".into()];
        filter.numbers = vec![fixture.theirs];
    });
    assert_eq!(fixture.listed(&owner, &by_number).await, [1]);
    assert_eq!(fixture.listed(&viewer, &by_number).await, [] as [usize; 0]);
    let of_status = with(|filter| {
        filter.qualified = vec![QualifiedFilter::Yes];
        filter.statuses = vec![calls::CallStatus::Ringing];
        filter.sources = vec!["Ours".into()];
    });
    assert_eq!(fixture.listed(&owner, &of_status).await, [0]);
}

#[both_engines]
async fn a_filtered_list_is_paged_both_ways(kind: Kind) {
    let fixture = Annotated::new(kind, 9).await;
    for at in 0..9 {
        fixture.tag(at, &["Same"]).await;
        fixture.annotate(at, &qualified(Some(true))).await.unwrap();
    }
    let (db, owner) = (fixture.business.db(), &fixture.business.owner);
    for filter in [
        with(|filter| filter.tags = vec!["Same".into()]),
        with(|filter| filter.qualified = vec![QualifiedFilter::Yes]),
        with(|filter| filter.spam = Some(false)),
    ] {
        let (mut seen, mut cursor, mut last) = (Vec::new(), None, None);
        loop {
            let page = list(db, &owner.may().unwrap(), &filter, cursor, 2).await.unwrap();
            seen.extend(page.calls.iter().map(|call| call.id));
            last = page.newer.or(last);
            cursor = page.older;
            if cursor.is_none() {
                break;
            }
        }
        let mut expected = fixture.calls.clone();
        expected.reverse();
        assert_eq!(seen, expected, "{filter:?}");
        let newer = list(db, &owner.may().unwrap(), &filter, last, 2).await.unwrap();
        let newer: Vec<_> = newer.calls.iter().map(|call| call.id).collect();
        assert_eq!(newer, expected[6..8], "{filter:?}");
    }
}

#[both_engines]
async fn the_tag_of_a_call_moves_with_the_moment_at_which_it_came(kind: Kind) {
    let fixture = Annotated::new(kind, 2).await;
    for at in 0..2 {
        fixture.tag(at, &["Same"]).await;
    }
    // The first request of the newer call, repeated late, tells an earlier moment by the clock that is put back.
    fixture.business.db().clock().advance_seconds(-3_600);
    fixture.carrier.ring("CA1", "+14155550001", THEIRS).await;
    fixture.business.db().clock().advance_seconds(3_600);
    let tag = with(|filter| filter.tags = vec!["Same".into()]);
    assert_eq!(fixture.listed(&fixture.business.owner, &Filter::default()).await, [0, 1]);
    assert_eq!(fixture.listed(&fixture.business.owner, &tag).await, [0, 1]);
    let moments = "select count(*) from call_tags l join calls c on c.id = l.call_id and c.started_at = l.started_at";
    assert_eq!(fixture.business.database.number(moments).await, 2);
}

#[both_engines]
async fn reports_of_the_carrier_leave_annotations_as_they_are(kind: Kind) {
    let fixture = Annotated::new(kind, 1).await;
    fixture.annotate(0, &qualified(Some(true))).await.unwrap();
    fixture.tag(0, &["Same"]).await;
    fixture.carrier.status(&[("CallSid", "CA0"), ("CallStatus", "busy")]).await.unwrap();
    let see = fixture.business.owner.may::<actions::SeeCalls>().unwrap();
    let call = Call::find(fixture.business.db(), &see, fixture.calls[0]).await.unwrap().unwrap();
    assert_eq!((call.status, call.qualified, names(&call)), (calls::CallStatus::Busy, Some(true), vec!["Same"]));
}

#[both_engines]
async fn notes_are_edited_by_their_author_and_removed_also_by_admins(kind: Kind) {
    let fixture = Annotated::new(kind, 1).await;
    let db = fixture.business.db();
    let (manager, other) = (
        fixture.business.person("Mina Park", Role::Manager).await,
        fixture.business.person("Otto Berg", Role::Manager).await,
    );
    let admin = fixture.business.person("Adam Reyes", Role::Admin).await;
    let held = Call::hold(db, manager.may().unwrap(), fixture.calls[0]).await.unwrap();
    let note = notes::add(db, &held, " Wants a quote\r\nby Friday ").await.unwrap();
    assert_eq!((note.text.as_str(), note.author_name.as_str()), ("Wants a quote\nby Friday", "Mina Park"));
    for wrong in ["", " \n ", "a\0b", &"x".repeat(notes::MAX_TEXT + 1)] {
        field(notes::add(db, &held, wrong).await.unwrap_err(), "text");
    }
    let hold = async |who: &Viewpoint| notes::Note::hold(db, who.may().unwrap(), note.id).await.unwrap();
    for who in [&other, &admin] {
        let refused = notes::edit(db, &hold(who).await, "Changed").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
    }
    let refused = notes::remove(db, &hold(&other).await).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden))), "{refused:?}");
    let edited = notes::edit(db, &hold(&manager).await, "Wants two quotes").await.unwrap();
    assert!(edited.edited_at.is_some());
    field(notes::edit(db, &hold(&manager).await, "").await.unwrap_err(), "text");
    let call = Call::hold(db, fixture.viewer().await.may::<actions::SeeCalls>().unwrap(), fixture.calls[0]);
    let read = notes::notes_of(db, &call.await.unwrap()).await.unwrap();
    assert_eq!(read, [edited]);
    let held = hold(&admin).await;
    notes::remove(db, &held).await.unwrap();
    let gone = notes::remove(db, &held).await;
    assert!(matches!(gone, Err(Error::Refused(Refusal::NotFound))), "{gone:?}");
    let actions = fixture.entries().await.into_iter().map(|entry| entry.action);
    let of_notes: Vec<_> = actions.filter(|action| action.starts_with("call_note.")).collect();
    assert_eq!(of_notes, ["call_note.removed", "call_note.edited", "call_note.added"]);
}

#[both_engines]
async fn a_note_on_a_hidden_call_is_like_none(kind: Kind) {
    let fixture = Annotated::new(kind, 2).await;
    let (db, viewer) = (fixture.business.db(), fixture.viewer().await);
    let mut ids = Vec::new();
    for at in 0..2 {
        let held = Call::hold(db, fixture.business.owner.may().unwrap(), fixture.calls[at]).await.unwrap();
        ids.push(notes::add(db, &held, "A note").await.unwrap().id);
    }
    let see = || viewer.may::<actions::SeeCalls>().unwrap();
    assert!(notes::Note::find(db, &see(), ids[0]).await.unwrap().is_some());
    assert!(notes::Note::find(db, &see(), ids[1]).await.unwrap().is_none());
}
