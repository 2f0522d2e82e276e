//! The Owner deletes the business, everybody is out, and the Owner takes it back.

use axum::http::{Method, StatusCode};
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::testing::PASSWORD;
use mock_carrier::sign;

use crate::client::{Answer, Client, Request};
use crate::world::World;

const FORM: &str = "/b/northline/settings/business/deletion";
const PAGE: &str = "/b/northline/deletion";
const SECRET: &str = "the-carriers-own-token";

async fn get(world: &World, client: &Client, path: &str) -> Answer {
    world.send(client, Request::get(path)).await
}

async fn delete_with(world: &World, client: &Client, name: &str, password: &str) -> Answer {
    world.send(client, Request::form(FORM, &[("deleted_name", name), ("confirm_password", password)])).await
}

async fn delete(world: &World) {
    let olga = world.cookie(&world.ours.owner).await;
    delete_with(world, &olga, "Northline", PASSWORD).await.assert_redirects_to(PAGE);
}

async fn webhook(world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/carrier/northline/{path}");
    let owned: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let signature = sign::twilio(SECRET, &world.program.app.link(&path), &owned);
    let request = Request::new(Method::POST, &path).header("x-twilio-signature", signature);
    world.send(&Client::Anonymous, request.body("application/x-www-form-urlencoded", body)).await
}

#[both_engines]
async fn the_owner_types_the_name_and_the_password_and_everybody_is_out_at_once(kind: Kind) {
    let world = World::new(kind).await;
    let olga = world.cookie(&world.ours.owner).await;
    let (adam, vera) = (world.cookie(&world.admin).await, world.cookie(&world.viewer).await);
    let token = world.token(&world.manager).await;
    let acting = world.logged_in_as(&world.viewer, true).await;
    let mut streams = [world.stream(&vera).await, world.stream(&token).await, world.stream(&acting).await];
    let link = get(&world, &olga, "/b/northline/settings/business").await;
    link.assert_says(StatusCode::OK, &["Delete the business", &format!("href=\"{FORM}\"")]);
    assert!(!get(&world, &adam, "/b/northline/settings/business").await.text().contains("Delete the business"));
    assert_eq!(get(&world, &adam, FORM).await.status, StatusCode::NOT_FOUND);
    let on_opening = get(&world, &olga, FORM).await;
    // The password is asked for, although it was entered just now.
    let words = ["3 numbers", "3 calls", "confirm_password", "Monday, 9 March 2026, 08:00 (America/New York)"];
    on_opening.assert_says(StatusCode::OK, &words);

    for (name, password, sentence) in [
        ("Northlin", PASSWORD, "Type the name as it is: Northline"),
        ("Northline", "not my password", "This is not your password."),
        ("Northline", "", "Enter your password"),
    ] {
        let refused = delete_with(&world, &olga, name, password).await;
        refused.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence, &format!("value=\"{name}\"")]);
    }
    assert_eq!(delete_with(&world, &acting, "Northline", PASSWORD).await.status, StatusCode::NOT_FOUND);
    let acting_as_owner = world.business.person("Otto Berg", Role::Owner).await;
    assert_eq!(get(&world, &vera, "/b/northline/calls").await.status, StatusCode::OK, "nothing has happened yet");

    delete_with(&world, &olga, "northline", PASSWORD).await.assert_redirects_to(PAGE);
    for stream in &mut streams {
        stream.read_to_end().await;
    }
    for (client, words) in [
        (&vera, ["Northline was deleted", "its Owners can take it back"]),
        (&adam, ["Northline was deleted", "its Owners can take it back"]),
        (&olga, ["Northline was deleted", &format!("href=\"{PAGE}\"")]),
    ] {
        for path in ["/b/northline/calls", "/b/northline/settings/profile", "/b/northline/no-such-page"] {
            let answer = get(&world, client, path).await;
            let text = answer.text().replace("<bdi>", "").replace("</bdi>", "");
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            for word in words {
                assert!(text.contains(word), "{path}: {word}: {text}");
            }
        }
    }
    assert_eq!(get(&world, &token, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let stream = get(&world, &vera, "/b/northline/live").await;
    assert_eq!(stream.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&world, &vera, PAGE).await.status, StatusCode::NOT_FOUND, "only for its Owners");
    // A stranger learns nothing: a business that is deleted is one that does not exist.
    let nora = world.cookie(&world.theirs.owner).await;
    for path in ["calls", "deletion", "no-such-page"] {
        let there = get(&world, &nora, &format!("/b/northline/{path}")).await;
        let nowhere = get(&world, &nora, &format!("/b/nowhere/{path}")).await;
        assert_eq!((there.status, there.body), (nowhere.status, nowhere.body), "{path}");
    }
    // A person who is in no other business signs in, and is told so.
    let start = get(&world, &vera, "/").await;
    start.assert_says(StatusCode::OK, &["You are in no business", "was deleted"]);
    assert!(!start.text().contains(PAGE));
    get(&world, &olga, "/").await.assert_says(StatusCode::OK, &[&format!("href=\"{PAGE}\"")]);
    let letters = world.letters().await;
    let deleted: Vec<_> = letters.iter().filter(|(kind, _)| kind == "business_deleted").collect();
    assert_eq!(deleted.len(), 2, "each Owner");
    assert!(deleted[0].1.text.contains("Monday, 9 March 2026, 08:00 (America/New York)"), "{}", deleted[0].1.text);
    assert!(deleted[0].1.text.contains("/b/northline/deletion"));

    // Any Owner takes it back.
    let otto = world.cookie(&acting_as_owner).await;
    let page = get(&world, &otto, PAGE).await;
    page.assert_says(StatusCode::OK, &["Monday, 9 March 2026, 08:00 (America/New York)", "Take "]);
    let back = world.send(&otto, Request::form(format!("{PAGE}/withdrawal"), &[])).await;
    back.assert_redirects_to("/b/northline");
    assert!(back.flash().contains("Northline is back"), "{}", back.flash());
    for client in [&olga, &adam, &vera] {
        assert_eq!(get(&world, client, "/b/northline/calls").await.status, StatusCode::OK);
    }
    assert_eq!(get(&world, &token, "/api/v1/me").await.status, StatusCode::OK);
    // A letter that is followed late leads to the business.
    let late = get(&world, &olga, PAGE).await;
    late.assert_redirects_to("/b/northline");
    assert_eq!(late.flash(), "good:Northline is not deleted.");
    assert_eq!(get(&world, &adam, PAGE).await.status, StatusCode::NOT_FOUND);
    let log = get(&world, &olga, "/b/northline/audit").await.text();
    assert!(log.contains("Business deleted") && log.contains("Business taken back"), "{log}");
}

#[both_engines]
async fn callers_of_a_deleted_business_hear_a_sentence_and_nothing_is_recorded(kind: Kind) {
    let world = World::new(kind).await;
    let draft =
        Draft { provider: "twilio".into(), account: "AC1".into(), secret: Some(SECRET.into()), ..Draft::default() };
    let app = &world.program.app;
    set_by_operator(&app.db, &app.seal, &world.business.operator, draft).await.unwrap();
    let call = [("CallSid", "CA1"), ("AccountSid", "AC1"), ("From", "+14155550123"), ("To", "+12125550100")];
    let forwarded = webhook(&world, "voice", &call).await;
    forwarded.assert_says(StatusCode::OK, &["<Dial"]);
    delete(&world).await;
    let counts = || async {
        let mut counts = Vec::new();
        for table in ["calls", "messages", "carrier_refusals"] {
            counts.push(world.business.database.number(&format!("select count(*) from {table}")).await);
        }
        counts
    };
    let before = counts().await;
    for path in ["voice", "fallback"] {
        let answer =
            webhook(&world, path, &[("CallSid", "CA2"), ("To", "+12125550100"), ("From", "+14155550123")]).await;
        answer.assert_says(StatusCode::OK, &["cannot take calls", "<Hangup"]);
    }
    // A call that was put through before ends as it would have.
    let ended = [("CallSid", "CA1"), ("DialCallStatus", "completed"), ("DialCallDuration", "30")];
    let after = webhook(&world, "voice/next/dial", &ended).await;
    assert_eq!((after.status, after.text().contains("<Say")), (StatusCode::OK, false), "{}", after.text());
    for path in ["status", "recording", "message-status"] {
        let fields =
            [("CallSid", "CA1"), ("CallStatus", "completed"), ("MessageSid", "SM1"), ("MessageStatus", "sent")];
        assert_eq!(webhook(&world, path, &fields).await.status, StatusCode::NO_CONTENT, "{path}");
    }
    let text = [("MessageSid", "SM1"), ("From", "+14155550123"), ("To", "+12125550100"), ("Body", "hello")];
    webhook(&world, "message", &text).await.assert_says(StatusCode::OK, &["<Response"]);
    assert_eq!(counts().await, before, "nothing is recorded or counted");
    // A wrong signature is refused as everywhere.
    let forged = world.send(&Client::Anonymous, Request::form("/carrier/northline/voice", &call)).await;
    let unknown = world.send(&Client::Anonymous, Request::form("/carrier/nowhere/voice", &call)).await;
    assert_eq!((forged.status, forged.body), (unknown.status, unknown.body));
}

#[both_engines]
async fn links_of_a_deleted_business_are_dead_and_its_name_stays_taken(kind: Kind) {
    let world = World::new(kind).await;
    let letters = world.letters().await;
    let olga = world.cookie(&world.ours.owner).await;
    let invite = [("name", "Ivy"), ("email", "ivy@example.com"), ("role", "viewer"), ("access", "all")];
    assert!(world.send(&olga, Request::form("/b/northline/invitations", &invite)).await.status.is_redirection());
    let sent = world.letters().await;
    let text = &sent[letters.len()].1.text;
    let at = text.find("/invitations/").unwrap();
    let link: String = text[at..].chars().take_while(|c| !c.is_whitespace()).collect();
    assert_eq!(get(&world, &Client::Anonymous, &link).await.status, StatusCode::OK);
    delete(&world).await;
    let dead = get(&world, &Client::Anonymous, &link).await;
    let unknown = get(&world, &Client::Anonymous, "/invitations/no-such-token-at-all-0123456789").await;
    assert_eq!(dead.status, unknown.status);
    let accept = Request::form(&link, &[("name", "Ivy"), ("password", PASSWORD)]);
    assert!(!world.send(&Client::Anonymous, accept).await.status.is_success());
    let people = world.business.database.number("select count(*) from users where email = 'ivy@example.com'").await;
    assert_eq!(people, 0);
    let new = crewline_core::members::NewBusiness {
        business: "Northline".into(),
        name: "Ann".into(),
        email: "ann@example.com".into(),
        password: PASSWORD.into(),
        time_zone: "UTC".into(),
        country: "US".into(),
    };
    let passwords = crewline_core::accounts::Passwords::with_limit(1);
    let other = crewline_core::members::create_business(world.db(), &passwords, new).await.unwrap();
    assert_eq!(other.slug, "northline-2");
}
