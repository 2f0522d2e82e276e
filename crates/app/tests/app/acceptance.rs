//! Accepting an invitation: its link in every state, and the list of pending invitations.

use axum::http::StatusCode;
use crewline_core::access::{Role, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::InvitationId;
use crewline_core::invitations::{self, Draft, ExistingAccounts, Outcome, Terms};
use crewline_core::mail::EmailComposer;
use crewline_core::members::AccessDraft;
use crewline_core::testing::PASSWORD;
use secrecy::ExposeSecret;

use crate::client::{Answer, Client, Request};
use crate::sign_in::cookie_of;
use crate::world::World;

/// Invites without an email, also an existing account. Returns the invitation, and the path of its link.
async fn invite(world: &World, by: &Viewpoint, email: &str, role: Role) -> (InvitationId, String) {
    let access = AccessDraft {
        kind: "specific".into(),
        number_ids: vec![world.ours.numbers[0].to_string()],
        ..AccessDraft::default()
    };
    let access = (role == Role::Viewer).then_some(access);
    let draft = Draft {
        name: "Vera <b>Kim</b>".into(),
        email: email.into(),
        role: role.to_string(),
        access: access.map(Into::into),
    };
    let terms = Terms { existing: ExistingAccounts::Invited, ..world.program.app.config.terms.clone() };
    let outcome =
        invitations::invite(world.db(), &by.may().unwrap(), &terms, &EmailComposer::disabled(), &draft).await.unwrap();
    let Outcome::Invited { invitation, link: Some(link) } = outcome else { panic!("{outcome:?}") };
    (invitation.id, format!("/invitations/{}", link.expose_secret()))
}

async fn get_page(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

async fn count_members(world: &World) -> usize {
    world.business.database.rows("select id from members where status = 'active'").await.len()
}

#[both_engines]
async fn a_new_person_joins_by_choosing_a_password(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "vera@guest.example", Role::Viewer).await;
    let count = count_members(&world).await;
    for _ in 0..3 {
        let page = get_page(&world, &Client::Anonymous, &path).await;
        page.assert_says(
            StatusCode::OK,
            &[
                "Join <bdi>Northline</bdi>",
                "Olga Marsh",
                "Viewer",
                "1 number",
                "vera@guest.example",
                "Vera &#60;b&#62;Kim",
            ],
        );
        assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("same-origin", "no-store"));
        assert!(!page.text().contains(path.trim_start_matches("/invitations/")), "the token is in the address only");
    }
    assert_eq!(count_members(&world).await, count, "opening the link does not use it up");
    let weak = [("name", "Vera K"), ("password", "password12")];
    world
        .send(&Client::Anonymous, Request::form(&path, &weak))
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["value=\"Vera K\"", "password-error"]);
    let nameless = [("name", ""), ("password", PASSWORD)];
    world
        .send(&Client::Anonymous, Request::form(&path, &nameless))
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["name-error"]);
    let accepted =
        world.send(&Client::Anonymous, Request::form(&path, &[("name", "Vera Kim"), ("password", PASSWORD)])).await;
    accepted.assert_redirects_to("/b/northline");
    let vera = cookie_of(&accepted);
    get_page(&world, &vera, "/b/northline/calls").await.assert_says(StatusCode::OK, &["Vera Kim", "Meadow Ads"]);
    assert_eq!(get_page(&world, &vera, "/b/northline/numbers/export").await.status, StatusCode::NOT_FOUND);
    get_page(&world, &vera, &path)
        .await
        .assert_says(StatusCode::GONE, &["href=\"/b/northline\"", "You are a member of Northline"]);
    get_page(&world, &Client::Anonymous, &path)
        .await
        .assert_says(StatusCode::GONE, &["accepted already", "/sign-in?return_to="]);
    let again = world.send(&Client::Anonymous, Request::form(&path, &[("password", PASSWORD)])).await;
    assert!(!again.headers.contains_key("set-cookie"));
    again.assert_says(StatusCode::GONE, &["accepted already"]);
}

#[both_engines]
async fn an_existing_account_joins_by_its_password(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "NORA@neighbour.example", Role::Manager).await;
    get_page(&world, &Client::Anonymous, &path)
        .await
        .assert_says(StatusCode::OK, &["Sign in and join", "You have a Crewline account"]);
    let wrong = world.send(&Client::Anonymous, Request::form(&path, &[("password", "not the password")])).await;
    wrong.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["password-error", "is not its password"]);
    let accepted = world.send(&Client::Anonymous, Request::form(&path, &[("password", PASSWORD)])).await;
    accepted.assert_redirects_to("/b/northline");
    get_page(&world, &cookie_of(&accepted), "/b/northline/calls").await.assert_says(StatusCode::OK, &["Meadow"]);
}

#[both_engines]
async fn another_account_sees_both_addresses_and_does_not_join(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "vera@guest.example", Role::Admin).await;
    let nora = world.cookie(&world.theirs.owner).await;
    let count = count_members(&world).await;
    let both = ["vera@guest.example", "nora@neighbour.example", "action=\"/sign-out\""];
    get_page(&world, &nora, &path).await.assert_says(StatusCode::OK, &both);
    for form in [vec![], vec![("name", "Vera"), ("password", PASSWORD)]] {
        world.send(&nora, Request::form(&path, &form)).await.assert_says(StatusCode::CONFLICT, &both);
    }
    assert_eq!(count_members(&world).await, count);
    let out = world.send(&nora, Request::form("/sign-out", &[("return_to", &path)])).await;
    out.assert_redirects_to(&path);
    get_page(&world, &nora, &path).await.assert_says(StatusCode::OK, &["Your name"]);
    let elsewhere =
        world.send(&Client::Anonymous, Request::form("/sign-out", &[("return_to", "//evil.example")])).await;
    elsewhere.assert_redirects_to("/sign-in");
}

#[both_engines]
async fn the_signed_in_account_joins_with_one_button(kind: Kind) {
    let world = World::new(kind).await;
    let (id, path) = invite(&world, &world.ours.owner, "Nora@Neighbour.example", Role::Manager).await;
    let nora = world.cookie(&world.theirs.owner).await;
    get_page(&world, &nora, &path).await.assert_says(StatusCode::OK, &[&format!("/invitations/waiting/{id}/refusal")]);
    let joined = world.send(&nora, Request::form(&path, &[])).await;
    joined.assert_redirects_to("/b/northline");
    assert!(
        !joined
            .headers
            .get_all("set-cookie")
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with("crewline_session="))
    );
    assert_eq!(get_page(&world, &nora, "/b/northline/calls").await.status, StatusCode::OK);
    assert_eq!(get_page(&world, &nora, "/b/neighbour/calls").await.status, StatusCode::OK, "the other business stays");
}

#[both_engines]
async fn an_invalid_link_explains_why_and_whom_to_ask(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "one@guest.example", Role::Manager).await;
    let run = async |text: String| world.business.database.run(&text).await;
    run("update invitations set status = 'cancelled' where email = 'one@guest.example'".into()).await;
    get_page(&world, &Client::Anonymous, &path)
        .await
        .assert_says(StatusCode::GONE, &["was cancelled", "Ask Olga Marsh of Northline"]);
    let form = [("name", "One"), ("password", PASSWORD)];
    world.send(&Client::Anonymous, Request::form(&path, &form)).await.assert_says(StatusCode::GONE, &["was cancelled"]);
    let (_, path) = invite(&world, &world.admin, "two@guest.example", Role::Manager).await;
    run("update members set status = 'removed' where name = 'Adam Reyes'".into()).await;
    get_page(&world, &Client::Anonymous, &path)
        .await
        .assert_says(StatusCode::GONE, &["Adam Reyes can no longer invite a Manager", "somebody at Northline"]);
    let (_, path) = invite(&world, &world.ours.owner, "three@guest.example", Role::Manager).await;
    world.db().clock().advance_seconds(8 * 86_400);
    get_page(&world, &Client::Anonymous, &path).await.assert_says(StatusCode::GONE, &["has expired", "Ask Olga Marsh"]);
    world.send(&Client::Anonymous, Request::form(&path, &form)).await.assert_says(StatusCode::GONE, &["has expired"]);
    let unknown = [
        get_page(&world, &Client::Anonymous, "/invitations/nothing").await,
        world.send(&Client::Anonymous, Request::form("/invitations/nothing", &form)).await,
    ];
    for answer in unknown {
        answer.assert_says(StatusCode::GONE, &["This link lets nobody in"]);
        assert!(!answer.text().contains("Northline"));
    }
}

#[both_engines]
async fn passwords_on_the_invitation_page_are_rate_limited(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Manager).await;
    for count in 0..11 {
        let (page, guess) = if count % 2 == 0 { (path.as_str(), "a guess") } else { ("/sign-in", "another") };
        let form = [("email", "nora@neighbour.example"), ("password", guess)];
        let answer = world.send(&Client::Anonymous, Request::form(page, &form)).await;
        let expected = if count < 10 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expected, "{count}");
    }
}

#[both_engines]
async fn pending_invitations_are_listed_accepted_and_declined(kind: Kind) {
    let world = World::new(kind).await;
    let (first, first_path) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Manager).await;
    let (nora, vera) = (world.cookie(&world.theirs.owner).await, world.cookie(&world.viewer).await);
    get_page(&world, &Client::Anonymous, "/invitations").await.assert_redirects_to("/sign-in?return_to=%2Finvitations");
    get_page(&world, &vera, "/invitations").await.assert_says(StatusCode::OK, &["No invitation is waiting"]);
    get_page(&world, &nora, "/invitations").await.assert_says(
        StatusCode::OK,
        &["Northline", "Join Northline", "Decline the invitation to Northline", "Manager", "All numbers"],
    );
    let at = format!("/invitations/waiting/{first}");
    for path in [format!("{at}/refusal"), at.clone()] {
        world.send(&vera, Request::form(&path, &[])).await.assert_redirects_to("/invitations");
        world
            .send(&Client::Anonymous, Request::form(&path, &[]))
            .await
            .assert_redirects_to("/sign-in?return_to=%2Finvitations");
    }
    get_page(&world, &Client::Anonymous, &first_path).await.assert_says(StatusCode::OK, &[]);
    get_page(&world, &nora, &format!("{at}/refusal"))
        .await
        .assert_says(StatusCode::OK, &["Decline this invitation?", "Northline"]);
    world.send(&nora, Request::form(format!("{at}/refusal"), &[])).await.assert_redirects_to("/invitations");
    get_page(&world, &nora, &first_path).await.assert_says(StatusCode::GONE, &["was declined"]);
    get_page(&world, &nora, "/invitations").await.assert_says(StatusCode::OK, &["No invitation is waiting"]);
    get_page(&world, &nora, &format!("{at}/refusal")).await.assert_redirects_to("/invitations");
    let (second, _) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Viewer).await;
    world.business.database.run("update members set status = 'removed' where role = 'owner' and business_id = (select id from businesses where slug = 'neighbour')").await;
    get_page(&world, &nora, "/").await.assert_says(StatusCode::OK, &["You are invited", "1 number"]);
    world
        .send(&nora, Request::form(format!("/invitations/waiting/{second}"), &[]))
        .await
        .assert_redirects_to("/b/northline");
    get_page(&world, &nora, "/").await.assert_redirects_to("/b/northline/dashboard");
}
