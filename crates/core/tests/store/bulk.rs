//! Inviting a whole list.

use crewline_core::access::{Role, Thing};
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::invitations::{Answer, Draft, MOST_AT_ONCE, Which, check_many, invite_many};
use crewline_core::members::{NumberAccess, own_access};
use crewline_core::numbers::{Number, release};
use crewline_core::{Error, both_engines};

use crate::desk::{Desk, guest, viewer};

const ROWS: &str =
    "select (select count(*) from invitations) + (select count(*) from members) + (select count(*) from jobs where kind = 'letter')
    + (select count(*) from audit_entries) + (select count(*) from invitation_sends)";

async fn send(desk: &Desk, rows: &[Draft]) -> Result<Vec<Answer>, Error> {
    invite_many(desk.db(), &desk.owner().may().unwrap(), &desk.terms, &desk.composer, rows).await
}

#[both_engines]
async fn each_row_is_answered(kind: Kind) {
    let desk = Desk::new(kind).await;
    desk.team.house.neighbour().await;
    let one = desk.team.house.number("One", "+12125550101").await;
    let there = desk.invited(&guest("Already There", Role::Viewer)).await;
    let rows = [
        viewer("Vera Kim", &[one], &[]),
        Draft { email: "nora@neighbour.example".into(), ..guest("Nora F", Role::Manager) },
        Draft { email: "olga@northline.example".into(), ..guest("Olga", Role::Viewer) },
        guest("Already There", Role::Admin),
    ];
    let answers = send(&desk, &rows).await.unwrap();
    assert!(matches!(&answers[0], Answer::Invited { link: None, .. }), "{answers:?}");
    assert!(matches!(&answers[1], Answer::Added(_)), "{answers:?}");
    assert!(matches!(&answers[2], Answer::AlreadyMember(id) if *id == desk.owner().member()), "{answers:?}");
    assert!(matches!(&answers[3], Answer::AlreadyInvited(id) if *id == there.id), "{answers:?}");
    assert_eq!(desk.names(Which::Pending).await, ["Already There", "Vera Kim"]);
    assert_eq!(desk.team.letters().await.len(), 3);
    let actions: Vec<_> = desk.team.entries(2).await.into_iter().map(|entry| entry.0).collect();
    assert_eq!(actions, ["member.added", "invitation.sent"], "an entry for each");
}

#[both_engines]
async fn a_long_number_access_is_kept_whole(kind: Kind) {
    let desk = Desk::new(kind).await;
    desk.team.house.neighbour().await;
    let mut numbers = Vec::new();
    for at in 0..55 {
        numbers.push(desk.team.house.number(&format!("Number {at:02}"), &format!("+1212555{:04}", 100 + at)).await);
    }
    let (client, other) =
        (desk.team.house.group("Client", &numbers[..1]).await, desk.team.house.group("Other", &[]).await);
    let nora = Draft { email: "nora@neighbour.example".into(), ..viewer("Nora F", &numbers, &[client, other]) };
    let rows = [viewer("Vera Kim", &numbers, &[client, other]), viewer("Ann Bell", &numbers, &[client, other]), nora];
    let answers = send(&desk, &rows).await.unwrap();
    let whole = NumberAccess::Specific { numbers: numbers.iter().copied().collect(), groups: [client, other].into() };
    for answer in answers {
        match answer {
            Answer::Invited { invitation, .. } => assert_eq!(desk.hold(&desk.owner(), invitation).await.access, whole),
            Answer::Added(_) => {
                let nora = desk.team.house.viewpoint("nora@neighbour.example").await.unwrap();
                assert_eq!(own_access(desk.db(), &nora.may().unwrap()).await.unwrap(), whole);
            }
            other => panic!("{other:?}"),
        }
    }
    numbers[54] = gone(&desk).await;
    let answers = send(&desk, &[viewer("Eve Moss", &numbers, &[]), viewer("Ida Moss", &numbers, &[])]).await.unwrap();
    assert!(
        answers.iter().all(|answer| matches!(answer, Answer::Mistaken(fields) if fields.of("number_access").is_some())),
        "{answers:?}"
    );
}

#[both_engines]
async fn one_mistake_holds_the_whole_list_back(kind: Kind) {
    let desk = Desk::new(kind).await;
    let max = desk.team.house.person("Max Moor", Role::Manager).await;
    let rows = [
        guest("Vera Kim", Role::Viewer),
        Draft { email: "VERA.KIM@guest.example".into(), ..guest("Vera Twice", Role::Viewer) },
        guest("An Admin", Role::Admin),
        Draft { name: String::new(), ..guest("Nameless", Role::Viewer) },
        viewer("Empty", &[], &[]),
        viewer("Gone", &[gone(&desk).await], &[]),
    ];
    let (may, before) = (max.may().unwrap(), desk.count(ROWS).await);
    let answers = invite_many(desk.db(), &may, &desk.terms, &desk.composer, &rows).await.unwrap();
    let fields: Vec<_> = answers
        .iter()
        .map(|answer| match answer {
            Answer::Waits => "",
            Answer::Mistaken(fields) => fields.0[0].0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(fields, ["", "email", "role", "name", "number_access", "number_access"]);
    let checked = check_many(desk.db(), &may, &rows).await.unwrap();
    assert_eq!(checked.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, false, false, false]);
    assert_eq!(desk.count(ROWS).await, before, "nothing is sent");
}

#[both_engines]
async fn too_few_seats_hold_the_whole_list_back(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(3)).await;
    let before = desk.count(ROWS).await;
    let rows: Vec<_> = (0..3).map(|count| guest(&format!("Guest {count}"), Role::Viewer)).collect();
    let refused = send(&desk, &rows).await.unwrap_err();
    assert!(matches!(&refused, Error::SeatLimit(limit) if limit.limit == 3), "{refused:?}");
    assert_eq!(desk.count(ROWS).await, before, "nothing is sent");
    assert_eq!(send(&desk, &rows[..2]).await.unwrap().len(), 2);
}

#[both_engines]
async fn a_list_has_its_length(kind: Kind) {
    let desk = Desk::new(kind).await;
    let rows = vec![guest("Vera Kim", Role::Viewer); MOST_AT_ONCE + 1];
    assert!(matches!(send(&desk, &rows).await, Err(Error::Fields(fields)) if fields.of("rows").is_some()));
    assert!(send(&desk, &[]).await.unwrap().is_empty());
}

/// A number that was released.
async fn gone(desk: &Desk) -> NumberId {
    let id = desk.team.house.number("Gone", "+13125550177").await;
    let held = Number::hold(desk.db(), desk.owner().may().unwrap(), id).await.unwrap();
    release(desk.db(), &held).await.unwrap();
    id
}
