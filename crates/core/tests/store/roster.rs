//! Members and invitations as one list: each once, in order, page by page.

use std::str::FromStr;

use crewline_core::access::Role;
use crewline_core::db::Kind;
use crewline_core::invitations::Draft;
use crewline_core::roster::{Cursor, Filter, Page, Row, Sort, SortKey, Standing, count, list};
use crewline_core::{Error, both_engines};

use crate::desk::{Desk, guest};

async fn page(desk: &Desk, filter: &Filter, sort: Sort, cursor: Option<&Cursor>, limit: i64) -> Page {
    list(desk.db(), &desk.owner().may().unwrap(), filter, sort, cursor, limit).await.unwrap()
}

fn name(row: &Row) -> &str {
    match row {
        Row::Member(member) => &member.name,
        Row::Invitation(invitation) => &invitation.name,
    }
}

/// All pages of a size, one after the other.
async fn walked(desk: &Desk, filter: &Filter, sort: Sort, limit: i64) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), None);
    let found = count(desk.db(), &desk.owner().may().unwrap(), filter).await.unwrap();
    loop {
        let page = page(desk, filter, sort, cursor.as_ref(), limit).await;
        assert!(page.rows.len() <= usize::try_from(limit).unwrap());
        names.extend(page.rows.iter().map(|row| name(row).to_owned()));
        // A cursor is kept as a text.
        cursor = page.next.map(|next| next.to_string().parse().unwrap());
        if cursor.is_none() {
            assert_eq!(usize::try_from(found), Ok(names.len()), "as many as were counted");
            return names;
        }
    }
}

/// All pages of a size to the last one, and back from there to the first.
async fn walked_back(desk: &Desk, sort: Sort, limit: i64) {
    let filter = Filter::default();
    let (mut pages, mut cursor): (Vec<Page>, _) = (Vec::new(), None);
    loop {
        let next = page(desk, &filter, sort, cursor.as_ref(), limit).await;
        assert_eq!(next.previous.is_none(), pages.is_empty(), "only the first page has none before it");
        cursor = next.next.clone();
        pages.push(next);
        if cursor.is_none() {
            break;
        }
    }
    let names = |page: &Page| page.rows.iter().map(|row| name(row).to_owned()).collect::<Vec<_>>();
    let mut last = pages.pop().unwrap();
    while let Some(before) = pages.pop() {
        // A cursor is kept as a text.
        let cursor: Cursor = last.previous.unwrap().to_string().parse().unwrap();
        let page = page(desk, &filter, sort, Some(&cursor), limit).await;
        assert_eq!(names(&page), names(&before), "{sort} by {limit}");
        assert_eq!(page.next, before.next, "the way on is the same, whichever way one came");
        assert_eq!(page.previous.is_some(), before.previous.is_some(), "{sort} by {limit}");
        last = page;
    }
    assert_eq!(last.previous, None);
}

/// A team of five and four invitations, some of one name.
async fn desk(kind: crewline_core::db::Kind) -> Desk {
    let desk = Desk::new(kind).await;
    for (name, role) in
        [("Alex Doe", Role::Viewer), ("Bo Ek", Role::Manager), ("Mia Moss", Role::Admin), ("Zed Ash", Role::Viewer)]
    {
        desk.team.house.person(name, role).await;
        desk.db().clock().advance_seconds(1);
    }
    for (person, role) in [
        ("Expired Eve", Role::Viewer),
        ("Alex Doe", Role::Viewer),
        ("Kit Lee", Role::Manager),
        ("Cat Fox", Role::Viewer),
    ] {
        let draft = guest(person, role);
        let email = format!("guest.{}", draft.email);
        desk.invited(&crewline_core::invitations::Draft { email, ..draft }).await;
        let seconds = if person.starts_with("Expired") { 8 * 86_400 } else { 1 };
        desk.db().clock().advance_seconds(seconds);
    }
    desk
}

#[both_engines]
async fn whoever_is_in_or_invited_is_listed_once_in_every_order(kind: Kind) {
    let desk = desk(kind).await;
    desk.team.house.neighbour().await;
    let all = Filter::default();
    let by_name = ["Alex Doe", "Alex Doe", "Bo Ek", "Cat Fox", "Kit Lee", "Mia Moss", "Olga Marsh", "Zed Ash"];
    let by_role = ["Olga Marsh", "Mia Moss", "Bo Ek", "Kit Lee", "Alex Doe", "Alex Doe", "Cat Fox", "Zed Ash"];
    let reversed = |names: [&str; 8]| names.into_iter().rev().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(walked(&desk, &all, SortKey::Name.ascending(), 50).await, by_name);
    assert_eq!(walked(&desk, &all, SortKey::Role.ascending(), 50).await, by_role);
    assert_eq!(walked(&desk, &all, SortKey::Name.descending(), 50).await, reversed(by_name));
    assert_eq!(walked(&desk, &all, SortKey::Role.descending(), 50).await, reversed(by_role));
    let last = walked(&desk, &all, SortKey::LastActive.descending(), 50).await;
    assert_eq!(last[5..], ["Cat Fox", "Kit Lee", "Alex Doe"], "who is only invited comes last");
    for sort in Sort::all() {
        let whole = walked(&desk, &all, sort, 50).await;
        assert_eq!(whole.len(), 8);
        for limit in 1..=8 {
            assert_eq!(walked(&desk, &all, sort, limit).await, whole, "{sort} by {limit}");
            walked_back(&desk, sort, limit).await;
        }
    }
}

#[both_engines]
async fn the_way_back_leads_to_a_full_first_page_whatever_came_and_went(kind: Kind) {
    let desk = desk(kind).await;
    let all = Filter::default();
    let first = page(&desk, &all, SortKey::Name.ascending(), None, 3).await;
    let second = page(&desk, &all, SortKey::Name.ascending(), first.next.as_ref(), 3).await;
    let third = page(&desk, &all, SortKey::Name.ascending(), second.next.as_ref(), 3).await;
    let names = |page: &Page| page.rows.iter().map(|row| name(row).to_owned()).collect::<Vec<_>>();
    // Somebody of the first page goes: what lies before the second is no whole page any more.
    let Row::Member(alex) = &first.rows[0] else { panic!("{first:?}") };
    desk.team.remove(&desk.owner(), alex.id).await.unwrap();
    let back = page(&desk, &all, SortKey::Name.ascending(), second.previous.as_ref(), 3).await;
    assert_eq!(names(&back), ["Alex Doe", "Bo Ek", "Cat Fox"]);
    assert_eq!(back.previous, None);
    // All of the last page go: the way back leads from where they were.
    for row in &third.rows {
        if let Row::Member(member) = row
            && member.name != "Olga Marsh"
        {
            desk.team.remove(&desk.owner(), member.id).await.unwrap();
        }
    }
    let Row::Member(olga) = &third.rows[0] else { panic!("{third:?}") };
    assert_eq!((olga.name.as_str(), third.rows.len()), ("Olga Marsh", 2));
    let rest = page(&desk, &all, SortKey::Name.ascending(), second.next.as_ref(), 3).await;
    assert_eq!(names(&rest), ["Olga Marsh"]);
    let end = Cursor::from_str(&format!("aname~t{}~{}", "b2xnYSBtYXJzaA", olga.id)).unwrap();
    let beyond = page(&desk, &all, SortKey::Name.ascending(), Some(&end), 3).await;
    assert!(beyond.rows.is_empty() && beyond.next.is_none());
    let back = page(&desk, &all, SortKey::Name.ascending(), beyond.previous.as_ref(), 3).await;
    assert_eq!(names(&back), ["Cat Fox", "Kit Lee", "Mia Moss"]);
}

#[both_engines]
async fn filters_hold_for_both_kinds(kind: Kind) {
    let desk = desk(kind).await;
    let by = async |filter: Filter| walked(&desk, &filter, SortKey::Name.ascending(), 2).await;
    let standing = |standing| Filter { standing: Some(standing), ..Filter::default() };
    assert_eq!(by(standing(Standing::Active)).await, ["Alex Doe", "Bo Ek", "Mia Moss", "Olga Marsh", "Zed Ash"]);
    assert_eq!(by(standing(Standing::Invited)).await, ["Alex Doe", "Cat Fox", "Kit Lee"]);
    assert_eq!(by(standing(Standing::Expired)).await, ["Expired Eve"]);
    assert_eq!(by(Filter { role: Some(Role::Manager), ..Filter::default() }).await, ["Bo Ek", "Kit Lee"]);
    assert_eq!(by(Filter { q: Some("GUEST.".into()), ..Filter::default() }).await, ["Alex Doe", "Cat Fox", "Kit Lee"]);
    assert_eq!(by(Filter { q: Some("alex".into()), ..Filter::default() }).await, ["Alex Doe", "Alex Doe"]);
    assert!(by(Filter { q: Some("%".into()), ..Filter::default() }).await.is_empty());
}

#[both_engines]
async fn an_address_is_found_in_each_of_its_spellings(kind: Kind) {
    let desk = Desk::new(kind).await;
    let at = |name: &str, email: &str| Draft { email: email.into(), ..guest(name, Role::Manager) };
    desk.invited(&at("Ada Lund", "ada@Bücher.example")).await;
    desk.accept(&desk.token()).await.unwrap();
    desk.invited(&at("Bea Moss", "bea@BÜCHER.example")).await;
    desk.invited(&at("Cy Fox", "cy@books.example")).await;
    let by = async |q: &str| {
        walked(&desk, &Filter { q: Some(q.into()), ..Filter::default() }, SortKey::Name.ascending(), 2).await
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
        assert_eq!(walked(&desk, &filter, sort, 2).await, ["Bea Moss"], "{sort}");
    }
}

#[both_engines]
async fn a_place_in_another_order_is_refused(kind: Kind) {
    let desk = desk(kind).await;
    let next = page(&desk, &Filter::default(), SortKey::Name.ascending(), None, 1).await.next.unwrap();
    let refused =
        list(desk.db(), &desk.owner().may().unwrap(), &Filter::default(), SortKey::Role.ascending(), Some(&next), 1)
            .await;
    let Err(Error::Fields(fields)) = refused else { panic!("{refused:?}") };
    assert!(fields.of("cursor").is_some());
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
