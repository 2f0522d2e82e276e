//! Refusals keep the sidebar and the banner of Log in as; a person who is out of a business is told so; and no form is shown
//! that would be refused on sending.

use axum::http::StatusCode;
use crewline_core::access::{Role, Viewpoint};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Answer, Client, Request};
use crate::world::World;

async fn get(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

#[both_engines]
async fn a_refusal_under_log_in_as_keeps_the_sidebar_and_the_way_to_allow_changes(kind: Kind) {
    let world = World::new(kind).await;
    for (person, pages) in [
        (&world.admin, vec!["settings/profile", "settings/security", "settings/api", "leave", "numbers/new"]),
        (&world.viewer, vec!["settings", "settings/profile", "users", "audit", "no-such-page"]),
    ] {
        let acting = world.logged_in_as(person, false).await;
        for page in pages {
            let answer = get(&world, &acting, &format!("/b/northline/{page}")).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{page}: {}", answer.status);
            let text = answer.text();
            for part in ["<nav aria-label=\"Main\">", "class=\"acting\"", ">Allow changes</a>", "Return to my account"]
            {
                assert!(text.contains(part), "{page} has no {part}: {text}");
            }
            // Its forms are bound to the period.
            assert!(text.contains("name=\"logged_in_as\""), "{page}");
        }
        // A page that only needs changes leads to them.
        let looking = get(&world, &acting, "/b/northline/numbers/new").await;
        if person.role() == Role::Admin {
            let way = "class=\"button primary\" href=\"/b/northline/impersonation/changes\"";
            looking.assert_says(StatusCode::FORBIDDEN, &["You are looking only", way]);
        }
    }
}

#[both_engines]
async fn a_refusal_in_ones_own_business_keeps_the_sidebar(kind: Kind) {
    let world = World::new(kind).await;
    let vera = world.cookie(&world.viewer).await;
    for page in ["users", "audit", "no-such-page", "calls?status=nonsense", "numbers/num_unknown"] {
        let answer = get(&world, &vera, &format!("/b/northline/{page}")).await;
        assert!(answer.status.is_client_error(), "{page}: {}", answer.status);
        answer.assert_says(answer.status, &["<nav aria-label=\"Main\">", "Vera Lund"]);
    }
    let own = get(&world, &vera, "/b/northline/users").await;
    let unknown = get(&world, &vera, "/b/northline/there-is-no-such-page").await;
    assert_eq!(own.body, unknown.body, "a page that the role may not use is one that does not exist");
}

#[both_engines]
async fn a_removed_person_is_told_so_and_a_stranger_learns_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, vera) = (world.cookie(&world.ours.owner).await, world.cookie(&world.viewer).await);
    let mut stream = world.stream(&vera).await;
    let path = format!("/b/northline/members/{}/remove", world.viewer.member());
    assert_eq!(world.send(&olga, Request::form(&path, &[])).await.status, StatusCode::OK);
    stream.read_to_end().await;
    // The page that is open asks for itself when its stream has ended, and every other address answers alike.
    let told = get(&world, &vera, "/b/northline/calls").await;
    let words = ["You are no longer a member of <bdi>Northline</bdi>", "action=\"/sign-out\""];
    told.assert_says(StatusCode::NOT_FOUND, &words);
    for path in ["/b/northline", "/b/northline/numbers", "/b/northline/no-such-page", "/b/northline/deletion"] {
        assert_eq!(get(&world, &vera, path).await.body, told.body, "{path}");
    }
    let sent = world.send(&vera, Request::form("/b/northline/settings/profile", &[("name", "Vera")])).await;
    assert_eq!((sent.status, &sent.body), (told.status, &told.body), "a form that is sent");
    // The other businesses are linked.
    let neighbour = world.theirs.owner.clone();
    let other = crewline_core::access::operator(world.db(), neighbour.slug()).await.unwrap();
    let member = crewline_core::members::NewMember {
        email: crewline_core::accounts::Email::read(world.viewer.email()).unwrap(),
        name: "Vera".into(),
        role: Role::Viewer,
        access: crewline_core::members::NumberAccess::All,
        password_hash: None,
    };
    crewline_core::members::add_by_operator(world.db(), &other, member).await.unwrap();
    get(&world, &vera, "/b/northline/calls").await.assert_says(StatusCode::NOT_FOUND, &["href=\"/b/neighbour\""]);
    // A person who never was a member gets the bytes of a mistyped address.
    let nora = world.cookie(&neighbour).await;
    let (there, nowhere) =
        (get(&world, &nora, "/b/northline/calls").await, get(&world, &nora, "/b/nowhere/calls").await);
    assert_eq!((there.status, &there.body), (nowhere.status, &nowhere.body));
    assert!(!there.text().contains("Northline"));
}

/// The forms that open on somebody, and whether a role may open them on a role.
fn forms(member: &Viewpoint) -> [(&'static str, String); 3] {
    let path = format!("/b/northline/members/{}", member.member());
    [("remove", format!("{path}/remove")), ("edit", format!("{path}/edit")), ("log in as", format!("{path}/log-in-as"))]
}

#[both_engines]
async fn no_form_about_a_member_is_shown_that_would_be_refused(kind: Kind) {
    let world = World::new(kind).await;
    let second = world.business.person("Second Owner", Role::Owner).await;
    let other_admin = world.business.person("Other Admin", Role::Admin).await;
    for person in [&world.ours.owner, &world.admin] {
        let client = world.cookie(person).await;
        for other in [&second, &other_admin, &world.manager, &world.viewer, person] {
            for (name, path) in forms(other) {
                let about = format!("{} {name} {}", person.role(), other.name());
                let is_own = other.member() == person.member();
                let outranks = person.role().outranks(other.role());
                let is_shown = match name {
                    // One's own display name may be changed.
                    "edit" => is_own || person.role() == Role::Owner || outranks,
                    "remove" => !is_own && (person.role() == Role::Owner || outranks),
                    _ => !is_own && outranks,
                };
                let answer = get(&world, &client, &path).await;
                let main = answer.text();
                let main = main.split("<main").nth(1).unwrap_or_default();
                assert_eq!(main.contains("<form"), is_shown, "{about}: {main}");
                assert_eq!(answer.status, if is_shown { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{about}");
                if !is_shown {
                    assert!(main.contains("You can"), "{about}: {main}");
                }
            }
        }
    }
}

#[both_engines]
async fn no_form_about_an_invitation_or_the_ownership_is_shown_that_would_be_refused(kind: Kind) {
    let world = World::new(kind).await;
    let (olga, adam, mina) =
        (world.cookie(&world.ours.owner).await, world.cookie(&world.admin).await, world.cookie(&world.manager).await);
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("role", "admin")];
    assert!(world.send(&olga, Request::form("/b/northline/invitations", &fields)).await.status.is_redirection());
    let owner = world.token(&world.ours.owner).await;
    let list = get(&world, &owner, "/api/v1/invitations").await.json();
    let invitations = list["invitations"].as_array().unwrap();
    let id = invitations.iter().find(|each| each["email"] == "ada@example.com").unwrap()["id"].as_str().unwrap();
    for page in ["cancel", "edit"] {
        let path = format!("/b/northline/invitations/{id}/{page}");
        assert_eq!(get(&world, &olga, &path).await.status, StatusCode::OK);
        for client in [&adam, &mina] {
            let answer = get(&world, client, &path).await;
            answer.assert_says(StatusCode::FORBIDDEN, &["You can"]);
            assert!(!answer.text().split("<main").nth(1).unwrap().contains("<form"), "{page}");
        }
    }
    let cancelled = format!("/b/northline/invitations/{id}/cancel");
    assert!(world.send(&olga, Request::form(&cancelled, &[])).await.status.is_redirection());
    get(&world, &olga, &cancelled).await.assert_says(StatusCode::GONE, &["cancelled already"]);

    let second = world.business.person("Second Owner", Role::Owner).await;
    for (member, status, words) in
        [(&world.ours.owner, StatusCode::FORBIDDEN, "You can"), (&second, StatusCode::CONFLICT, "is an Owner already")]
    {
        let path = format!("/b/northline/members/{}/ownership", member.member());
        get(&world, &olga, &path).await.assert_says(status, &[words]);
    }
    let path = format!("/b/northline/members/{}/ownership", world.admin.member());
    get(&world, &olga, &path).await.assert_says(StatusCode::OK, &["<form"]);
    assert!(world.send(&olga, Request::form(&path, &[])).await.status.is_redirection());
    let path = format!("/b/northline/members/{}/ownership", world.manager.member());
    get(&world, &olga, &path).await.assert_says(StatusCode::CONFLICT, &["offered to somebody already"]);
    // A released number is edited no more.
    let number = world.new_number().await;
    let release = format!("/b/northline/numbers/{number}/release");
    assert!(world.send(&olga, Request::form(&release, &[])).await.status.is_redirection());
    let answer = get(&world, &olga, &format!("/b/northline/numbers/{number}/edit")).await;
    answer.assert_says(StatusCode::CONFLICT, &["was released"]);
}
