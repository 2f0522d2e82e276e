//! The Users page: its list, and the actions on it.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::invitation_id;

use crate::client::{Answer, Client, Request};
use crate::world::World;

const USERS: &str = "/b/northline/users";
const SELECTED: &str = "/b/northline/users/selected";

/// Adds 500 people, directly in the database.
const MANY: &str = "
    insert into users (email, email_canonical, name, created_at)
        with recursive place (n) as (select 1 union all select n + 1 from place where n < 500)
        select 'p' || n || '@example.com', 'p' || n || '@example.com', 'Further ' || n, n from place;
    insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at)
        select b.id, u.id, u.email_canonical, 'manager', u.name, lower(u.name), 'all', 'active', u.created_at
        from users u join businesses b on b.slug = 'northline' where u.email like 'p%@example.com'";

async fn get(world: &World, client: &Client, path: &str) -> String {
    let answer = world.send(client, Request::get(path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

async fn post(world: &World, client: &Client, path: &str, pairs: &[(&str, &str)]) -> Answer {
    world.send(client, Request::form(path, pairs)).await
}

/// The sentence that the next page shows.
#[track_caller]
fn flash_sentence(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.flash()
}

/// The value of a hidden field.
#[track_caller]
fn field_value(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = html.split_once(&start).unwrap_or_else(|| panic!("no {name}: {html}"));
    rest.split('"').next().unwrap().to_owned()
}

/// A world, with the ids of its viewer and its invitation.
async fn world(kind: Kind) -> (World, String, String) {
    let world = World::new(kind).await;
    let (viewer, invitation) = (world.viewer.member().to_string(), world.ours.invitation.to_string());
    (world, viewer, invitation)
}

/// The pager's link: `next` or `prev`.
fn pager_link(html: &str, rel: &str) -> Option<String> {
    let (before, _) = html.split_once(&format!("rel=\"{rel}\""))?;
    let (_, rest) = before.rsplit_once("href=\"")?;
    Some(rest.split('"').next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

/// The ids of the rows, in their order.
fn rows(html: &str) -> Vec<&str> {
    html.split("<tr data-id=\"").skip(1).filter_map(|row| row.split('"').next()).collect()
}

#[both_engines]
async fn members_and_invitations_are_listed_together(kind: Kind) {
    let (world, viewer, invitation) = world(kind).await;
    let cookie = world.cookie(&world.ours.owner).await;
    // An address may wrap after its dots.
    let html = get(&world, &cookie, USERS).await.replace("<wbr>", "");
    for words in [
        "Adam Reyes",
        "Mina Park",
        "Vera Lund",
        "vera.lund@northline.example",
        "1 number",
        "All numbers",
        ">Invited<",
        "expires",
        "5 seats used",
        "Invite User",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    for name in [
        "Log in as Vera Lund",
        "Edit Vera Lund",
        "Remove Vera Lund",
        "Resend the invitation to",
        "Cancel the invitation to",
        "Select Vera Lund",
    ] {
        assert!(html.contains(&format!("aria-label=\"{name}")), "{name}: {html}");
    }
    assert!(
        !html.contains("aria-label=\"Edit Olga Marsh")
            && !html.contains("Neighbour")
            && !html.contains(&world.theirs.invitation.to_string())
    );
    let html = get(&world, &cookie, &format!("{USERS}?status=invited")).await;
    assert!(html.contains(&invitation) && !html.contains(&viewer));
    let html = get(&world, &cookie, &format!("{USERS}?role=viewer&q=LUND&sort=-role")).await;
    assert!(html.contains("Vera Lund") && !html.contains("Mina Park"));
    assert!(get(&world, &cookie, &format!("{USERS}?q=zzz")).await.contains("Nobody passes these filters"));
    assert!(
        get(&world, &cookie, &format!("{USERS}?role=&status=&sort=&cursor=&q=+&unknown=x")).await.contains("Vera Lund"),
        "an empty parameter is no filter"
    );
    assert!(world.send(&world.cookie(&world.viewer).await, Request::get(USERS)).await.status == StatusCode::NOT_FOUND);
}

#[both_engines]
async fn paging_through_users_skips_nobody(kind: Kind) {
    let (world, ..) = world(kind).await;
    for count in 0..60 {
        world.business.person(&format!("Person {count:02}"), Role::Viewer).await;
    }
    let cookie = world.cookie(&world.ours.owner).await;
    let first = get(&world, &cookie, &format!("{USERS}?role=viewer")).await;
    assert_eq!((pager_link(&first, "prev"), rows(&first).len()), (None, 50));
    let second = get(&world, &cookie, &pager_link(&first, "next").expect("a next page")).await;
    let both = format!("{first}{second}");
    for count in 0..60 {
        assert_eq!(both.matches(&format!("Person {count:02}</bdi>")).count(), 1, "{count}");
    }
    assert_eq!(pager_link(&second, "next"), None);
    let back = get(&world, &cookie, &pager_link(&second, "prev").expect("a previous page")).await;
    assert_eq!(rows(&back), rows(&first));
    assert_eq!((pager_link(&back, "prev"), pager_link(&back, "next")), (None, pager_link(&first, "next")));
}

#[both_engines]
async fn the_users_page_offers_only_allowed_actions(kind: Kind) {
    let (world, viewer, _) = world(kind).await;
    let manager = get(&world, &world.cookie(&world.manager).await, USERS).await;
    assert!(manager.contains("Invite User") && manager.contains("Resend the invitation to"), "{manager}");
    for hidden in ["Log in as Vera", "Edit Vera", "Remove Vera", "Select Vera", "settings/billing"] {
        assert!(!manager.contains(hidden), "{hidden}");
    }
    let admin = get(&world, &world.cookie(&world.admin).await, USERS).await;
    assert!(
        admin.contains("Remove Vera Lund")
            && admin.contains("settings/billing")
            && !admin.contains("Remove Olga Marsh")
    );
    let read_only = world.logged_in_as(&world.admin, false).await;
    let html = get(&world, &read_only, USERS).await;
    assert!(
        html.contains("Vera Lund") && !html.contains("Remove Vera") && !html.contains("Invite User"),
        "read-only shows no button"
    );
    let refused = post(&world, &read_only, SELECTED, &[("do", "remove"), ("who", &viewer), ("sure", "yes")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = post(
        &world,
        &world.cookie(&world.manager).await,
        SELECTED,
        &[("do", "remove"), ("who", &viewer), ("sure", "yes")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn removing_a_member_asks_first_and_lists_what_was_revoked(kind: Kind) {
    let (world, viewer, _) = world(kind).await;
    let (owner, theirs) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    world.token(&world.viewer).await;
    let path = format!("/b/northline/members/{viewer}/remove");
    let html = get(&world, &owner, &path).await;
    assert!(html.contains("Calls, notes, messages, billing and the audit log keep their name."), "{html}");
    assert!(html.contains("Remove <bdi>Vera Lund</bdi>") && html.contains("vera.lund@northline.example"), "{html}");
    assert_eq!(
        world.send(&theirs, Request::get("/b/northline/calls")).await.status,
        StatusCode::OK,
        "asking removes nobody"
    );
    let result = post(&world, &owner, &path, &[]).await;
    assert!(
        result.text().contains("is no longer a member") && result.text().contains("1 API token"),
        "{}",
        result.text()
    );
    assert_eq!(world.send(&theirs, Request::get("/b/northline/calls")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&world, &owner, &path, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.letters().await.last().unwrap().0, "member_removed");
    let own = format!("/b/northline/members/{}/remove", world.ours.owner.member());
    let refused = post(&world, &owner, &own, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Ask another Owner or Admin."), "{}", refused.text());
}

#[both_engines]
async fn an_invitation_is_resent_and_cancelled(kind: Kind) {
    let (world, _, invitation) = world(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let to = |what: &str| format!("/b/northline/invitations/{invitation}/{what}");
    assert!(flash_sentence(&post(&world, &owner, &to("resend"), &[]).await).contains("A new link is on its way to"));
    assert_eq!(world.letters().await.last().unwrap().0, "invitation");
    assert!(get(&world, &owner, &to("cancel")).await.contains("stops working at once"));
    assert!(flash_sentence(&post(&world, &owner, &to("cancel"), &[]).await).contains("is cancelled."));
    assert!(
        flash_sentence(&post(&world, &owner, &to("cancel"), &[]).await)
            .starts_with("bad:This invitation was cancelled already.")
    );
    assert!(flash_sentence(&post(&world, &owner, &to("resend"), &[]).await).starts_with("bad:"));
    assert!(!get(&world, &owner, USERS).await.contains(&invitation));
}

#[both_engines]
async fn a_bulk_action_asks_first_and_answers_each_row(kind: Kind) {
    let (world, viewer, invitation) = world(kind).await;
    let admin = world.cookie(&world.admin).await;
    let (olga, mina) = (world.ours.owner.member().to_string(), world.manager.member().to_string());
    let foreign = world.theirs.owner.member().to_string();
    let chosen = [
        ("do", "remove"),
        ("who", viewer.as_str()),
        ("who", &mina),
        ("who", &olga),
        ("who", &foreign),
        ("who", &invitation),
        ("who", &viewer),
    ];
    let answer = post(&world, &admin, SELECTED, &chosen).await.text();
    assert!(
        answer.contains("Remove 3 members?") && answer.contains("Vera Lund") && !answer.contains("Nora"),
        "{answer}"
    );
    let result = post(&world, &admin, SELECTED, &[chosen.as_slice(), &[("sure", "yes")]].concat()).await.text();
    for words in
        ["2 done, 2 not", "Removed.", "You can&#39;t change a member of your own rank or above.", "A former member"]
    {
        assert!(result.contains(words), "{words}: {result}");
    }
    let remaining = get(&world, &admin, USERS).await;
    assert!(remaining.contains("Olga Marsh") && !remaining.contains("Vera Lund") && !remaining.contains("Mina Park"));
    let resent = post(&world, &admin, SELECTED, &[("do", "resend"), ("who", &invitation)]).await.text();
    assert!(resent.contains("All 1 are done") && resent.contains("A new link is on its way."), "{resent}");
    let answer = post(&world, &admin, SELECTED, &[("do", "cancel"), ("who", &invitation)]).await.text();
    assert!(answer.contains("Cancel this invitation?"), "{answer}");
    let result =
        post(&world, &admin, SELECTED, &[("do", "cancel"), ("who", &invitation), ("sure", "yes")]).await.text();
    assert!(result.contains("Cancelled."), "{result}");
    for form in
        [vec![], vec![("do", "remove")], vec![("do", "cancel"), ("who", viewer.as_str())], vec![("do", "dance")]]
    {
        assert!(flash_sentence(&post(&world, &admin, SELECTED, &form).await).starts_with("bad:Select"), "{form:?}");
    }
}

#[both_engines]
async fn an_unsuitable_selection_is_refused_as_a_whole(kind: Kind) {
    let (world, viewer, _) = world(kind).await;
    let admin = world.cookie(&world.admin).await;
    let remove = [("do", "remove"), ("sure", "yes"), ("who", viewer.as_str())];
    let unreadable = [remove.as_slice(), &[("who", "mem_x")]].concat();
    assert!(flash_sentence(&post(&world, &admin, SELECTED, &unreadable).await).contains("not in this list"));
    let ids: Vec<String> = (1..=500).map(|id| invitation_id(id).to_string()).collect();
    let many: Vec<_> = remove.into_iter().chain(ids.iter().map(|id| ("who", id.as_str()))).collect();
    assert!(flash_sentence(&post(&world, &admin, SELECTED, &many).await).contains("select 500 people at once at most"));
    assert!(get(&world, &admin, USERS).await.contains("Vera Lund"), "nobody is removed");
    let twice = [("who", viewer.as_str()); 600];
    let result = post(&world, &admin, SELECTED, &[remove.as_slice(), &twice].concat()).await.text();
    assert!(result.contains("All 1 are done"), "a repeated id counts once: {result}");
}

#[both_engines]
async fn selecting_all_matching_covers_every_page(kind: Kind) {
    let (world, viewer, invitation) = world(kind).await;
    for count in 0..60 {
        world.business.person(&format!("Person {count:02}"), Role::Viewer).await;
    }
    let admin = world.cookie(&world.admin).await;
    assert!(
        !get(&world, &admin, &format!("{USERS}?q=lund")).await.contains("name=\"found\""),
        "one page is all there is"
    );
    let html = get(&world, &admin, &format!("{USERS}?q=PERSON&role=viewer")).await;
    assert!(html.contains("value=\"q=PERSON&#38;role=viewer\"") && html.contains("All 60 found"), "{html}");
    let all_matching = [("do", "remove"), ("found", "q=person&role=viewer"), ("who", viewer.as_str())];
    let answer = post(&world, &admin, SELECTED, &[all_matching.as_slice(), &[("sure", "yes")]].concat()).await.text();
    assert!(answer.contains("Remove 60 members?") && !answer.contains("Vera Lund"), "they are shown first: {answer}");
    assert_eq!(answer.matches("name=\"who\"").count(), 60);
    // All members except oneself and the higher ranks. Invitations are left out, too.
    let answer = post(&world, &admin, SELECTED, &[("do", "remove"), ("found", "")]).await.text();
    assert!(answer.contains("Remove 62 members?") && answer.contains("Mina Park"), "{answer}");
    assert!(!answer.contains("Olga Marsh") && answer.contains("3 of those found are left out"), "{answer}");
    let answer =
        post(&world, &admin, SELECTED, &[("do", "access"), ("found", "role=viewer&status=active")]).await.text();
    assert!(answer.contains("Of 61 members, the same for each"), "{answer}");
    let answer = post(&world, &admin, SELECTED, &[("do", "resend"), ("found", "status=invited")]).await.text();
    assert!(answer.contains("Send this invitation again?") && answer.contains(&invitation), "{answer}");
    let result =
        post(&world, &admin, SELECTED, &[("do", "resend"), ("sure", "yes"), ("who", &invitation)]).await.text();
    assert!(result.contains("A new link is on its way."), "{result}");
    assert!(
        flash_sentence(&post(&world, &admin, SELECTED, &[("do", "remove"), ("found", "q=nobody")]).await)
            .starts_with("bad:Select")
    );
    let invalid = post(&world, &admin, SELECTED, &[("do", "remove"), ("found", "role=king")]).await;
    assert_eq!(invalid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let manager = world.cookie(&world.manager).await;
    let refused = post(&world, &manager, SELECTED, &[("do", "cancel"), ("found", "")]).await.text();
    assert!(
        refused.contains("Cancel this invitation?") && refused.contains("64 of those found are left out"),
        "{refused}"
    );
    assert!(
        flash_sentence(&post(&world, &manager, SELECTED, &[("do", "remove"), ("found", "")]).await)
            .starts_with("bad:Select"),
        "a Manager may remove none of them"
    );
    assert_eq!(world.business.database.number("select count(*) from members where status = 'removed'").await, 0);
    // More members than one request may change.
    world.business.database.run(MANY).await;
    assert!(!get(&world, &admin, USERS).await.contains("name=\"found\""));
    let refused = post(&world, &admin, SELECTED, &[("do", "remove"), ("found", "")]).await;
    assert!(flash_sentence(&refused).contains("select 500 people at once at most"));
    assert_eq!(world.business.database.number("select count(*) from members where status = 'removed'").await, 0);
}

#[both_engines]
async fn several_members_get_the_same_number_access(kind: Kind) {
    let (world, viewer, _) = world(kind).await;
    let admin = world.cookie(&world.admin).await;
    let (mina, olga) = (world.manager.member().to_string(), world.ours.owner.member().to_string());
    let chosen = [("do", "access"), ("who", viewer.as_str()), ("who", &mina), ("who", &olga)];
    let answer = post(&world, &admin, SELECTED, &chosen).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.text().contains("Of 3 members, the same for each") && answer.text().contains("Specific Numbers"),
        "{}",
        answer.text()
    );
    let with = |more: &[(&'static str, &'static str)]| [chosen.to_vec(), more.to_vec()].concat();
    let without_access = post(&world, &admin, SELECTED, &with(&[("save", "yes")])).await;
    assert_eq!(without_access.status, StatusCode::UNPROCESSABLE_ENTITY, "no silent default");
    let nothing = post(&world, &admin, SELECTED, &with(&[("save", "yes"), ("access", "specific")])).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "an empty set is no choice");
    let number = world.ours.numbers[1].to_string();
    let own =
        [chosen.to_vec(), vec![("save", "yes"), ("access", "specific"), ("number_ids", number.as_str())]].concat();
    let shown = post(&world, &admin, SELECTED, &own).await.text();
    for words in [
        "Nothing is saved yet",
        "Vera Lund",
        "gains 1 number",
        "Mina Park stays as they are. Specific Numbers are for Viewers",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let theirs = get(&world, &world.cookie(&world.viewer).await, "/b/northline/numbers").await;
    assert!(!theirs.contains(&number), "the effect is shown first");
    let seen = field_value(&shown, "seen");
    let stale = post(&world, &admin, SELECTED, &[own.clone(), vec![("seen", "mem_1:other")]].concat()).await.text();
    assert!(stale.contains("Nothing is saved yet"), "{stale}");
    let result = post(&world, &admin, SELECTED, &[own, vec![("seen", seen.as_str())]].concat()).await.text();
    for words in ["1 done, 2 not", "Sees 1 number now.", "Specific Numbers are for Viewers"] {
        assert!(result.contains(words), "{words}: {result}");
    }
    let theirs = get(&world, &world.cookie(&world.viewer).await, "/b/northline/numbers").await;
    assert!(theirs.contains(&number) && !theirs.contains(&world.ours.numbers[0].to_string()));
    let all = with(&[("save", "yes"), ("access", "all")]);
    let seen = field_value(&post(&world, &admin, SELECTED, &all).await.text(), "seen");
    let everything = post(&world, &admin, SELECTED, &[all, vec![("seen", seen.as_str())]].concat()).await.text();
    assert!(
        everything.contains("2 done, 1 not")
            && everything.contains("You can&#39;t change a member of your own rank or above."),
        "{everything}"
    );
    let foreign = world.theirs.numbers[0].to_string();
    let own =
        [chosen.to_vec(), vec![("save", "yes"), ("access", "specific"), ("number_ids", foreign.as_str())]].concat();
    assert!(post(&world, &admin, SELECTED, &own).await.text().contains("0 done, 3 not"));
    let manager = world.cookie(&world.manager).await;
    assert_eq!(post(&world, &manager, SELECTED, &chosen).await.status, StatusCode::NOT_FOUND);
}
