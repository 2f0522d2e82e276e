//! Inviting: every outcome, every refusal, and concurrency.

use crewline_core::access::{Role, Thing, actions};
use crewline_core::db::Kind;
use crewline_core::invitations::{
    self, Draft, ExistingAccounts, Filter, Invitation, LinkState, Occasion, Outcome, Sort, SortKey, Status,
    StatusFilter, list,
};
use crewline_core::mail::EmailComposer;
use crewline_core::members::NumberAccess;
use crewline_core::seats;
use crewline_core::{Error, both_engines};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, dead_link_sentence, draft_for, invitation_of, viewer};

#[both_engines]
async fn an_invitation_expires_after_the_configured_time(kind: Kind) {
    let mut fixture = InvitationFixture::new(kind).await;
    for (at, life_seconds) in [3_600, 30 * 86_400].into_iter().enumerate() {
        fixture.terms.life_seconds = life_seconds;
        let invitation = fixture.invite_as_owner(&draft_for(&format!("Guest {at}"), Role::Manager)).await;
        assert_eq!(invitation.expires_at, fixture.db().now().plus_seconds(life_seconds));
        let token = fixture.token();
        fixture.db().clock().advance_seconds(life_seconds - 1);
        assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Live);
        fixture.db().clock().advance_seconds(1);
        assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Expired);
    }
}

#[both_engines]
async fn a_person_without_an_account_gets_a_link(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (one, two) = (
        fixture.team.business.number("One", "+12125550101").await,
        fixture.team.business.number("Two", "+12125550102").await,
    );
    let client = fixture.team.business.group("Client A", &[two]).await;
    let draft =
        Draft { name: " Vera Kim ".into(), email: "Vera@Guest.example".into(), ..viewer("", &[one], &[client]) };
    let invitation = fixture.invite_as_owner(&draft).await;
    assert_eq!(
        (invitation.name.as_str(), invitation.email.as_str(), invitation.role),
        ("Vera Kim", "Vera@Guest.example", Role::Viewer)
    );
    assert_eq!(invitation.access, NumberAccess::Specific { numbers: [one].into(), groups: [client].into() });
    assert_eq!((invitation.status, invitation.inviter.as_str()), (Status::Pending, "Olga Marsh"));
    assert_eq!(
        (invitation.created_at, invitation.expires_at),
        (fixture.db().now(), fixture.db().now().plus_seconds(7 * 86_400))
    );
    assert_eq!(fixture.team.letters().await, [("invitation".into(), "Vera@Guest.example".into())]);
    let letter = fixture.letters_written.lock().unwrap()[0].clone();
    assert_eq!(
        (letter.business.as_str(), letter.inviter.as_str(), letter.time_zone.as_str()),
        ("Northline", "Olga Marsh", "America/New_York")
    );
    assert!(matches!(letter.occasion, Occasion::Invited { again: false, has_account: false, .. }));
    let link = fixture.find_link(&fixture.token()).await.unwrap();
    assert_eq!(
        (link.state, link.business_name.as_str(), link.inviter.as_str(), link.has_account),
        (LinkState::Live, "Northline", "Olga Marsh", false)
    );
    assert_eq!(fixture.find_link(&fixture.token()).await.unwrap().state, LinkState::Live, "opening keeps it live");
    let (action, actor, _, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.sent", "Olga Marsh"));
    assert_eq!(
        (&after["role"], &after["email"], &after["delivery"]),
        (&json!("viewer"), &json!("Vera@Guest.example"), &json!("mail"))
    );
    assert_eq!(after["number_access"], json!({"kind": "specific", "number_ids": [one], "group_ids": [client]}));
}

#[both_engines]
async fn the_token_is_stored_nowhere(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let token = fixture.token();
    let hex = |text: &str| text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let mut all = format!("{invitation:?} {:?}", fixture.find_link(&token).await);
    for table in ["invitations", "jobs", "audit_entries", "users"] {
        all.push_str(&format!("{:?}", fixture.team.business.database.rows(&format!("select * from {table}")).await));
    }
    assert!(all.contains("Vera Kim") && !all.contains(&token) && !all.contains(&hex(&token)), "{all}");
    assert!(token.len() >= 43, "256 bits");
}

#[both_engines]
async fn an_existing_account_becomes_a_member_at_once(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (operator, nora) = fixture.team.business.neighbour().await;
    drop(operator);
    let one = fixture.team.business.number("One", "+12125550101").await;
    let draft = Draft { email: "NORA@neighbour.example".into(), ..viewer("Nora F", &[one], &[]) };
    let Outcome::Added(member) = fixture.invite(&fixture.owner(), &draft).await.unwrap() else { panic!("not added") };
    assert_eq!((member.name.as_str(), member.role), ("Nora F", Role::Viewer), "a name of this business");
    let view = fixture.team.business.viewpoint("nora@neighbour.example").await.unwrap();
    assert_eq!((view.member(), view.user()), (member.id, nora.user()));
    assert!(matches!(fixture.letters_written.lock().unwrap()[0].occasion, Occasion::Added));
    assert_eq!(fixture.team.letters().await, [("member_added".into(), "NORA@neighbour.example".into())]);
    let (action, _, _, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), &after["role"]), ("member.added", &json!("viewer")));
    assert_eq!(after["number_access"], json!({"kind": "specific", "number_ids": [one], "group_ids": []}));
    assert_eq!(fixture.count("select count(*) from invitations").await, 0);
}

#[both_engines]
async fn an_instance_may_invite_existing_accounts(kind: Kind) {
    let mut fixture = InvitationFixture::new(kind).await;
    fixture.terms.existing = ExistingAccounts::Invited;
    fixture.team.business.neighbour().await;
    let draft = Draft { email: "nora@neighbour.example".into(), ..draft_for("Nora F", Role::Viewer) };
    let invitation = fixture.invite_as_owner(&draft).await;
    assert!(matches!(fixture.letters_written.lock().unwrap()[0].occasion, Occasion::Invited { has_account: true, .. }));
    let nora = fixture.person("nora@neighbour.example").await;
    let waiting = invitations::list_pending(fixture.db(), &nora).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].id, waiting[0].business.as_str()), (1, invitation.id, "Northline"));
    let olga = fixture.person("olga@northline.example").await;
    assert!(invitations::list_pending(fixture.db(), &olga).await.unwrap().is_empty());
    assert!(invitations::find_pending_link(fixture.db(), &olga, invitation.id).await.unwrap().is_none());
    let link = invitations::find_pending_link(fixture.db(), &nora, invitation.id).await.unwrap().unwrap();
    let accepted = invitations::accept_signed_in(fixture.db(), &link, &nora, "").await.unwrap();
    assert_eq!((accepted.user, accepted.member.role), (nora.user, Role::Viewer));
    assert!(invitations::list_pending(fixture.db(), &nora).await.unwrap().is_empty());
}

#[both_engines]
async fn without_email_the_link_is_returned_once(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let may = fixture.owner().may().unwrap();
    let outcome = invitations::invite(
        fixture.db(),
        &may,
        &fixture.terms,
        &EmailComposer::disabled(),
        &draft_for("Vera Kim", Role::Manager),
    )
    .await
    .unwrap();
    let Outcome::Invited { link: Some(link), invitation } = outcome else { panic!("{outcome:?}") };
    assert_eq!(fixture.find_link(link.expose_secret()).await.unwrap().state, LinkState::Live);
    assert!(fixture.team.letters().await.is_empty());
    assert_eq!(fixture.team.entries(1).await[0].3["delivery"], "by hand");
    let resent = invitations::resend(
        fixture.db(),
        &fixture.hold(&fixture.owner(), invitation.id).await,
        &fixture.terms,
        &EmailComposer::disabled(),
    )
    .await
    .unwrap();
    assert_ne!(resent.link.unwrap().expose_secret(), link.expose_secret());
    assert_eq!(fixture.team.entries(1).await[0].3["delivery"], "by hand");
    let Outcome::Invited { link, .. } =
        fixture.invite(&fixture.owner(), &draft_for("Max Moor", Role::Manager)).await.unwrap()
    else {
        panic!()
    };
    assert!(link.is_none(), "the letter has it");
}

#[both_engines]
async fn fifty_concurrent_invitations_fill_one_last_seat(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    let tries: Vec<_> = (0..50)
        .map(|count| {
            let (db, may, terms, composer) =
                (fixture.db().clone(), fixture.owner().may().unwrap(), fixture.terms.clone(), fixture.composer.clone());
            tokio::spawn(async move {
                invitations::invite(&db, &may, &terms, &composer, &draft_for(&format!("Guest {count}"), Role::Viewer))
                    .await
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
    assert_eq!((invited, fixture.names(StatusFilter::Pending).await.len()), (1, 1));
    assert_eq!(fixture.team.letters().await.len(), 1, "the others got no letter");
    let usage = seats::usage(fixture.db(), &fixture.owner().may().unwrap(), &fixture.terms.plans).await.unwrap();
    assert!(usage.seats.is_full());
}

#[both_engines]
async fn ten_concurrent_invitations_of_one_address_make_one(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let spellings = ["vera.kim@guest.example", "VERA.KIM@GUEST.EXAMPLE", "Vera.Kim@ｇｕｅｓｔ.example"];
    let tries: Vec<_> = (0..10)
        .map(|count| {
            let (db, may, terms, composer) =
                (fixture.db().clone(), fixture.owner().may().unwrap(), fixture.terms.clone(), fixture.composer.clone());
            let draft = Draft { email: spellings[count % 3].into(), ..draft_for("Vera Kim", Role::Viewer) };
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
    assert_eq!((invited, fixture.count("select count(*) from invitations").await), (1, 1));
}

#[both_engines]
async fn an_expired_invitation_can_be_replaced(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let token = fixture.token();
    fixture.db().clock().advance_seconds(7 * 86_400 - 1);
    assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Live);
    fixture.db().clock().advance_seconds(1);
    assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Expired);
    assert!(dead_link_sentence(fixture.accept(&token).await).contains("Olga Marsh of Northline"));
    assert_eq!(
        (fixture.names(StatusFilter::Pending).await.len(), fixture.names(StatusFilter::Expired).await.len()),
        (0, 1)
    );
    let again = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await;
    assert_eq!((again.role, again.status), (Role::Viewer, Status::Pending));
    assert_eq!(
        (fixture.names(StatusFilter::Expired).await.len(), fixture.names(StatusFilter::All).await.len()),
        (1, 2)
    );
    assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Expired, "the old link stays dead");
}

#[both_engines]
async fn cancelling_an_invitation_ends_its_link_and_frees_its_seat(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    let invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let token = fixture.token();
    assert!(matches!(
        fixture.invite(&fixture.owner(), &draft_for("Max", Role::Viewer)).await,
        Err(Error::SeatLimit(_))
    ));
    fixture.cancel(&fixture.owner(), invitation.id).await.unwrap();
    assert_eq!(fixture.find_link(&token).await.unwrap().state, LinkState::Cancelled);
    assert!(dead_link_sentence(fixture.accept(&token).await).contains("Olga Marsh of Northline"));
    assert!(matches!(fixture.cancel(&fixture.owner(), invitation.id).await, Err(Error::Gone(_))));
    assert!(matches!(fixture.resend(&fixture.owner(), invitation.id).await, Err(Error::Gone(_))));
    let (action, _, before, _) = fixture.team.entries(1).await.remove(0);
    assert_eq!(
        (action.as_str(), &before["email"], &before["role"]),
        ("invitation.cancelled", &json!("vera.kim@guest.example"), &json!("manager"))
    );
    fixture.invite_as_owner(&draft_for("Max", Role::Viewer)).await;
}

#[both_engines]
async fn invitations_are_filtered_by_name_address_role_and_status(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    for (name, role) in
        [("Änne Öst", Role::Admin), ("Bo_b", Role::Viewer), ("Cy", Role::Viewer), ("Dee", Role::Manager)]
    {
        fixture.invite_as_owner(&draft_for(name, role).clone()).await;
        fixture.db().clock().advance_seconds(1);
    }
    fixture.accept(&fixture.token()).await.unwrap();
    let find = async |filter: Filter| {
        let page = list(fixture.db(), &fixture.owner().may().unwrap(), &filter, SortKey::Name.ascending(), None, 100)
            .await
            .unwrap();
        page.invitations.into_iter().map(|each| each.name).collect::<Vec<_>>()
    };
    let q = |q: &str| Filter { q: Some(q.into()), ..Filter::default() };
    assert_eq!(find(q("ÄNNE")).await, ["Änne Öst"]);
    assert_eq!(find(q("CY@guest")).await, ["Cy"]);
    assert_eq!(find(q("_")).await, ["Bo_b"]);
    assert_eq!(find(Filter { role: Some(Role::Viewer), ..Filter::default() }).await, ["Bo_b", "Cy"]);
    assert_eq!(find(Filter { status: StatusFilter::Accepted, ..Filter::default() }).await, ["Dee"]);
    assert_eq!(
        find(Filter { status: StatusFilter::All, ..Filter::default() }).await,
        ["Änne Öst", "Bo_b", "Cy", "Dee"]
    );
    assert!(find(Filter { status: StatusFilter::Cancelled, ..Filter::default() }).await.is_empty());
    for sort in Sort::all() {
        let all = Filter { status: StatusFilter::All, ..Filter::default() };
        let see = fixture.owner().may().unwrap();
        let whole = list(fixture.db(), &see, &all, sort, None, 100).await.unwrap().invitations;
        let (mut paged, mut cursor) = (Vec::new(), None);
        loop {
            let page = list(fixture.db(), &see, &all, sort, cursor.as_ref(), 1).await.unwrap();
            paged.extend(page.invitations);
            cursor = page.next.map(|next| next.to_string().parse().unwrap());
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!((paged.len(), &paged), (4, &whole), "{sort}");
    }
}

#[both_engines]
async fn invitations_of_another_business_are_not_found(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    assert!(
        Invitation::find(fixture.db(), &nora.may::<actions::Invite>().unwrap(), invitation.id).await.unwrap().is_none()
    );
    let page = list(fixture.db(), &nora.may().unwrap(), &Filter::default(), SortKey::Name.ascending(), None, 10)
        .await
        .unwrap();
    assert!(page.invitations.is_empty());
    // The other business may invite the same address.
    invitation_of(fixture.invite(&nora, &draft_for("Vera Kim", Role::Manager)).await.unwrap());
}
