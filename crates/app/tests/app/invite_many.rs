//! Inviting a list of people in the browser: checked as a whole, answered row by row.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::{Answer, Client, Request};
use crate::world::{Program, World};

const MANY: &str = "/b/northline/invitations/many";

async fn post(world: &World, client: &Client, pairs: &[(&str, &str)]) -> Answer {
    world.send(client, Request::form(MANY, pairs)).await
}

#[both_engines]
async fn a_pasted_list_is_invited_and_each_row_answered(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let rows = format!(
        "Name;E-mail;Role;Number access\n\
         Vera;vera@guest.example;;\n\
         Max;max@guest.example;Manager;\n\
         Ann;ann@guest.example;viewer;\"meadow group; Meadow ads\"\n\
         Bob;bob@guest.example;viewer;(212) 555-0101\n\
         Nora;nora@neighbour.example;viewer;all\n\
         Adam;{};viewer;all\n\
         Gus;GUEST@meadow.example;viewer;all\n",
        world.admin.email()
    );
    let form = [
        ("rows", rows.as_str()),
        ("role", "viewer"),
        ("access", "specific"),
        ("number_ids", &world.ours.numbers[2].to_string()),
        ("send", "yes"),
    ];
    let answer = post(&world, &owner, &form).await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    assert!(page.contains("4 invitations are made, 1 person is a member now, 2 were there already."), "{page}");
    assert!(
        page.contains(&format!("/b/northline/members/{}", world.admin.member()))
            && page.contains("users?q=GUEST%40meadow.example"),
        "{page}"
    );
    let letters = world.letters().await;
    let letters_sent: Vec<_> = letters.iter().map(|(kind, letter)| (kind.as_str(), letter.text.clone())).collect();
    for (at, (kind, words)) in [
        ("invitation", "as Viewer (1 number)."),
        ("invitation", "as Manager (all numbers)."),
        ("invitation", "as Viewer (1 number and 1 group)."),
        ("invitation", "as Viewer (1 number)."),
        ("member_added", "as Viewer (all numbers)."),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(letters_sent[at].0 == kind && letters_sent[at].1.contains(words), "{at}: {letters_sent:?}");
    }
    assert_eq!(letters_sent.len(), 5);
    let second = post(&world, &owner, &form).await.text();
    assert!(second.contains("7 were there already."), "the second time nobody is invited");
}

#[both_engines]
async fn one_mistake_stops_the_list_and_every_mistake_is_shown(kind: Kind) {
    let world = World::new(kind).await;
    let manager = world.cookie(&world.manager).await;
    let before = world.business.database.rows("select id from invitations").await.len();
    let rows = "Vera,vera@guest.example,viewer,all\nMax,max@guest.example,manager,\nAnn,nobody,viewer,all\n\
        Bob,bob@guest.example,viewer,Harbour group\nEve,VERA@guest.example,viewer,all\nUna,una@guest.example,viewer,\n,who@guest.example,king,all\n";
    let answer = post(&world, &manager, &[("rows", rows), ("send", "yes")]).await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "6 of 7 rows have to be changed",
        "Choose a lower role, or ask an Owner.",
        "E-mail: This is not an e-mail address.",
        "There is no number or group “Harbour group”.",
        "This address is in row 1 already.",
        "Choose what the Viewer is to see",
        "Name: Fill this in.",
        "Role: Choose Owner, Admin, Manager or Viewer.",
        "una@guest.example,viewer,",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (rows, words) in [
        ("  \n", "Paste at least one row"),
        ("\"", ""),
        (&"Vera,v@guest.example\n".repeat(501), "Invite 500 people at once at most."),
    ] {
        let answer = post(&world, &manager, &[("rows", rows)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }
    let all = (world.business.database.rows("select id from invitations").await.len(), world.letters().await.len());
    assert_eq!(all, (before, 0), "nothing is sent");
    let searched = post(&world, &manager, &[("rows", rows), ("access_do", "find"), ("access_q", "ads")]).await;
    assert!(
        searched.status == StatusCode::OK && searched.text().contains("una@guest.example,viewer,"),
        "the typed rows are kept"
    );
}

#[both_engines]
async fn a_list_with_too_few_seats_sends_nothing(kind: Kind) {
    let (program, business) = Program::with_seats(kind, 3).await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let rows = "A,a@guest.example,manager\nB,b@guest.example,manager\nC,c@guest.example,manager\n";
    let full = program.send(&owner, Request::form(MANY, &[("rows", rows)])).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    assert!(
        full.text().contains("3 people do not fit into the 3 seats of your plan: 1 of 3 seats are used."),
        "{}",
        full.text()
    );
    assert!(full.text().contains("/settings/billing") && full.text().contains("b@guest.example"));
    assert_eq!(program.letters(&business).await.len(), 0);
    let two = program
        .send(&owner, Request::form(MANY, &[("rows", "A,a@guest.example,manager\nB,b@guest.example,manager\n")]))
        .await;
    assert_eq!(two.status, StatusCode::OK, "{}", two.text());
    assert!(
        program.send(&owner, Request::get(MANY)).await.text().contains("3 of 3 seats"),
        "the prompt instead of the form"
    );
}

#[both_engines]
async fn one_person_and_one_seat_are_written_in_the_singular(kind: Kind) {
    let (program, business) = Program::with_seats(kind, 1).await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let full = program.send(&owner, Request::form(MANY, &[("rows", "A,a@guest.example,manager\n")])).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    let words = "1 person does not fit into the one seat of your plan: 1 of 1 seat is used.";
    assert!(full.text().contains(words), "{}", full.text());
}

#[both_engines]
async fn without_email_each_row_shows_its_link(kind: Kind) {
    let (program, business) = Program::with_settings(kind, |config| config.smtp_url = None).await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let rows = "<b>A</b>,a@guest.example,manager\nB,b@guest.example,manager\n";
    let page = program.send(&owner, Request::form(MANY, &[("rows", rows)])).await.text();
    // In the row, among all links to copy, and once more in the file.
    assert_eq!(page.matches("/invitations/").count() - page.matches("/b/northline/invitations/").count(), 4, "{page}");
    let file = page.split_once("href=\"data:text/csv;charset=utf-8,").unwrap().1.split_once('"').unwrap().0;
    let file = percent_encoding::percent_decode_str(file).decode_utf8().unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "\u{feff}Name,E-mail,Link"), "{file}");
    assert!(lines[1].starts_with("<b>A</b>,a@guest.example,http://"), "{file}");
    assert!(page.contains("shown only once") && !page.contains("<b>A</b>"), "{page}");
}
