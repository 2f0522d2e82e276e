//! The door for who is invited: what an invitation's link opens in every state, and the invitations that wait.

use axum::http::StatusCode;
use crewline_core::access::{Role, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::InvitationId;
use crewline_core::invitations::{self, Draft, Existing, Outcome, Terms};
use crewline_core::mail::EmailComposer;
use crewline_core::members::AccessDraft;
use crewline_core::testing::PASSWORD;
use secrecy::ExposeSecret;

use crate::ask::{Answer, Ask, Client};
use crate::people::{cookie_of, goes_to};
use crate::world::World;

/// Invites somebody by hand, also one who has an account: the invitation, and the path of its link.
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
    let terms = Terms { existing: Existing::Asked, ..world.program.app.config.terms.clone() };
    let outcome =
        invitations::invite(world.db(), &by.may().unwrap(), &terms, &EmailComposer::disabled(), &draft).await.unwrap();
    let Outcome::Invited { invitation, link: Some(link) } = outcome else { panic!("{outcome:?}") };
    (invitation.id, format!("/invitations/{}", link.expose_secret()))
}

async fn look(world: &World, client: &Client, path: &str) -> Answer {
    world.ask(client, Ask::get(path)).await
}

#[track_caller]
fn says(answer: &Answer, status: StatusCode, words: &[&str]) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
}

async fn members(world: &World) -> usize {
    world.house.fresh.rows("select id from members where status = 'active'").await.len()
}

#[both_engines]
async fn a_new_person_sees_who_invites_and_is_in_with_a_password(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "vera@guest.example", Role::Viewer).await;
    let count = members(&world).await;
    for _ in 0..3 {
        let page = look(&world, &Client::Anonymous, &path).await;
        says(
            &page,
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
        assert!(
            !page.text().contains(path.trim_start_matches("/invitations/")),
            "the token stands in the address alone"
        );
    }
    assert_eq!(members(&world).await, count, "looking uses nothing up");
    let weak = [("name", "Vera K"), ("password", "password12")];
    says(
        &world.ask(&Client::Anonymous, Ask::form(&path, &weak)).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        &["value=\"Vera K\"", "password-error"],
    );
    let nameless = [("name", ""), ("password", PASSWORD)];
    says(
        &world.ask(&Client::Anonymous, Ask::form(&path, &nameless)).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        &["name-error"],
    );
    let accepted =
        world.ask(&Client::Anonymous, Ask::form(&path, &[("name", "Vera Kim"), ("password", PASSWORD)])).await;
    goes_to(&accepted, "/b/northline");
    let vera = cookie_of(&accepted);
    says(&look(&world, &vera, "/b/northline/calls").await, StatusCode::OK, &["Vera Kim", "Meadow Ads"]);
    assert_eq!(look(&world, &vera, "/b/northline/numbers/export").await.status, StatusCode::NOT_FOUND);
    says(
        &look(&world, &vera, &path).await,
        StatusCode::GONE,
        &["href=\"/b/northline\"", "You are a member of Northline"],
    );
    says(
        &look(&world, &Client::Anonymous, &path).await,
        StatusCode::GONE,
        &["accepted already", "/sign-in?return_to="],
    );
    let again = world.ask(&Client::Anonymous, Ask::form(&path, &[("password", PASSWORD)])).await;
    assert!(!again.headers.contains_key("set-cookie"));
    says(&again, StatusCode::GONE, &["accepted already"]);
}

#[both_engines]
async fn who_has_an_account_signs_in_on_the_page_and_is_in(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "NORA@neighbour.example", Role::Manager).await;
    says(
        &look(&world, &Client::Anonymous, &path).await,
        StatusCode::OK,
        &["Sign in and join", "You have a Crewline account"],
    );
    let wrong = world.ask(&Client::Anonymous, Ask::form(&path, &[("password", "not the password")])).await;
    says(&wrong, StatusCode::UNPROCESSABLE_ENTITY, &["password-error", "is not its password"]);
    let accepted = world.ask(&Client::Anonymous, Ask::form(&path, &[("password", PASSWORD)])).await;
    goes_to(&accepted, "/b/northline");
    says(&look(&world, &cookie_of(&accepted), "/b/northline/calls").await, StatusCode::OK, &["Meadow"]);
}

#[both_engines]
async fn the_wrong_account_is_told_both_addresses_and_never_joins(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "vera@guest.example", Role::Admin).await;
    let nora = world.cookie(&world.theirs.owner).await;
    let count = members(&world).await;
    let both = ["vera@guest.example", "nora@neighbour.example", "action=\"/sign-out\""];
    says(&look(&world, &nora, &path).await, StatusCode::OK, &both);
    for form in [vec![], vec![("name", "Vera"), ("password", PASSWORD)]] {
        says(&world.ask(&nora, Ask::form(&path, &form)).await, StatusCode::CONFLICT, &both);
    }
    assert_eq!(members(&world).await, count);
    let out = world.ask(&nora, Ask::form("/sign-out", &[("return_to", &path)])).await;
    goes_to(&out, &path);
    says(&look(&world, &nora, &path).await, StatusCode::OK, &["Your name"]);
    let elsewhere = world.ask(&Client::Anonymous, Ask::form("/sign-out", &[("return_to", "//evil.example")])).await;
    goes_to(&elsewhere, "/sign-in");
}

#[both_engines]
async fn the_right_account_joins_with_one_button(kind: Kind) {
    let world = World::new(kind).await;
    let (id, path) = invite(&world, &world.ours.owner, "Nora@Neighbour.example", Role::Manager).await;
    let nora = world.cookie(&world.theirs.owner).await;
    says(&look(&world, &nora, &path).await, StatusCode::OK, &[&format!("/invitations/waiting/{id}/refusal")]);
    let joined = world.ask(&nora, Ask::form(&path, &[])).await;
    goes_to(&joined, "/b/northline");
    assert!(
        !joined
            .headers
            .get_all("set-cookie")
            .iter()
            .any(|cookie| cookie.to_str().unwrap().starts_with("crewline_session="))
    );
    assert_eq!(look(&world, &nora, "/b/northline/calls").await.status, StatusCode::OK);
    assert_eq!(look(&world, &nora, "/b/neighbour/calls").await.status, StatusCode::OK, "the other business stays");
}

#[both_engines]
async fn a_dead_link_says_why_and_whom_to_ask(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "one@guest.example", Role::Manager).await;
    let run = async |text: String| world.house.fresh.run(&text).await;
    run("update invitations set status = 'cancelled' where email = 'one@guest.example'".into()).await;
    says(
        &look(&world, &Client::Anonymous, &path).await,
        StatusCode::GONE,
        &["was cancelled", "Ask Olga Marsh of Northline"],
    );
    let form = [("name", "One"), ("password", PASSWORD)];
    says(&world.ask(&Client::Anonymous, Ask::form(&path, &form)).await, StatusCode::GONE, &["was cancelled"]);
    let (_, path) = invite(&world, &world.admin, "two@guest.example", Role::Manager).await;
    run("update members set status = 'removed' where name = 'Adam Reyes'".into()).await;
    says(
        &look(&world, &Client::Anonymous, &path).await,
        StatusCode::GONE,
        &["Adam Reyes can no longer invite a Manager", "somebody at Northline"],
    );
    let (_, path) = invite(&world, &world.ours.owner, "three@guest.example", Role::Manager).await;
    world.db().clock().advance_seconds(8 * 86_400);
    says(&look(&world, &Client::Anonymous, &path).await, StatusCode::GONE, &["has expired", "Ask Olga Marsh"]);
    says(&world.ask(&Client::Anonymous, Ask::form(&path, &form)).await, StatusCode::GONE, &["has expired"]);
    let unknown = [
        look(&world, &Client::Anonymous, "/invitations/nothing").await,
        world.ask(&Client::Anonymous, Ask::form("/invitations/nothing", &form)).await,
    ];
    for answer in unknown {
        says(&answer, StatusCode::GONE, &["This link lets nobody in"]);
        assert!(!answer.text().contains("Northline"));
    }
}

#[both_engines]
async fn a_password_is_guessed_at_no_faster_than_at_the_door(kind: Kind) {
    let world = World::new(kind).await;
    let (_, path) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Manager).await;
    for count in 0..11 {
        let (page, guess) = if count % 2 == 0 { (path.as_str(), "a guess") } else { ("/sign-in", "another") };
        let form = [("email", "nora@neighbour.example"), ("password", guess)];
        let answer = world.ask(&Client::Anonymous, Ask::form(page, &form)).await;
        let expected = if count < 10 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expected, "{count}");
    }
}

#[both_engines]
async fn what_waits_is_listed_accepted_and_declined(kind: Kind) {
    let world = World::new(kind).await;
    let (first, first_path) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Manager).await;
    let (nora, vera) = (world.cookie(&world.theirs.owner).await, world.cookie(&world.viewer).await);
    goes_to(&look(&world, &Client::Anonymous, "/invitations").await, "/sign-in?return_to=%2Finvitations");
    says(&look(&world, &vera, "/invitations").await, StatusCode::OK, &["No invitation is waiting"]);
    says(
        &look(&world, &nora, "/invitations").await,
        StatusCode::OK,
        &["Northline", "Join Northline", "Decline the invitation to Northline", "Manager", "All numbers"],
    );
    let at = format!("/invitations/waiting/{first}");
    for path in [format!("{at}/refusal"), at.clone()] {
        goes_to(&world.ask(&vera, Ask::form(&path, &[])).await, "/invitations");
        goes_to(&world.ask(&Client::Anonymous, Ask::form(&path, &[])).await, "/sign-in?return_to=%2Finvitations");
    }
    says(&look(&world, &Client::Anonymous, &first_path).await, StatusCode::OK, &[]);
    says(
        &look(&world, &nora, &format!("{at}/refusal")).await,
        StatusCode::OK,
        &["Decline this invitation?", "Northline"],
    );
    goes_to(&world.ask(&nora, Ask::form(format!("{at}/refusal"), &[])).await, "/invitations");
    says(&look(&world, &nora, &first_path).await, StatusCode::GONE, &["was declined"]);
    says(&look(&world, &nora, "/invitations").await, StatusCode::OK, &["No invitation is waiting"]);
    goes_to(&look(&world, &nora, &format!("{at}/refusal")).await, "/invitations");
    let (second, _) = invite(&world, &world.ours.owner, "nora@neighbour.example", Role::Viewer).await;
    world.house.fresh.run("update members set status = 'removed' where role = 'owner' and business_id = (select id from businesses where slug = 'neighbour')").await;
    says(&look(&world, &nora, "/").await, StatusCode::OK, &["You are invited", "1 number"]);
    goes_to(&world.ask(&nora, Ask::form(format!("/invitations/waiting/{second}"), &[])).await, "/b/northline");
    goes_to(&look(&world, &nora, "/").await, "/b/northline/calls");
}
