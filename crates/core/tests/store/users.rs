//! Members and invitations in one list: each once, in order, page by page.

use std::str::FromStr;

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::Draft;
use crewline_core::users::{Cursor, Filter, Page, Row, Sort, SortKey, UserStatus, count, list};
use crewline_core::{Error, both_engines};

use crate::invitation_fixture::{InvitationFixture, draft_for};

async fn page(fixture: &InvitationFixture, filter: &Filter, sort: Sort, cursor: Option<&Cursor>, limit: i64) -> Page {
    list(fixture.db(), &fixture.owner().may().unwrap(), filter, sort, cursor, limit).await.unwrap()
}

fn name(row: &Row) -> &str {
    match row {
        Row::Member(member) => &member.name,
        Row::Invitation(invitation) => &invitation.name,
    }
}

async fn read_all_pages(fixture: &InvitationFixture, filter: &Filter, sort: Sort, limit: i64) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), None);
    let counted = count(fixture.db(), &fixture.owner().may().unwrap(), filter).await.unwrap();
    loop {
        let page = page(fixture, filter, sort, cursor.as_ref(), limit).await;
        assert!(page.rows.len() <= usize::try_from(limit).unwrap());
        names.extend(page.rows.iter().map(|row| name(row).to_owned()));
        // As in an address, as text.
        cursor = page.next.map(|next| next.to_string().parse().unwrap());
        if cursor.is_none() {
            assert_eq!(usize::try_from(counted), Ok(names.len()), "as many as were counted");
            return names;
        }
    }
}

/// Reads all pages to the last one, and back to the first.
async fn assert_reads_back(fixture: &InvitationFixture, sort: Sort, limit: i64) {
    let filter = Filter::default();
    let (mut pages, mut cursor): (Vec<Page>, _) = (Vec::new(), None);
    loop {
        let next = page(fixture, &filter, sort, cursor.as_ref(), limit).await;
        assert_eq!(next.previous.is_none(), pages.is_empty(), "only the first page has no previous one");
        cursor = next.next.clone();
        pages.push(next);
        if cursor.is_none() {
            break;
        }
    }
    let names = |page: &Page| page.rows.iter().map(|row| name(row).to_owned()).collect::<Vec<_>>();
    let mut last = pages.pop().unwrap();
    while let Some(before) = pages.pop() {
        // As in an address, as text.
        let cursor: Cursor = last.previous.unwrap().to_string().parse().unwrap();
        let page = page(fixture, &filter, sort, Some(&cursor), limit).await;
        assert_eq!(names(&page), names(&before), "{sort} by {limit}");
        assert_eq!(page.next, before.next, "the next page is the same in both directions");
        assert_eq!(page.previous.is_some(), before.previous.is_some(), "{sort} by {limit}");
        last = page;
    }
    assert_eq!(last.previous, None);
}

/// Five members and four invitations, some with the same name.
async fn new_fixture(kind: crewline_core::db::Kind) -> InvitationFixture {
    let fixture = InvitationFixture::new(kind).await;
    for (name, role) in
        [("Alex Doe", Role::Viewer), ("Bo Ek", Role::Manager), ("Mia Moss", Role::Admin), ("Zed Ash", Role::Viewer)]
    {
        fixture.team.business.person(name, role).await;
        fixture.db().clock().advance_seconds(1);
    }
    for (person, role) in [
        ("Expired Eve", Role::Viewer),
        ("Alex Doe", Role::Viewer),
        ("Kit Lee", Role::Manager),
        ("Cat Fox", Role::Viewer),
    ] {
        let draft = draft_for(person, role);
        let email = format!("guest.{}", draft.email);
        fixture.invite_as_owner(&crewline_core::invitations::Draft { email, ..draft }).await;
        let seconds = if person.starts_with("Expired") { 8 * 86_400 } else { 1 };
        fixture.db().clock().advance_seconds(seconds);
    }
    fixture
}

#[both_engines]
async fn members_and_invitations_are_listed_once_in_every_order(kind: Kind) {
    let fixture = new_fixture(kind).await;
    fixture.team.business.neighbour().await;
    let all = Filter::default();
    let by_name = ["Alex Doe", "Alex Doe", "Bo Ek", "Cat Fox", "Kit Lee", "Mia Moss", "Olga Marsh", "Zed Ash"];
    let by_role = ["Olga Marsh", "Mia Moss", "Bo Ek", "Kit Lee", "Alex Doe", "Alex Doe", "Cat Fox", "Zed Ash"];
    let reversed = |names: [&str; 8]| names.into_iter().rev().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(read_all_pages(&fixture, &all, SortKey::Name.ascending(), 50).await, by_name);
    assert_eq!(read_all_pages(&fixture, &all, SortKey::Role.ascending(), 50).await, by_role);
    assert_eq!(read_all_pages(&fixture, &all, SortKey::Name.descending(), 50).await, reversed(by_name));
    assert_eq!(read_all_pages(&fixture, &all, SortKey::Role.descending(), 50).await, reversed(by_role));
    let last = read_all_pages(&fixture, &all, SortKey::LastActive.descending(), 50).await;
    assert_eq!(last[5..], ["Cat Fox", "Kit Lee", "Alex Doe"], "invitations come last");
    for sort in Sort::all() {
        let whole = read_all_pages(&fixture, &all, sort, 50).await;
        assert_eq!(whole.len(), 8);
        for limit in 1..=8 {
            assert_eq!(read_all_pages(&fixture, &all, sort, limit).await, whole, "{sort} by {limit}");
            assert_reads_back(&fixture, sort, limit).await;
        }
    }
}

#[both_engines]
async fn paging_back_ends_at_a_full_first_page(kind: Kind) {
    let fixture = new_fixture(kind).await;
    let all = Filter::default();
    let first = page(&fixture, &all, SortKey::Name.ascending(), None, 3).await;
    let second = page(&fixture, &all, SortKey::Name.ascending(), first.next.as_ref(), 3).await;
    let third = page(&fixture, &all, SortKey::Name.ascending(), second.next.as_ref(), 3).await;
    let names = |page: &Page| page.rows.iter().map(|row| name(row).to_owned()).collect::<Vec<_>>();
    // One of the first page is removed: fewer rows than a page come before the second.
    let Row::Member(alex) = &first.rows[0] else { panic!("{first:?}") };
    fixture.team.remove(&fixture.owner(), alex.id).await.unwrap();
    let back = page(&fixture, &all, SortKey::Name.ascending(), second.previous.as_ref(), 3).await;
    assert_eq!(names(&back), ["Alex Doe", "Bo Ek", "Cat Fox"]);
    assert_eq!(back.previous, None);
    // A cursor after the last row leads back to a full page.
    for row in &third.rows {
        if let Row::Member(member) = row
            && member.name != "Olga Marsh"
        {
            fixture.team.remove(&fixture.owner(), member.id).await.unwrap();
        }
    }
    let Row::Member(olga) = &third.rows[0] else { panic!("{third:?}") };
    assert_eq!((olga.name.as_str(), third.rows.len()), ("Olga Marsh", 2));
    let rest = page(&fixture, &all, SortKey::Name.ascending(), second.next.as_ref(), 3).await;
    assert_eq!(names(&rest), ["Olga Marsh"]);
    let end = Cursor::from_str(&format!("aname~t{}~{}", "b2xnYSBtYXJzaA", olga.id)).unwrap();
    let beyond = page(&fixture, &all, SortKey::Name.ascending(), Some(&end), 3).await;
    assert!(beyond.rows.is_empty() && beyond.next.is_none());
    let back = page(&fixture, &all, SortKey::Name.ascending(), beyond.previous.as_ref(), 3).await;
    assert_eq!(names(&back), ["Cat Fox", "Kit Lee", "Mia Moss"]);
}

#[both_engines]
async fn filters_apply_to_members_and_invitations(kind: Kind) {
    let fixture = new_fixture(kind).await;
    let by = async |filter: Filter| read_all_pages(&fixture, &filter, SortKey::Name.ascending(), 2).await;
    let with_status = |status| Filter { status: Some(status), ..Filter::default() };
    assert_eq!(by(with_status(UserStatus::Active)).await, ["Alex Doe", "Bo Ek", "Mia Moss", "Olga Marsh", "Zed Ash"]);
    assert_eq!(by(with_status(UserStatus::Invited)).await, ["Alex Doe", "Cat Fox", "Kit Lee"]);
    assert_eq!(by(with_status(UserStatus::Expired)).await, ["Expired Eve"]);
    assert_eq!(by(Filter { role: Some(Role::Manager), ..Filter::default() }).await, ["Bo Ek", "Kit Lee"]);
    assert_eq!(by(Filter { q: Some("GUEST.".into()), ..Filter::default() }).await, ["Alex Doe", "Cat Fox", "Kit Lee"]);
    assert_eq!(by(Filter { q: Some("alex".into()), ..Filter::default() }).await, ["Alex Doe", "Alex Doe"]);
    assert!(by(Filter { q: Some("%".into()), ..Filter::default() }).await.is_empty());
}

#[both_engines]
async fn an_address_is_found_in_every_spelling(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let at = |name: &str, email: &str| Draft { email: email.into(), ..draft_for(name, Role::Manager) };
    fixture.invite_as_owner(&at("Ada Lund", "ada@Bücher.example")).await;
    fixture.accept(&fixture.token()).await.unwrap();
    fixture.invite_as_owner(&at("Bea Moss", "bea@BÜCHER.example")).await;
    fixture.invite_as_owner(&at("Cy Fox", "cy@books.example")).await;
    let by = async |q: &str| {
        read_all_pages(&fixture, &Filter { q: Some(q.into()), ..Filter::default() }, SortKey::Name.ascending(), 2).await
    };
    for q in [
        "ada@bücher.example",
        "ADA@BÜCHER.EXAMPLE",
        " ada@xn--bcher-kva.example",
        "ada@bu\u{308}cher.example",
        "ada@bü",
    ] {
        assert_eq!(by(q).await, ["Ada Lund"], "{q}");
    }
    assert_eq!(by("bea@bücher.example").await, ["Bea Moss"]);
    for q in ["@bücher.example", "bücher.example", "xn--bcher"] {
        assert_eq!(by(q).await, ["Ada Lund", "Bea Moss"], "{q}");
    }
    for sort in Sort::all() {
        let filter = Filter { q: Some("bea@bücher.example".into()), ..Filter::default() };
        assert_eq!(read_all_pages(&fixture, &filter, sort, 2).await, ["Bea Moss"], "{sort}");
    }
}

#[both_engines]
async fn a_users_cursor_of_another_order_is_refused(kind: Kind) {
    let fixture = new_fixture(kind).await;
    let next = page(&fixture, &Filter::default(), SortKey::Name.ascending(), None, 1).await.next.unwrap();
    let refused = list(
        fixture.db(),
        &fixture.owner().may().unwrap(),
        &Filter::default(),
        SortKey::Role.ascending(),
        Some(&next),
        1,
    )
    .await;
    let Err(Error::Fields(fields)) = refused else { panic!("{refused:?}") };
    assert!(fields.get("cursor").is_some());
    for text in [
        "",
        "a",
        "d~",
        "name~tYQ",
        &next.to_string()[1..],
        &format!("d{next}"),
        &format!("x{}", &next.to_string()[1..]),
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

#[both_engines]
async fn rows_of_one_name_are_paged_each_once(kind: Kind) {
    let fixture = new_fixture(kind).await;
    let rename = |table: &str| format!("update {table} set name = 'Sam Same', name_folded = 'sam same';");
    fixture.team.business.database.run(&format!("{}{}", rename("members"), rename("invitations"))).await;
    let filter = Filter::default();
    for sort in [SortKey::Name.ascending(), SortKey::Name.descending()] {
        for limit in 1..=8 {
            let (mut ids, mut cursor) = (Vec::new(), None::<Cursor>);
            loop {
                let page = page(&fixture, &filter, sort, cursor.as_ref(), limit).await;
                ids.extend(page.rows.iter().map(|row| match row {
                    Row::Member(member) => member.id.to_string(),
                    Row::Invitation(invitation) => invitation.id.to_string(),
                }));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
            assert_eq!((ids.len(), distinct.len()), (8, 8), "{sort} by {limit}");
            assert_reads_back(&fixture, sort, limit).await;
        }
    }
}
