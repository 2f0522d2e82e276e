use crewline_core::access::{Refusal, Role, Thing, Viewpoint, actions};
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::numbers::{
    Counts, Draft, Filter, Number, Sort, Status, add, count, edit, list, options, release, sources,
};
use crewline_core::testing::TestBusiness;
use crewline_core::{Error, audit, both_engines};

/// A number with a name and nothing else.
fn named(name: &str) -> Draft {
    Draft { friendly_name: name.into(), ..Draft::default() }
}

/// The error's sentence for a field.
#[track_caller]
fn field_sentence(error: Error, field: &str) -> String {
    let Error::Fields(fields) = error else { panic!("{error:?}") };
    fields.get(field).unwrap_or_else(|| panic!("no error at {field}: {fields:?}")).to_owned()
}

/// The names of all numbers that match.
async fn names(business: &TestBusiness, who: &Viewpoint, filter: Filter) -> Vec<String> {
    let page = list(business.db(), &who.may().unwrap(), &filter, Sort::Name, None, 100).await.unwrap();
    assert!(page.next.is_none());
    page.numbers.into_iter().map(|number| number.friendly_name).collect()
}

async fn hold<A: crewline_core::access::Action>(
    business: &TestBusiness,
    who: &Viewpoint,
    id: NumberId,
) -> crewline_core::access::Held<Number, A> {
    Number::hold(business.db(), who.may::<A>().unwrap(), id).await.unwrap()
}

/// The newest entry of the audit log: action, subject, before, after.
async fn newest_entry(business: &TestBusiness) -> (String, String, String, String) {
    let page = audit::list(business.db(), &business.owner.may().unwrap(), &Default::default(), None, 1).await.unwrap();
    let entry = page.entries.into_iter().next().unwrap();
    (entry.action, entry.subject_name, entry.before.unwrap_or_default(), entry.after.unwrap_or_default())
}

async fn log_length(business: &TestBusiness) -> i64 {
    audit::verify(business.db(), &business.operator).await.unwrap().unwrap().head.sequence
}

#[both_engines]
async fn a_number_is_added_as_typed_and_kept_in_e164(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let group = business.group("Client A", &[]).await;
    let draft = Draft {
        friendly_name: "  Summer ads ".into(),
        source: "Billboard".into(),
        group_id: group.to_string(),
        forward_to: "(312) 555-0100".into(),
        records_calls: true,
    };
    let added = add(business.db(), &business.owner.may().unwrap(), "(212) 555-0123", &draft).await.unwrap();
    let saved =
        Number::find(business.db(), &business.owner.may::<actions::SeeNumbers>().unwrap(), added.id).await.unwrap();
    assert_eq!(saved.as_ref(), Some(&added));
    assert_eq!(added.phone_number.as_str(), "+12125550123");
    assert_eq!((added.friendly_name.as_str(), added.source.as_str()), ("Summer ads", "Billboard"));
    assert_eq!((added.group_id, added.group_name.as_deref()), (Some(group), Some("Client A")));
    assert_eq!(added.forward_to.as_ref().map(|digits| digits.as_str()), Some("+13125550100"));
    assert_eq!((added.status, added.records_calls, added.released_at), (Status::Active, true, None));
    let (action, name, before, after) = newest_entry(&business).await;
    assert_eq!((action.as_str(), name.as_str(), before.as_str()), ("number.added", "Summer ads", ""));
    assert!(after.contains("+12125550123") && after.contains("Client A"), "{after}");
}

#[both_engines]
async fn each_mistake_is_reported_at_its_field_and_nothing_is_added(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let before = log_length(&business).await;
    let draft = Draft {
        friendly_name: String::new(),
        source: "x".repeat(81),
        group_id: "grp_nothing".into(),
        forward_to: "nobody".into(),
        records_calls: false,
    };
    let Err(Error::Fields(fields)) = add(business.db(), &business.owner.may().unwrap(), "12", &draft).await else {
        panic!()
    };
    let field_names: Vec<&str> = fields.0.iter().map(|(field, _)| *field).collect();
    assert_eq!(field_names, ["phone_number", "friendly_name", "source", "group_id", "forward_to"]);
    assert!(names(&business, &business.owner, Filter::default()).await.is_empty());
    assert_eq!(log_length(&business).await, before);
}

#[both_engines]
async fn equal_digits_in_any_spelling_are_active_once(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", "+12125550123").await;
    let again = add(business.db(), &business.owner.may().unwrap(), "212 555 0123", &named("Again")).await;
    let Err(Error::Conflict { code, sentence }) = again else { panic!("{again:?}") };
    assert_eq!(code, "already_there");
    assert!(sentence.contains("“Summer ads”"), "{sentence}");
    assert_eq!(names(&business, &business.owner, Filter::default()).await, ["Summer ads"]);
}

#[both_engines]
async fn concurrent_additions_of_equal_digits_add_one_number(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let tries = (0..6).map(|count| {
        let (db, who) = (business.db().clone(), business.owner.clone());
        tokio::spawn(
            async move { add(&db, &who.may().unwrap(), "+12125550123", &named(&format!("try {count}"))).await },
        )
    });
    let mut added = 0;
    for task in tries.collect::<Vec<_>>() {
        match task.await.unwrap() {
            Ok(_) => added += 1,
            Err(error) => assert!(matches!(error, Error::Conflict { code: "already_there", .. }), "{error:?}"),
        }
    }
    assert_eq!(added, 1);
}

#[both_engines]
async fn an_edit_changes_everything_but_the_digits(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let group = business.group("Client A", &[]).await;
    let id = business.number("Summer ads", "+12125550123").await;
    let held = hold::<actions::EditNumbers>(&business, &business.owner, id).await;
    let draft = Draft { source: "Radio".into(), group_id: group.to_string(), ..named("Winter ads") };
    let edited = edit(business.db(), &held, &draft).await.unwrap();
    let entry = newest_entry(&business).await;
    let saved = Number::find(business.db(), held.may(), id).await.unwrap().unwrap();
    assert_eq!(edited, saved);
    assert_eq!(
        (saved.friendly_name.as_str(), saved.source.as_str(), saved.group_id),
        ("Winter ads", "Radio", Some(group))
    );
    assert_eq!((saved.phone_number.as_str(), &saved.forward_to, saved.records_calls), ("+12125550123", &None, false));
    let held = hold::<actions::EditNumbers>(&business, &business.owner, id).await;
    assert_eq!(edit(business.db(), &held, &Draft::of(&held)).await.unwrap(), saved, "the values can be set again");
    assert_eq!(
        names(&business, &business.owner, Filter { q: Some("winter".into()), ..Filter::default() }).await,
        ["Winter ads"]
    );
    let (action, name, before, after) = entry;
    assert_eq!((action.as_str(), name.as_str()), ("number.edited", "Winter ads"));
    assert!(before.contains("Summer ads") && before.contains("+13125550100"), "{before}");
    assert!(after.contains("Winter ads") && after.contains("Client A"), "{after}");
}

#[both_engines]
async fn an_edit_with_mistakes_changes_nothing(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let id = business.number("Summer ads", "+12125550123").await;
    let held = hold::<actions::EditNumbers>(&business, &business.owner, id).await;
    for (draft, field) in [
        (named(""), "friendly_name"),
        (named(&"x".repeat(81)), "friendly_name"),
        (Draft { source: "a\u{202e}b".into(), ..named("Other") }, "source"),
        (Draft { forward_to: "5".into(), ..named("Other") }, "forward_to"),
        (Draft { group_id: "7".into(), ..named("Other") }, "group_id"),
    ] {
        field_sentence(edit(business.db(), &held, &draft).await.unwrap_err(), field);
    }
    assert_eq!(&Number::find(business.db(), held.may(), id).await.unwrap().unwrap(), held.thing());
    assert_eq!(newest_entry(&business).await.0, "number.added");
}

#[both_engines]
async fn a_released_number_keeps_its_history_and_frees_its_digits(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let old = business.number("Summer ads", "+12125550123").await;
    let viewer = business.viewer("Vera Kim", &[old], &[]).await;
    let held = hold::<actions::ReleaseNumbers>(&business, &business.owner, old).await;
    let editing = hold::<actions::EditNumbers>(&business, &business.owner, old).await;
    release(business.db(), &held).await.unwrap();
    assert_eq!(newest_entry(&business).await.0, "number.released");
    assert!(matches!(release(business.db(), &held).await, Err(Error::Gone(_))), "it is released already");
    assert!(matches!(edit(business.db(), &editing, &named("Other")).await, Err(Error::Gone(_))));
    assert_eq!(newest_entry(&business).await.0, "number.released");

    let new = business.number("Autumn ads", "+12125550123").await;
    assert_ne!(new, old);
    let see = viewer.may::<actions::SeeNumbers>().unwrap();
    let number = Number::find(business.db(), &see, old).await.unwrap().unwrap();
    assert_eq!((number.status, number.released_at), (Status::Released, Some(business.db().now())));
    assert!(Number::find(business.db(), &see, new).await.unwrap().is_none());
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["Summer ads"]);
    assert_eq!(count(business.db(), &see).await.unwrap(), Counts { active: 0, released: 1 });
    let released = Filter { status: Some(Status::Released), ..Filter::default() };
    assert_eq!(names(&business, &business.owner, released).await, ["Summer ads"]);
    let active = Filter { status: Some(Status::Active), ..Filter::default() };
    assert_eq!(names(&business, &business.owner, active).await, ["Autumn ads"]);
    assert_eq!(count(business.db(), &business.owner.may().unwrap()).await.unwrap(), Counts { active: 1, released: 1 });
}

#[both_engines]
async fn numbers_are_found_by_name_source_and_digits(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let owner = business.owner.may().unwrap();
    for (digits, name, source) in [
        ("+12125550123", "Summer 2026", "Billboard"),
        ("+12125550199", "50%_off \\ ÄRGER", "Radio"),
        ("+493012345678", "Berlin", "Zürich Süd"),
    ] {
        add(business.db(), &owner, digits, &Draft { source: source.into(), ..named(name) }).await.unwrap();
    }
    for (typed, expected) in [
        ("sUmmer", vec!["Summer 2026"]),
        ("billb", vec!["Summer 2026"]),
        ("ZÜRICH", vec!["Berlin"]),
        ("%", vec!["50%_off \\ ÄRGER"]),
        ("_", vec!["50%_off \\ ÄRGER"]),
        ("\\", vec!["50%_off \\ ÄRGER"]),
        ("ärg", vec!["50%_off \\ ÄRGER"]),
        ("(212) 555", vec!["50%_off \\ ÄRGER", "Summer 2026"]),
        ("030 1234", vec!["Berlin"]),
        ("+49", vec!["Berlin"]),
        ("2026", vec!["Summer 2026"]),
        ("0199", vec!["50%_off \\ ÄRGER"]),
        ("nothing", vec![]),
        ("  ", vec!["50%_off \\ ÄRGER", "Berlin", "Summer 2026"]),
        ("a\0b", vec![]),
    ] {
        assert_eq!(
            names(&business, &business.owner, Filter { q: Some(typed.into()), ..Filter::default() }).await,
            expected,
            "{typed:?}"
        );
        let see = business.owner.may().unwrap();
        let choices = options(business.db(), &see, Some(typed), 10).await.unwrap();
        assert_eq!(choices.into_iter().map(|each| each.friendly_name).collect::<Vec<_>>(), expected, "{typed:?}");
    }
    assert_eq!(
        sources(business.db(), &business.owner.may().unwrap()).await.unwrap(),
        ["Billboard", "Radio", "Zürich Süd"]
    );
}

#[both_engines]
async fn numbers_are_paged_without_repeats_or_gaps(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    // Three names for twelve numbers, and pairs of them added at the same moment.
    for count in 0..12 {
        business.number(["Same", "same", "Other"][count % 3], &format!("+1212555{:04}", 100 + count)).await;
        business.db().clock().advance_seconds((count % 2) as i64);
    }
    let see = business.owner.may().unwrap();
    for sort in [Sort::Name, Sort::Newest] {
        let whole = list(business.db(), &see, &Filter::default(), sort, None, 100).await.unwrap().numbers;
        assert_eq!(whole.len(), 12);
        for limit in [1, 2, 5, 12] {
            let (mut paged, mut cursor) = (Vec::new(), None);
            loop {
                let page = list(business.db(), &see, &Filter::default(), sort, cursor.as_ref(), limit).await.unwrap();
                assert!(page.numbers.len() <= limit as usize);
                paged.extend(page.numbers);
                cursor = page.next.map(|next| next.to_string().parse().unwrap());
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole, "{sort} by {limit}");
        }
    }
    let by_name = list(business.db(), &see, &Filter::default(), Sort::Name, None, 3).await.unwrap();
    let mixed = list(business.db(), &see, &Filter::default(), Sort::Newest, by_name.next.as_ref(), 3).await;
    field_sentence(mixed.unwrap_err(), "cursor");
}

#[both_engines]
async fn a_viewer_of_one_number_sees_only_it_everywhere(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let mine = business.number("Mine", "+12125550101").await;
    let secret = business.number("Secret", "+12125550102").await;
    let shared = business.group("Shared", &[mine, secret]).await;
    let viewer = business.viewer("Vera Kim", &[mine], &[]).await;
    let see = viewer.may::<actions::SeeNumbers>().unwrap();
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["Mine"]);
    for q in ["Secret", "0102", "555", "e"] {
        let saved = names(&business, &viewer, Filter { q: Some(q.into()), ..Filter::default() }).await;
        assert!(!saved.contains(&"Secret".to_owned()), "{q}");
    }
    assert_eq!(names(&business, &viewer, Filter { group: Some(shared), ..Filter::default() }).await, ["Mine"]);
    let newest = list(business.db(), &see, &Filter::default(), Sort::Newest, None, 10).await.unwrap();
    assert_eq!(newest.numbers.len(), 1);
    assert_eq!(sources(business.db(), &see).await.unwrap(), ["Mine"]);
    let choices = options(business.db(), &see, None, 10).await.unwrap();
    assert_eq!(choices.into_iter().map(|each| each.id).collect::<Vec<_>>(), [mine]);
    assert!(options(business.db(), &see, Some("secret"), 10).await.unwrap().is_empty());
    assert_eq!(count(business.db(), &see).await.unwrap(), Counts { active: 1, released: 0 });
    assert!(Number::find(business.db(), &see, mine).await.unwrap().is_some());
    assert!(Number::find(business.db(), &see, secret).await.unwrap().is_none());
    let refused = Number::hold(business.db(), see, secret).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::NotFound)), "{refused:?}");
    assert_eq!(viewer.may::<actions::EditNumbers>().err(), Some(Refusal::Forbidden));
    assert_eq!(viewer.may::<actions::AddNumbers>().err(), Some(Refusal::Forbidden));
}

#[both_engines]
async fn a_viewer_with_no_grants_sees_no_numbers(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let number = business.number("Secret", "+12125550102").await;
    let viewer = business.viewer("Vera Kim", &[], &[]).await;
    let see = viewer.may::<actions::SeeNumbers>().unwrap();
    assert!(names(&business, &viewer, Filter::default()).await.is_empty());
    assert!(sources(business.db(), &see).await.unwrap().is_empty());
    assert!(options(business.db(), &see, None, 10).await.unwrap().is_empty());
    assert_eq!(count(business.db(), &see).await.unwrap(), Counts::default());
    assert!(Number::find(business.db(), &see, number).await.unwrap().is_none());
}

#[both_engines]
async fn access_through_a_group_follows_its_numbers(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let first = business.number("First", "+12125550101").await;
    let later = business.number("Later", "+12125550102").await;
    let group = business.group("Client A", &[first]).await;
    let viewer = business.viewer("Vera Kim", &[], &[group]).await;
    let manager = business.person("Max Rivera", Role::Manager).await;
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["First"]);
    let held = hold::<actions::EditNumbers>(&business, &manager, later).await;
    edit(business.db(), &held, &Draft { group_id: group.to_string(), ..named("Later") }).await.unwrap();
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["First", "Later"]);
    let held = hold::<actions::EditNumbers>(&business, &manager, first).await;
    edit(business.db(), &held, &named("First")).await.unwrap();
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["Later"]);
    let held = hold::<actions::ReleaseNumbers>(&business, &manager, later).await;
    release(business.db(), &held).await.unwrap();
    assert_eq!(names(&business, &viewer, Filter::default()).await, ["Later"], "a released number stays in the access");
}

#[both_engines]
async fn a_forwarding_circle_is_refused_and_tells_nothing_of_others(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (_, neighbour) = business.neighbour().await;
    let forwarding = |name: &str, to: &str| Draft { forward_to: to.into(), ..named(name) };
    let owner = &business.owner;
    let add_to = |who: Viewpoint, digits: &'static str, to: &'static str| {
        let (db, draft) = (business.db().clone(), forwarding("Ours", to));
        async move { add(&db, &who.may().unwrap(), digits, &draft).await }
    };
    const SENTENCE: &str = "Calls that are forwarded there would come back to this number. Choose another number.";
    let refused = |result: Result<Number, Error>| field_sentence(result.unwrap_err(), "forward_to");
    assert_eq!(refused(add_to(owner.clone(), "+12125550101", "+12125550101").await), SENTENCE, "itself");
    let first = add_to(owner.clone(), "+12125550101", "+12125550102").await.unwrap();
    assert_eq!(refused(add_to(owner.clone(), "+12125550102", "+12125550101").await), SENTENCE, "added later");
    // A chain over three numbers, one of which is another business's.
    add_to(neighbour, "+12125550102", "+12125550103").await.unwrap();
    assert_eq!(refused(add_to(owner.clone(), "+12125550103", "+12125550101").await), SENTENCE);
    let last = add_to(owner.clone(), "+12125550103", "+12125550199").await.unwrap();
    let held = hold::<actions::EditNumbers>(&business, owner, last.id).await;
    assert_eq!(refused(edit(business.db(), &held, &forwarding("Ours", "+12125550101")).await), SENTENCE);
    let held = hold::<actions::ReleaseNumbers>(&business, owner, first.id).await;
    release(business.db(), &held).await.unwrap();
    let held = hold::<actions::EditNumbers>(&business, owner, last.id).await;
    edit(business.db(), &held, &forwarding("Ours", "+12125550101")).await.unwrap();
}
