//! Inviting a whole list.

use crewline_core::access::{Role, Thing};
use crewline_core::db::Kind;
use crewline_core::ids::NumberId;
use crewline_core::invitations::{Draft, MAX_AT_ONCE, RowOutcome, StatusFilter, check_many, invite_many};
use crewline_core::members::{NumberAccess, own_access};
use crewline_core::numbers::{Number, release};
use crewline_core::{Error, both_engines};

use crate::invitation_fixture::{InvitationFixture, draft_for, viewer};

const ROWS: &str =
    "select (select count(*) from invitations) + (select count(*) from members) + (select count(*) from jobs where kind = 'letter')
    + (select count(*) from audit_entries) + (select count(*) from invitation_sends)";

async fn send(fixture: &InvitationFixture, rows: &[Draft]) -> Result<Vec<RowOutcome>, Error> {
    invite_many(fixture.db(), &fixture.owner().may().unwrap(), &fixture.terms, &fixture.composer, rows).await
}

#[both_engines]
async fn each_row_is_answered(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    fixture.team.business.neighbour().await;
    let one = fixture.team.business.number("One", "+12125550101").await;
    let pending = fixture.invite_as_owner(&draft_for("Already There", Role::Viewer)).await;
    let rows = [
        viewer("Vera Kim", &[one], &[]),
        Draft { email: "nora@neighbour.example".into(), ..draft_for("Nora F", Role::Manager) },
        Draft { email: "olga@northline.example".into(), ..draft_for("Olga", Role::Viewer) },
        draft_for("Already There", Role::Admin),
    ];
    let answers = send(&fixture, &rows).await.unwrap();
    assert!(matches!(&answers[0], RowOutcome::Invited { link: None, .. }), "{answers:?}");
    assert!(matches!(&answers[1], RowOutcome::Added(_)), "{answers:?}");
    assert!(matches!(&answers[2], RowOutcome::AlreadyMember(id) if *id == fixture.owner().member()), "{answers:?}");
    assert!(matches!(&answers[3], RowOutcome::AlreadyInvited(id) if *id == pending.id), "{answers:?}");
    assert_eq!(fixture.names(StatusFilter::Pending).await, ["Already There", "Vera Kim"]);
    assert_eq!(fixture.team.letters().await.len(), 3);
    let actions: Vec<_> = fixture.team.entries(2).await.into_iter().map(|entry| entry.0).collect();
    assert_eq!(actions, ["member.added", "invitation.sent"], "an entry for each");
}

#[both_engines]
async fn a_long_number_access_is_stored_completely(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    fixture.team.business.neighbour().await;
    let mut numbers = Vec::new();
    for at in 0..55 {
        numbers
            .push(fixture.team.business.number(&format!("Number {at:02}"), &format!("+1212555{:04}", 100 + at)).await);
    }
    let (client, other) =
        (fixture.team.business.group("Client", &numbers[..1]).await, fixture.team.business.group("Other", &[]).await);
    let nora = Draft { email: "nora@neighbour.example".into(), ..viewer("Nora F", &numbers, &[client, other]) };
    let rows = [viewer("Vera Kim", &numbers, &[client, other]), viewer("Ann Bell", &numbers, &[client, other]), nora];
    let answers = send(&fixture, &rows).await.unwrap();
    let whole = NumberAccess::Specific { numbers: numbers.iter().copied().collect(), groups: [client, other].into() };
    for answer in answers {
        match answer {
            RowOutcome::Invited { invitation, .. } => {
                assert_eq!(fixture.hold(&fixture.owner(), invitation).await.access, whole)
            }
            RowOutcome::Added(_) => {
                let nora = fixture.team.business.viewpoint("nora@neighbour.example").await.unwrap();
                assert_eq!(own_access(fixture.db(), &nora.may().unwrap()).await.unwrap(), whole);
            }
            other => panic!("{other:?}"),
        }
    }
    numbers[54] = released_number(&fixture).await;
    let answers =
        send(&fixture, &[viewer("Eve Moss", &numbers, &[]), viewer("Ida Moss", &numbers, &[])]).await.unwrap();
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, RowOutcome::Invalid(fields) if fields.get("number_access").is_some())),
        "{answers:?}"
    );
}

#[both_engines]
async fn one_mistake_stops_the_whole_list(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let max = fixture.team.business.person("Max Moor", Role::Manager).await;
    let rows = [
        draft_for("Vera Kim", Role::Viewer),
        Draft { email: "VERA.KIM@guest.example".into(), ..draft_for("Vera Twice", Role::Viewer) },
        draft_for("An Admin", Role::Admin),
        Draft { name: String::new(), ..draft_for("Nameless", Role::Viewer) },
        viewer("Empty", &[], &[]),
        viewer("Gone", &[released_number(&fixture).await], &[]),
    ];
    let (may, before) = (max.may().unwrap(), fixture.count(ROWS).await);
    let answers = invite_many(fixture.db(), &may, &fixture.terms, &fixture.composer, &rows).await.unwrap();
    let fields: Vec<_> = answers
        .iter()
        .map(|answer| match answer {
            RowOutcome::NotSent => "",
            RowOutcome::Invalid(fields) => fields.0[0].0,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(fields, ["", "email", "role", "name", "number_access", "number_access"]);
    let checked = check_many(fixture.db(), &may, &rows).await.unwrap();
    assert_eq!(checked.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, false, false, false]);
    assert_eq!(fixture.count(ROWS).await, before, "nothing is sent");
}

#[both_engines]
async fn too_few_seats_stop_the_whole_list(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(3)).await;
    let before = fixture.count(ROWS).await;
    let rows: Vec<_> = (0..3).map(|count| draft_for(&format!("Guest {count}"), Role::Viewer)).collect();
    let refused = send(&fixture, &rows).await.unwrap_err();
    assert!(matches!(&refused, Error::SeatLimit(limit) if limit.limit == 3), "{refused:?}");
    assert_eq!(fixture.count(ROWS).await, before, "nothing is sent");
    assert_eq!(send(&fixture, &rows[..2]).await.unwrap().len(), 2);
}

#[both_engines]
async fn a_list_has_a_maximum_length(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let rows = vec![draft_for("Vera Kim", Role::Viewer); MAX_AT_ONCE + 1];
    assert!(matches!(send(&fixture, &rows).await, Err(Error::Fields(fields)) if fields.get("rows").is_some()));
    assert!(send(&fixture, &[]).await.unwrap().is_empty());
}

async fn released_number(fixture: &InvitationFixture) -> NumberId {
    let id = fixture.team.business.number("Gone", "+13125550177").await;
    let held = Number::hold(fixture.db(), fixture.owner().may().unwrap(), id).await.unwrap();
    release(fixture.db(), &held).await.unwrap();
    id
}
