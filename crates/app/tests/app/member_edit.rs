//! Editing a member in the browser: the effect shown first, the change, and the refusals.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Answer, Client, Request};
use crate::world::World;

/// The digest of the shown change, in the form of a page.
fn change_digest_in(page: &str) -> String {
    let (_, after) = page.split_once("name=\"seen\" value=\"").expect("a digest");
    after.split('"').next().unwrap().to_owned()
}

async fn post(world: &World, client: &Client, member: &str, pairs: &[(&str, &str)]) -> Answer {
    world.send(client, Request::form(format!("/b/northline/members/{member}/edit"), pairs)).await
}

async fn member_json(world: &World, member: &str) -> String {
    let token = world.token(&world.ours.owner).await;
    world.send(&token, Request::get(format!("/api/v1/members/{member}"))).await.json()["member"].to_string()
}

#[both_engines]
async fn the_effect_of_an_edit_is_shown_and_confirmed_before_saving(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let viewer = world.viewer.member().to_string();
    let (ads, quartz) = (world.ours.numbers[0].to_string(), world.ours.numbers[1].to_string());
    let page = world.send(&owner, Request::get(format!("/b/northline/members/{viewer}/edit"))).await.text();
    for words in [
        "value=\"Vera Lund\"",
        "name=\"role\" value=\"viewer\" checked",
        "name=\"access\" value=\"specific\" checked",
        "Save Changes",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains(&format!("name=\"number_ids\" value=\"{ads}\" checked")));
    let narrower = [
        ("name", "Vera L"),
        ("role", "viewer"),
        ("access", "specific"),
        ("number_ids", quartz.as_str()),
        ("save", "yes"),
    ];
    let live = world.send(&owner, Request::form(format!("/b/northline/members/{viewer}/edit/effect"), &narrower)).await;
    for page in [live.text(), post(&world, &owner, &viewer, &narrower).await.text()] {
        for words in ["Loses 1 number and 1 call", "Gains 1 number and 1 call", "1 live session narrows"] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
    assert!(member_json(&world, &viewer).await.contains(&ads), "nothing is saved yet");
    // The digest of another change does not confirm this one.
    let other = [("name", "Vera L"), ("role", "viewer"), ("access", "all")];
    let other = change_digest_in(
        &world.send(&owner, Request::form(format!("/b/northline/members/{viewer}/edit/effect"), &other)).await.text(),
    );
    let answer = post(&world, &owner, &viewer, &[narrower.as_slice(), &[("seen", &other)]].concat()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let change_digest = change_digest_in(&live.text());
    let saved = post(&world, &owner, &viewer, &[narrower.as_slice(), &[("seen", &change_digest)]].concat()).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, format!("/b/northline/members/{viewer}").as_str())
    );
    assert_eq!(saved.flash(), "good:Your changes are saved. 1 live session follows from now on.");
    let now = member_json(&world, &viewer).await;
    assert!(now.contains(&quartz) && !now.contains(&ads) && now.contains("Vera L"), "{now}");
    assert_eq!(world.letters().await[0].0, "member_edited");
}

#[both_engines]
async fn a_name_change_needs_no_confirmation(kind: Kind) {
    let world = World::new(kind).await;
    let admin = world.cookie(&world.admin).await;
    let (mina, adam) = (world.manager.member().to_string(), world.admin.member().to_string());
    let saved = post(&world, &admin, &mina, &[("name", "Mina P"), ("role", "manager"), ("save", "yes")]).await;
    assert_eq!((saved.status, saved.flash().as_str()), (StatusCode::SEE_OTHER, "good:Your changes are saved."));
    // The form for oneself has only the name.
    let own = world.send(&admin, Request::get(format!("/b/northline/members/{adam}/edit"))).await.text();
    assert!(
        own.contains("value=\"Adam Reyes\"")
            && !own.contains("name=\"role\"")
            && own.contains("Ask another Owner or Admin")
    );
    assert_eq!(post(&world, &admin, &adam, &[("name", "Adam R")]).await.status, StatusCode::SEE_OTHER);
    let forged = post(&world, &admin, &adam, &[("name", "Adam R"), ("role", "owner"), ("seen", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(forged.text().contains("You can&#39;t change your own role or access"), "{}", forged.text());
    assert!(member_json(&world, &adam).await.contains("\"admin\""));
}

#[both_engines]
async fn a_demotion_lists_what_it_revokes(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, manager) = (world.cookie(&world.ours.owner).await, world.cookie(&world.manager).await);
    let mina = world.manager.member().to_string();
    let invited = [("name", "Max"), ("email", "max@guest.example"), ("role", "viewer"), ("access", "all")];
    world.send(&manager, Request::form("/b/northline/invitations", &invited)).await;
    let demoted = [("name", "Mina Park"), ("role", "viewer")];
    let without_access = post(&world, &owner, &mina, &demoted).await;
    assert_eq!(without_access.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without_access.text().contains("id=\"number_access-error\""), "no silent default");
    let demoted = [demoted.as_slice(), &[("access", "all")]].concat();
    let answer = post(&world, &owner, &mina, &demoted).await.text();
    for words in ["Manager becomes Viewer", "2 live sessions narrow", "1 of their invitations ends"] {
        assert!(answer.contains(words), "{words}: {answer}");
    }
    let saved =
        post(&world, &owner, &mina, &[demoted.as_slice(), &[("seen", &change_digest_in(&answer))]].concat()).await;
    assert_eq!(
        saved.flash(),
        "good:Your changes are saved. Mina Park is Viewer now. 2 live sessions follow from now on, 1 invitation ended."
    );
    assert_eq!(world.send(&manager, Request::get("/b/northline/invitations/new")).await.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn rules_and_mistakes_are_shown_in_the_edit_form(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, admin) = (world.cookie(&world.ours.owner).await, world.cookie(&world.admin).await);
    let (olga, viewer) = (world.ours.owner.member().to_string(), world.viewer.member().to_string());
    let rank = world.send(&admin, Request::get(format!("/b/northline/members/{olga}/edit"))).await;
    assert_eq!(rank.status, StatusCode::FORBIDDEN);
    assert!(rank.text().contains("Ask an Owner") && !rank.text().contains("Save Changes"), "{}", rank.text());
    let show = world.send(&admin, Request::get(format!("/b/northline/members/{olga}"))).await.text();
    assert!(!show.contains(&format!("/members/{olga}/edit")));
    let show = world.send(&admin, Request::get(format!("/b/northline/members/{viewer}"))).await.text();
    assert!(show.contains(&format!("href=\"/b/northline/members/{viewer}/edit\"")));
    let above = post(&world, &admin, &viewer, &[("name", "Vera"), ("role", "owner")]).await;
    assert_eq!(above.status, StatusCode::FORBIDDEN);
    assert!(
        above.text().contains("You can&#39;t give a role of your own rank or above.")
            && above.text().contains("value=\"Vera\""),
        "{}",
        above.text()
    );
    let one = world.theirs.numbers[0].to_string();
    for (pairs, field) in [
        (vec![("name", ""), ("role", "manager")], "name-error"),
        (vec![("name", "Vera"), ("role", "king")], "role-choice-error"),
        (vec![("name", "Vera"), ("role", "viewer"), ("access", "specific")], "number_access-error"),
        (
            vec![("name", "Vera"), ("role", "viewer"), ("access", "specific"), ("number_ids", "num_x")],
            "number_access-error",
        ),
    ] {
        let answer = post(&world, &owner, &viewer, &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pairs:?}");
        assert!(answer.text().contains(&format!("id=\"{field}\"")), "{pairs:?}: {}", answer.text());
    }
    let foreign = [("name", "Vera"), ("role", "viewer"), ("access", "specific"), ("number_ids", one.as_str())];
    let answer = post(&world, &owner, &viewer, &foreign).await.text();
    let saved =
        post(&world, &owner, &viewer, &[foreign.as_slice(), &[("seen", &change_digest_in(&answer))]].concat()).await;
    assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(saved.text().contains("from the list") && !saved.text().contains("Harbour"), "{}", saved.text());
    assert!(member_json(&world, &viewer).await.contains(&world.ours.numbers[0].to_string()), "nothing is changed");
}

#[both_engines]
async fn the_last_owner_cannot_be_demoted(kind: Kind) {
    let world = World::new(kind).await;
    let second = world.business.person("Otis Reed", Role::Owner).await;
    let (owner, other) = (world.cookie(&world.ours.owner).await, world.cookie(&second).await);
    let (olga, otis) = (world.ours.owner.member().to_string(), second.member().to_string());
    let demoted = [("name", "Otis Reed"), ("role", "admin")];
    let answer = post(&world, &owner, &otis, &demoted).await.text();
    assert!(answer.contains("Owner becomes Admin"));
    assert_eq!(
        post(&world, &owner, &otis, &[demoted.as_slice(), &[("seen", &change_digest_in(&answer))]].concat())
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let refused = post(&world, &other, &olga, &[("name", "Olga Marsh"), ("role", "admin"), ("seen", "x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "Otis Reed is an Admin by now");
    assert!(member_json(&world, &olga).await.contains("\"owner\""));
}

#[both_engines]
async fn an_edit_opened_from_a_list_comes_back_to_it_and_never_leads_elsewhere(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let list = "/b/northline/users?role=viewer&sort=-name";
    let page = world.send(&owner, Request::get(list)).await.text();
    let member = world.viewer.member().to_string();
    let link =
        format!("/b/northline/members/{member}/edit?return_to=%2Fb%2Fnorthline%2Fusers%3Frole%3Dviewer%26sort%3D-name");
    assert!(page.contains(&link.replace('&', "&#38;")), "{page}");
    let form = world.send(&owner, Request::get(&link)).await.text();
    assert!(form.contains("name=\"return_to\" value=\"/b/northline/users?role=viewer&#38;sort=-name\""), "{form}");
    let saved = post(&world, &owner, &member, &[("name", "Vera L"), ("save", "yes"), ("return_to", list)]).await;
    saved.assert_redirects_to(list);
    let number = world.ours.numbers[0].to_string();
    let numbers = "/b/northline/numbers?q=meadow";
    let page = world.send(&owner, Request::get(numbers)).await.text();
    assert!(
        page.contains(&format!("/numbers/{number}/edit?return_to=%2Fb%2Fnorthline%2Fnumbers%3Fq%3Dmeadow")),
        "{page}"
    );
    let edit = format!("/b/northline/numbers/{number}/edit");
    let fields = [("friendly_name", "Meadow Ads"), ("return_to", numbers)];
    world.send(&owner, Request::form(&edit, &fields)).await.assert_redirects_to(numbers);
    for elsewhere in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"] {
        let fields = [("name", "Vera L"), ("save", "yes"), ("return_to", elsewhere)];
        let saved = post(&world, &owner, &member, &fields).await;
        saved.assert_redirects_to(&format!("/b/northline/members/{member}"));
        let fields = [("friendly_name", "Meadow Ads"), ("return_to", elsewhere)];
        let saved = world.send(&owner, Request::form(&edit, &fields)).await;
        saved.assert_redirects_to(&format!("/b/northline/numbers/{number}"));
    }
}
