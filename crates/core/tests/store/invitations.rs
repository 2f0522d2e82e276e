//! Inviting: every outcome, every refusal, and what happens at the same moment.

use std::collections::BTreeSet;

use crewline_core::access::{Role, Rule, Thing, actions};
use crewline_core::db::{self, Kind};
use crewline_core::invitations::{
    self, Draft, Existing, Filter, Invitation, Occasion, Outcome, Sort, SortKey, State, Status, Which, list,
};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{AccessDraft, NumberAccess};
use crewline_core::numbers::{Number, release};
use crewline_core::seats;
use crewline_core::testing::{group, number};
use crewline_core::{Error, both_engines};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::desk::{Desk, dead, guest, invitation_of, viewer};
use crate::team::{role, said};

/// Everything that inviting writes.
const ROWS: &str =
    "select (select count(*) from invitations) + (select count(*) from members) + (select count(*) from jobs where kind = 'letter')
    + (select count(*) from audit_entries) + (select count(*) from invitation_sends) + (select count(*) from users)";

#[both_engines]
async fn an_invitation_lives_as_long_as_the_terms_say(kind: Kind) {
    let mut desk = Desk::new(kind).await;
    for (at, life_seconds) in [3_600, 30 * 86_400].into_iter().enumerate() {
        desk.terms.life_seconds = life_seconds;
        let invitation = desk.invited(&guest(&format!("Guest {at}"), Role::Manager)).await;
        assert_eq!(invitation.expires_at, desk.db().now().plus_seconds(life_seconds));
        let token = desk.token();
        desk.db().clock().advance_seconds(life_seconds - 1);
        assert_eq!(desk.look(&token).await.unwrap().state, State::Live);
        desk.db().clock().advance_seconds(1);
        assert_eq!(desk.look(&token).await.unwrap().state, State::Expired);
    }
}

#[both_engines]
async fn who_has_no_account_gets_a_link(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (one, two) =
        (desk.team.house.number("One", "+12125550101").await, desk.team.house.number("Two", "+12125550102").await);
    let client = desk.team.house.group("Client A", &[two]).await;
    let draft =
        Draft { name: " Vera Kim ".into(), email: "Vera@Guest.example".into(), ..viewer("", &[one], &[client]) };
    let invitation = desk.invited(&draft).await;
    assert_eq!(
        (invitation.name.as_str(), invitation.email.as_str(), invitation.role),
        ("Vera Kim", "Vera@Guest.example", Role::Viewer)
    );
    assert_eq!(invitation.access, NumberAccess::Specific { numbers: [one].into(), groups: [client].into() });
    assert_eq!((invitation.status, invitation.inviter.as_str()), (Status::Pending, "Olga Marsh"));
    assert_eq!(
        (invitation.created_at, invitation.expires_at),
        (desk.db().now(), desk.db().now().plus_seconds(7 * 86_400))
    );
    assert_eq!(desk.team.letters().await, [("invitation".into(), "Vera@Guest.example".into())]);
    let told = desk.told.lock().unwrap()[0].clone();
    assert_eq!(
        (told.business.as_str(), told.inviter.as_str(), told.time_zone.as_str()),
        ("Northline", "Olga Marsh", "America/New_York")
    );
    assert!(matches!(told.occasion, Occasion::Invited { again: false, has_account: false, .. }));
    let link = desk.look(&desk.token()).await.unwrap();
    assert_eq!(
        (link.state, link.business_name.as_str(), link.inviter.as_str(), link.has_account),
        (State::Live, "Northline", "Olga Marsh", false)
    );
    assert_eq!(desk.look(&desk.token()).await.unwrap().state, State::Live, "looking uses nothing up");
    let (action, actor, _, after) = desk.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.sent", "Olga Marsh"));
    assert_eq!(
        (&after["role"], &after["email"], &after["delivery"]),
        (&json!("viewer"), &json!("Vera@Guest.example"), &json!("mail"))
    );
    assert_eq!(after["number_access"], json!({"kind": "specific", "number_ids": [one], "group_ids": [client]}));
}

#[both_engines]
async fn the_token_stands_nowhere(kind: Kind) {
    let desk = Desk::new(kind).await;
    let invitation = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let token = desk.token();
    let hex = |text: &str| text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let mut all = format!("{invitation:?} {:?}", desk.look(&token).await);
    for table in ["invitations", "jobs", "audit_entries", "users"] {
        all.push_str(&format!("{:?}", desk.team.house.fresh.rows(&format!("select * from {table}")).await));
    }
    assert!(all.contains("Vera Kim") && !all.contains(&token) && !all.contains(&hex(&token)), "{all}");
    assert!(token.len() >= 43, "256 bits");
}

#[both_engines]
async fn who_has_an_account_is_a_member_at_once(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (operator, nora) = desk.team.house.neighbour().await;
    drop(operator);
    let one = desk.team.house.number("One", "+12125550101").await;
    let draft = Draft { email: "NORA@neighbour.example".into(), ..viewer("Nora F", &[one], &[]) };
    let Outcome::Added(member) = desk.invite(&desk.owner(), &draft).await.unwrap() else { panic!("not added") };
    assert_eq!((member.name.as_str(), member.role), ("Nora F", Role::Viewer), "a name of this business");
    let seen = desk.team.house.viewpoint("nora@neighbour.example").await.unwrap();
    assert_eq!((seen.member(), seen.user()), (member.id, nora.user()));
    assert!(matches!(desk.told.lock().unwrap()[0].occasion, Occasion::Added));
    assert_eq!(desk.team.letters().await, [("member_added".into(), "NORA@neighbour.example".into())]);
    let (action, _, _, after) = desk.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), &after["role"]), ("member.added", &json!("viewer")));
    assert_eq!(after["number_access"], json!({"kind": "specific", "number_ids": [one], "group_ids": []}));
    assert_eq!(desk.count("select count(*) from invitations").await, 0);
}

#[both_engines]
async fn an_instance_may_ask_first(kind: Kind) {
    let mut desk = Desk::new(kind).await;
    desk.terms.existing = Existing::Asked;
    desk.team.house.neighbour().await;
    let draft = Draft { email: "nora@neighbour.example".into(), ..guest("Nora F", Role::Viewer) };
    let invitation = desk.invited(&draft).await;
    assert!(matches!(desk.told.lock().unwrap()[0].occasion, Occasion::Invited { has_account: true, .. }));
    let nora = desk.person("nora@neighbour.example").await;
    let waiting = invitations::waiting(desk.db(), &nora).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id, waiting[0].business.as_str()), (1, invitation.id, "Northline"));
    let olga = desk.person("olga@northline.example").await;
    assert!(invitations::waiting(desk.db(), &olga).await.unwrap().is_empty());
    assert!(invitations::find_waiting_link(desk.db(), &olga, invitation.id).await.unwrap().is_none());
    let link = invitations::find_waiting_link(desk.db(), &nora, invitation.id).await.unwrap().unwrap();
    let accepted = invitations::accept_as(desk.db(), &link, &nora, "").await.unwrap();
    assert_eq!((accepted.user, accepted.member.role), (nora.user, Role::Viewer));
    assert!(invitations::waiting(desk.db(), &nora).await.unwrap().is_empty());
}

#[both_engines]
async fn without_mail_the_link_is_told_this_once(kind: Kind) {
    let desk = Desk::new(kind).await;
    let may = desk.owner().may().unwrap();
    let outcome = invitations::invite(
        desk.db(),
        &may,
        &desk.terms,
        &EmailComposer::disabled(),
        &guest("Vera Kim", Role::Manager),
    )
    .await
    .unwrap();
    let Outcome::Invited { link: Some(link), invitation } = outcome else { panic!("{outcome:?}") };
    assert_eq!(desk.look(link.expose_secret()).await.unwrap().state, State::Live);
    assert!(desk.team.letters().await.is_empty());
    assert_eq!(desk.team.entries(1).await[0].3["delivery"], "by hand");
    let resent = invitations::resend(
        desk.db(),
        &desk.hold(&desk.owner(), invitation.id).await,
        &desk.terms,
        &EmailComposer::disabled(),
    )
    .await
    .unwrap();
    assert_ne!(resent.link.unwrap().expose_secret(), link.expose_secret());
    assert_eq!(desk.team.entries(1).await[0].3["delivery"], "by hand");
    let Outcome::Invited { link, .. } = desk.invite(&desk.owner(), &guest("Max Moor", Role::Manager)).await.unwrap()
    else {
        panic!()
    };
    assert!(link.is_none(), "a letter has it");
}

#[both_engines]
async fn an_invitation_whose_letter_can_not_be_written_is_not_made(kind: Kind) {
    let desk = Desk::new(kind).await;
    let before = desk.count(ROWS).await;
    let pen = EmailComposer::new(&desk.team.seal, |_: &_| Err(db::Error::Fault("the template".into()).into()));
    let draft = guest("Vera Kim", Role::Manager);
    let invited = invitations::invite(desk.db(), &desk.owner().may().unwrap(), &desk.terms, &pen, &draft).await;
    assert!(matches!(invited, Err(Error::Db(db::Error::Fault(_)))), "{invited:?}");
    assert_eq!((desk.count(ROWS).await, desk.team.letters().await.len()), (before, 0));
}

#[both_engines]
async fn who_is_there_or_invited_already_is_pointed_at(kind: Kind) {
    let desk = Desk::new(kind).await;
    let adam = desk.team.house.person("Adam Reyes", Role::Admin).await;
    let invitation =
        desk.invited(&Draft { email: "Test@Bücher.example".into(), ..guest("Vera Kim", Role::Manager) }).await;
    let before = desk.count(ROWS).await;
    for (email, is_member) in [
        ("Adam.Reyes@northline.example", true),
        (" adam.reyes@ｎｏｒｔｈｌｉｎｅ.example", true),
        ("test@bücher.example", false),
        ("TEST@BÜCHER.EXAMPLE", false),
        ("test@xn--bcher-kva.example", false),
        ("test@bu\u{308}cher.example", false),
    ] {
        let draft = Draft { email: email.into(), ..guest("Other", Role::Owner) };
        match desk.invite(&desk.owner(), &draft).await.unwrap_err() {
            Error::AlreadyMember(id) => assert!(is_member && id == adam.member(), "{email}"),
            Error::AlreadyInvited(id) => assert!(!is_member && id == invitation.id, "{email}"),
            other => panic!("{email}: {other:?}"),
        }
    }
    assert_eq!(desk.count(ROWS).await, before);
}

#[both_engines]
async fn each_mistake_is_told_at_its_field_and_writes_nothing(kind: Kind) {
    let desk = Desk::new(kind).await;
    let house = &desk.team.house;
    let (one, gone) = (house.number("One", "+12125550101").await, house.number("Gone", "+12125550102").await);
    let held = Number::hold(desk.db(), desk.owner().may().unwrap(), gone).await.unwrap();
    release(desk.db(), &held).await.unwrap();
    let (_, nora) = house.neighbour().await;
    let theirs = number(desk.db(), &nora, "Theirs", "+12125550103").await;
    let their_group = group(desk.db(), &nora, "Theirs", &[theirs]).await;
    let before = desk.count(ROWS).await;
    let good = || viewer("Vera Kim", &[one], &[]);
    let unknown = |id: &str| Draft {
        access: Some(
            AccessDraft { kind: "specific".into(), number_ids: vec![one.to_string(), id.into()], group_ids: vec![] }
                .into(),
        ),
        ..good()
    };
    let mut sentences = BTreeSet::new();
    for (draft, field) in [
        (Draft { name: "x".repeat(1_000_000), ..good() }, "name"),
        (Draft { name: " ".into(), ..good() }, "name"),
        (Draft { name: "Vera\u{202e}miK".into(), ..good() }, "name"),
        (Draft { name: "Vera\r\nBcc: all".into(), ..good() }, "name"),
        (Draft { name: "Vera\0".into(), ..good() }, "name"),
        (Draft { email: "vera".into(), ..good() }, "email"),
        (Draft { email: "ｔest@guest.example".into(), ..good() }, "email"),
        (Draft { email: "vera@guest.example\r\nBcc: all@guest.example".into(), ..good() }, "email"),
        (Draft { email: format!("{}@guest.example", "x".repeat(1_000_000)), ..good() }, "email"),
        (Draft { role: "king".into(), ..good() }, "role"),
        (Draft { role: String::new(), ..good() }, "role"),
        (Draft { access: None, ..good() }, "number_access"),
        (viewer("Vera Kim", &[], &[]), "number_access"),
        (Draft { role: "manager".into(), ..good() }, "number_access"),
    ] {
        said(desk.invite(&desk.owner(), &draft).await, field);
    }
    for draft in [
        viewer("Vera Kim", &[one, gone], &[]),
        viewer("Vera Kim", &[theirs], &[]),
        viewer("Vera Kim", &[], &[their_group]),
        unknown("num_x"),
        unknown(&their_group.to_string()),
    ] {
        sentences.insert(said(desk.invite(&desk.owner(), &draft).await, "number_access"));
    }
    assert_eq!(sentences.len(), 1, "a stranger's reads like an unknown one: {sentences:?}");
    assert_eq!(desk.count(ROWS).await, before);
    let html = "<script>alert(1)</script> =1+1";
    assert_eq!(
        desk.invited(&Draft { name: html.into(), ..good() }).await.name,
        html,
        "letters that mean nothing to us"
    );
}

#[both_engines]
async fn nobody_invites_to_their_own_rank_or_above_but_an_owner(kind: Kind) {
    let desk = Desk::new(kind).await;
    for &own in Role::ALL {
        let inviter = desk.team.house.person(&format!("The {own}"), own).await;
        if own == Role::Viewer {
            assert!(inviter.may::<actions::Invite>().is_err());
            continue;
        }
        for &granted in Role::ALL {
            let answer = desk.invite(&inviter, &guest(&format!("{granted} by {own}"), granted)).await;
            if own == Role::Owner || (own as u8) < (granted as u8) {
                invitation_of(answer.unwrap());
            } else {
                assert!(matches!(answer, Err(Error::Rule(Rule::Grant))), "{own} {granted}: {answer:?}");
            }
        }
        let below = desk.invited(&guest(&format!("An Owner for {own}"), Role::Owner)).await;
        assert_eq!(below.is_in_the_hands_of(&inviter), own == Role::Owner);
        for answer in [desk.resend(&inviter, below.id).await.map(drop), desk.cancel(&inviter, below.id).await] {
            assert_eq!(answer.is_ok(), own == Role::Owner, "{own}: {answer:?}");
        }
    }
}

#[both_engines]
async fn what_an_inviter_is_counts_at_the_moment_of_the_deed(kind: Kind) {
    let desk = Desk::new(kind).await;
    let (adam, max) = (
        desk.team.house.person("Adam Reyes", Role::Admin).await,
        desk.team.house.person("Max Moor", Role::Manager).await,
    );
    let pending = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    desk.team.edit(&desk.owner(), adam.member(), &role(Role::Manager)).await.unwrap();
    desk.team.remove(&desk.owner(), max.member()).await.unwrap();
    // Their requests were on the way already.
    for answer in [
        desk.invite(&adam, &guest("One", Role::Manager)).await.map(drop),
        desk.resend(&adam, pending.id).await.map(drop),
        desk.cancel(&adam, pending.id).await,
    ] {
        assert!(matches!(answer, Err(Error::Rule(Rule::Grant))), "{answer:?}");
    }
    assert!(matches!(desk.invite(&max, &guest("Two", Role::Viewer)).await, Err(Error::Refused(_))));
    assert_eq!(desk.names(Which::All).await, ["Vera Kim"]);
}

#[both_engines]
async fn of_fifty_at_once_one_gets_the_last_seat(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(2)).await;
    let tries: Vec<_> = (0..50)
        .map(|count| {
            let (db, may, terms, composer) =
                (desk.db().clone(), desk.owner().may().unwrap(), desk.terms.clone(), desk.composer.clone());
            tokio::spawn(async move {
                invitations::invite(&db, &may, &terms, &composer, &guest(&format!("Guest {count}"), Role::Viewer)).await
            })
        })
        .collect();
    let mut invited = 0;
    for each in tries {
        match each.await.unwrap() {
            Ok(_) => invited += 1,
            Err(Error::SeatLimit(limit)) => assert_eq!((limit.used, limit.limit), (2, 2)),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((invited, desk.names(Which::Pending).await.len()), (1, 1));
    assert_eq!(desk.team.letters().await.len(), 1, "and no letter for the others");
    let usage = seats::usage(desk.db(), &desk.owner().may().unwrap(), &desk.terms.plans).await.unwrap();
    assert!(usage.seats.is_full());
}

#[both_engines]
async fn of_one_address_invited_ten_times_at_once_there_is_one_invitation(kind: Kind) {
    let desk = Desk::new(kind).await;
    let spellings = ["vera.kim@guest.example", "VERA.KIM@GUEST.EXAMPLE", "Vera.Kim@ｇｕｅｓｔ.example"];
    let tries: Vec<_> = (0..10)
        .map(|count| {
            let (db, may, terms, composer) =
                (desk.db().clone(), desk.owner().may().unwrap(), desk.terms.clone(), desk.composer.clone());
            let draft = Draft { email: spellings[count % 3].into(), ..guest("Vera Kim", Role::Viewer) };
            tokio::spawn(async move { invitations::invite(&db, &may, &terms, &composer, &draft).await })
        })
        .collect();
    let mut invited = 0;
    for each in tries {
        match each.await.unwrap() {
            Ok(_) => invited += 1,
            Err(Error::AlreadyInvited(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((invited, desk.count("select count(*) from invitations").await), (1, 1));
}

#[both_engines]
async fn an_invitation_expires_and_makes_room_for_a_new_one(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(2)).await;
    desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let token = desk.token();
    desk.db().clock().advance_seconds(7 * 86_400 - 1);
    assert_eq!(desk.look(&token).await.unwrap().state, State::Live);
    desk.db().clock().advance_seconds(1);
    assert_eq!(desk.look(&token).await.unwrap().state, State::Expired);
    assert!(dead(desk.accept(&token).await).contains("Olga Marsh of Northline"));
    assert_eq!((desk.names(Which::Pending).await.len(), desk.names(Which::Expired).await.len()), (0, 1));
    let again = desk.invited(&guest("Vera Kim", Role::Viewer)).await;
    assert_eq!((again.role, again.status), (Role::Viewer, Status::Pending));
    assert_eq!((desk.names(Which::Expired).await.len(), desk.names(Which::All).await.len()), (1, 2));
    assert_eq!(desk.look(&token).await.unwrap().state, State::Expired, "the old link stays dead");
}

#[both_engines]
async fn a_cancelled_invitation_is_dead_and_frees_its_seat(kind: Kind) {
    let desk = Desk::with_seats(kind, Some(2)).await;
    let invitation = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let token = desk.token();
    assert!(matches!(desk.invite(&desk.owner(), &guest("Max", Role::Viewer)).await, Err(Error::SeatLimit(_))));
    desk.cancel(&desk.owner(), invitation.id).await.unwrap();
    assert_eq!(desk.look(&token).await.unwrap().state, State::Cancelled);
    assert!(dead(desk.accept(&token).await).contains("Olga Marsh of Northline"));
    assert!(matches!(desk.cancel(&desk.owner(), invitation.id).await, Err(Error::Gone(_))));
    assert!(matches!(desk.resend(&desk.owner(), invitation.id).await, Err(Error::Gone(_))));
    let (action, _, before, _) = desk.team.entries(1).await.remove(0);
    assert_eq!(
        (action.as_str(), &before["email"], &before["role"]),
        ("invitation.cancelled", &json!("vera.kim@guest.example"), &json!("manager"))
    );
    desk.invited(&guest("Max", Role::Viewer)).await;
}

#[both_engines]
async fn they_are_listed_by_name_address_role_and_what_became_of_them(kind: Kind) {
    let desk = Desk::new(kind).await;
    for (name, role) in
        [("Änne Öst", Role::Admin), ("Bo_b", Role::Viewer), ("Cy", Role::Viewer), ("Dee", Role::Manager)]
    {
        desk.invited(&guest(name, role).clone()).await;
        desk.db().clock().advance_seconds(1);
    }
    desk.accept(&desk.token()).await.unwrap();
    let find = async |filter: Filter| {
        let page =
            list(desk.db(), &desk.owner().may().unwrap(), &filter, SortKey::Name.ascending(), None, 100).await.unwrap();
        page.invitations.into_iter().map(|each| each.name).collect::<Vec<_>>()
    };
    let q = |q: &str| Filter { q: Some(q.into()), ..Filter::default() };
    assert_eq!(find(q("ÄNNE")).await, ["Änne Öst"]);
    assert_eq!(find(q("CY@guest")).await, ["Cy"]);
    assert_eq!(find(q("_")).await, ["Bo_b"]);
    assert_eq!(find(Filter { role: Some(Role::Viewer), ..Filter::default() }).await, ["Bo_b", "Cy"]);
    assert_eq!(find(Filter { which: Which::Accepted, ..Filter::default() }).await, ["Dee"]);
    assert_eq!(find(Filter { which: Which::All, ..Filter::default() }).await, ["Bo_b", "Cy", "Dee", "Änne Öst"]);
    assert!(find(Filter { which: Which::Cancelled, ..Filter::default() }).await.is_empty());
    for sort in Sort::all() {
        let all = Filter { which: Which::All, ..Filter::default() };
        let see = desk.owner().may().unwrap();
        let whole = list(desk.db(), &see, &all, sort, None, 100).await.unwrap().invitations;
        let (mut walked, mut cursor) = (Vec::new(), None);
        loop {
            let page = list(desk.db(), &see, &all, sort, cursor.as_ref(), 1).await.unwrap();
            walked.extend(page.invitations);
            cursor = page.next.map(|next| next.to_string().parse().unwrap());
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!((walked.len(), &walked), (4, &whole), "{sort}");
    }
}

#[both_engines]
async fn another_businesss_invitations_are_not_there(kind: Kind) {
    let desk = Desk::new(kind).await;
    let invitation = desk.invited(&guest("Vera Kim", Role::Manager)).await;
    let (_, nora) = desk.team.house.neighbour().await;
    assert!(
        Invitation::find(desk.db(), &nora.may::<actions::Invite>().unwrap(), invitation.id).await.unwrap().is_none()
    );
    let page =
        list(desk.db(), &nora.may().unwrap(), &Filter::default(), SortKey::Name.ascending(), None, 10).await.unwrap();
    assert!(page.invitations.is_empty());
    // And the same address may be invited there too.
    invitation_of(desk.invite(&nora, &guest("Vera Kim", Role::Manager)).await.unwrap());
}
