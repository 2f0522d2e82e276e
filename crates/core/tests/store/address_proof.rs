//! An account knows whether its address was proved. What somebody else made of an address ends with the proof.

use crewline_core::access::{Role, enter, operator};
use crewline_core::accounts::{
    Email, Passwords, find_account, find_signed_in, redeem_reset, request_reset, set_password, sign_in,
};
use crewline_core::db::Kind;
use crewline_core::invitations::{
    self, ExistingAccounts, Outcome, accept_signed_in, find_link, find_pending_link, list_pending,
};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{NewBusiness, create_business, recover_owner};
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, api_token, session};
use crewline_core::{Error, both_engines};
use secrecy::{ExposeSecret, SecretString};

use crate::invitation_fixture::{InvitationFixture, draft_for, invitation_of};
use crate::team_fixture::field_sentence;

const CAROL: &str = "carol.kim@guest.example";
const OTTOS_PASSWORD: &str = "violet harbour engine";

/// Northline's Owner invites Carol without mail, opens the link that was shown, and sets a password: an account of her
/// address that somebody else has. Returns the token of a session.
async fn impostor(fixture: &InvitationFixture) -> SecretString {
    let outcome = invitations::invite(
        fixture.db(),
        &fixture.owner().may().unwrap(),
        &fixture.terms,
        &EmailComposer::disabled(),
        &draft_for("Carol Kim", Role::Manager),
    )
    .await;
    let Outcome::Invited { link: Some(link), .. } = outcome.unwrap() else { panic!("no link") };
    let link = link.expose_secret().to_owned();
    fixture.accept_with(&link, Some("Not Carol"), OTTOS_PASSWORD).await.unwrap();
    session(fixture.db(), CAROL).await
}

async fn is_proved(fixture: &InvitationFixture) -> bool {
    find_account(fixture.db(), &Email::read(CAROL).unwrap()).await.unwrap().unwrap().is_proved
}

async fn can_sign_in(fixture: &InvitationFixture, password: &str) -> bool {
    let (passwords, email) = (Passwords::with_limit(2), Email::read(CAROL).unwrap());
    let device = Default::default();
    let composer = EmailComposer::disabled();
    sign_in(fixture.db(), &passwords, &email, password.into(), &device, &composer).await.unwrap().is_some()
}

#[both_engines]
async fn a_link_that_was_shown_proves_nothing_and_a_mailed_one_does(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    impostor(&fixture).await;
    assert!(!is_proved(&fixture).await);
    fixture.invite_as_owner(&draft_for("Max Moor", Role::Manager)).await;
    fixture.accept(&fixture.token()).await.unwrap();
    let max = find_account(fixture.db(), &Email::read("max.moor@guest.example").unwrap()).await.unwrap().unwrap();
    assert!(max.is_proved);
    let owner = find_account(fixture.db(), &Email::read("olga@northline.example").unwrap()).await.unwrap().unwrap();
    assert!(owner.is_proved, "the operator's word proves an address");
}

#[both_engines]
async fn an_unproved_account_is_never_added_or_offered_another_business(kind: Kind) {
    for (is_mailed, existing) in [
        (true, ExistingAccounts::Added),
        (true, ExistingAccounts::Invited),
        (false, ExistingAccounts::Added),
        (false, ExistingAccounts::Invited),
    ] {
        let mut fixture = InvitationFixture::new(kind).await;
        fixture.terms.existing = existing;
        let (_, nora) = fixture.team.business.neighbour().await;
        let ottos = impostor(&fixture).await;
        let composer = if is_mailed { fixture.composer.clone() } else { EmailComposer::disabled() };
        let draft = draft_for("Carol Kim", Role::Manager);
        let outcome =
            invitations::invite(fixture.db(), &nora.may().unwrap(), &fixture.terms, &composer, &draft).await.unwrap();
        let id = invitation_of(outcome).id;
        let person = find_signed_in(fixture.db(), &digest(ottos.expose_secret())).await.unwrap().unwrap();
        assert!(!person.is_proved);
        assert_eq!(list_pending(fixture.db(), &person).await.unwrap(), []);
        assert!(find_pending_link(fixture.db(), &person, id).await.unwrap().is_none());
        let entered = enter::by_session(fixture.db(), &digest(ottos.expose_secret()), nora.slug(), "").await.unwrap();
        assert!(entered.is_none(), "Otto does not read Neighbour's numbers as Carol");
    }
}

#[both_engines]
async fn a_mailed_link_takes_an_unproved_account_over(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    let ottos = impostor(&fixture).await;
    let otto = enter::by_session(fixture.db(), &digest(ottos.expose_secret()), "northline", "").await.unwrap().unwrap();
    let token = digest(api_token(fixture.db(), &otto.may().unwrap(), "kept").await.unwrap().expose_secret());
    invitation_of(fixture.invite(&nora, &draft_for("Carol Kim", Role::Viewer)).await.unwrap());
    let link = fixture.find_link(&fixture.token()).await.unwrap();
    assert!(!link.has_account, "the page asks for a new password, and does not tell of the other account");
    // A browser that is signed in to the impostor's account does not make it Carol's.
    let person = find_signed_in(fixture.db(), &digest(ottos.expose_secret())).await.unwrap().unwrap();
    let refused = accept_signed_in(fixture.db(), &link, &person, "").await.unwrap_err();
    assert!(matches!(refused, Error::Conflict { code: "unproved_account", .. }), "{refused:?}");
    field_sentence(fixture.accept_with(&fixture.token(), None, "password12").await, "password");
    assert!(!is_proved(&fixture).await);

    let accepted = fixture.accept_with(&fixture.token(), Some("Carol Kim"), PASSWORD).await.unwrap();
    assert_eq!(accepted.business, nora.business());
    assert!(is_proved(&fixture).await);
    assert!(!can_sign_in(&fixture, OTTOS_PASSWORD).await && can_sign_in(&fixture, PASSWORD).await);
    assert!(find_signed_in(fixture.db(), &digest(ottos.expose_secret())).await.unwrap().is_none());
    assert!(enter::by_token(fixture.db(), &token, "").await.unwrap().is_none());
    let carol = fixture.team.business.viewpoint(CAROL).await.unwrap();
    assert_eq!((carol.user_name(), carol.role()), ("Carol Kim", Role::Manager), "she is in Northline, too");
    let logged = "select b.name, e.actor_name, e.after from audit_entries e join businesses b on b.id = e.business_id
        where e.action = 'account.proved' order by b.name";
    let logged = fixture.team.business.database.rows(logged).await;
    assert_eq!(logged.len(), 2, "{logged:?}");
    for (row, business) in logged.iter().zip(["Neighbour", "Northline"]) {
        assert_eq!((row[0].as_deref(), row[1].as_deref()), (Some(business), Some("Carol Kim")));
        let tokens = format!("\"tokens_ended\":{}", usize::from(business == "Northline"));
        let after = row[2].as_deref().unwrap();
        assert!(after.contains("\"proved_by\":\"mail\"") && after.contains(&tokens), "{after}");
        assert!(!after.contains("\"sessions_ended\":0"), "{after}");
    }
}

#[both_engines]
async fn a_link_that_was_shown_never_takes_an_account_over(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    let carols = impostor(&fixture).await;
    // The other way round: whoever sees a link must not get at an account that another business made without mail.
    let draft = draft_for("Carol Kim", Role::Viewer);
    let outcome =
        invitations::invite(fixture.db(), &nora.may().unwrap(), &fixture.terms, &EmailComposer::disabled(), &draft)
            .await;
    let Outcome::Invited { link: Some(token), .. } = outcome.unwrap() else { panic!("no link") };
    let token = token.expose_secret();
    assert!(fixture.find_link(token).await.unwrap().has_account);
    field_sentence(fixture.accept_with(token, None, PASSWORD).await, "password");
    assert!(find_signed_in(fixture.db(), &digest(carols.expose_secret())).await.unwrap().is_some());
    fixture.accept_with(token, None, OTTOS_PASSWORD).await.unwrap();
    assert!(!is_proved(&fixture).await, "a password proves the account, and not the address");
}

#[both_engines]
async fn resending_by_mail_or_by_hand_counts_for_the_newest_link(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let invitation = fixture.invite_as_owner(&draft_for("Carol Kim", Role::Manager)).await;
    let held = fixture.hold(&fixture.owner(), invitation.id).await;
    let resent = invitations::resend(fixture.db(), &held, &fixture.terms, &EmailComposer::disabled()).await.unwrap();
    let link = resent.link.unwrap();
    fixture.accept(link.expose_secret()).await.unwrap();
    assert!(!is_proved(&fixture).await, "the link was shown");

    let other = InvitationFixture::new(kind).await;
    let outcome = invitations::invite(
        other.db(),
        &other.owner().may().unwrap(),
        &other.terms,
        &EmailComposer::disabled(),
        &draft_for("Carol Kim", Role::Manager),
    )
    .await;
    let id = invitation_of(outcome.unwrap()).id;
    other.resend(&other.owner(), id).await.unwrap();
    other.accept(&other.token()).await.unwrap();
    assert!(is_proved(&other).await, "the newest link was mailed");
}

#[both_engines]
async fn a_mailed_password_link_proves_the_address(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let ottos = impostor(&fixture).await;
    let otto = enter::by_session(fixture.db(), &digest(ottos.expose_secret()), "northline", "").await.unwrap().unwrap();
    let api = digest(api_token(fixture.db(), &otto.may().unwrap(), "kept").await.unwrap().expose_secret());
    let token = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let shared = token.clone();
    request_reset(fixture.db(), &fixture.team.seal, &Email::read(CAROL).unwrap(), move |letter| {
        *shared.lock().unwrap() = letter.token.expose_secret().to_owned();
        Ok(OutgoingEmail { subject: "x".into(), text: "x".into(), html: "x".into(), ..OutgoingEmail::default() })
    })
    .await
    .unwrap();
    let token = digest(&token.lock().unwrap());
    let composer = EmailComposer::disabled();
    redeem_reset(fixture.db(), &Passwords::with_limit(1), &token, PASSWORD.into(), "192.0.2.9", &composer)
        .await
        .unwrap();
    assert!(is_proved(&fixture).await);
    assert!(find_signed_in(fixture.db(), &digest(ottos.expose_secret())).await.unwrap().is_none());
    assert!(enter::by_token(fixture.db(), &api, "").await.unwrap().is_none(), "a token made before ends, too");
    let (action, actor, _, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("account.proved", "Not Carol"));
    assert_eq!(after["tokens_ended"], 1);
}

#[both_engines]
async fn the_operators_word_proves_an_address_and_takes_it_over(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let ottos = impostor(&fixture).await;
    let new = NewBusiness {
        business: "Acme".into(),
        name: "Carol Kim".into(),
        email: CAROL.into(),
        password: PASSWORD.into(),
        time_zone: "UTC".into(),
        country: "US".into(),
    };
    create_business(fixture.db(), &Passwords::with_limit(1), new).await.unwrap();
    assert!(is_proved(&fixture).await);
    assert!(!can_sign_in(&fixture, OTTOS_PASSWORD).await && can_sign_in(&fixture, PASSWORD).await);
    assert!(find_signed_in(fixture.db(), &digest(ottos.expose_secret())).await.unwrap().is_none());

    let other = InvitationFixture::new(kind).await;
    impostor(&other).await;
    let account = find_account(other.db(), &Email::read(CAROL).unwrap()).await.unwrap().unwrap();
    set_password(other.db(), &Passwords::with_limit(1), account.id, PASSWORD.into(), &EmailComposer::disabled())
        .await
        .unwrap();
    assert!(is_proved(&other).await && !can_sign_in(&other, OTTOS_PASSWORD).await);
}

#[both_engines]
async fn an_unproved_account_is_not_recovered_into_a_business_that_never_knew_it(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (neighbour, _) = fixture.team.business.neighbour().await;
    impostor(&fixture).await;
    let carol = Email::read(CAROL).unwrap();
    let refused = recover_owner(fixture.db(), &neighbour, &carol).await.unwrap_err();
    let Error::Conflict { code: "unproved_account", sentence } = refused else { panic!("{refused:?}") };
    assert!(sentence.contains("crewline password set"), "{sentence}");
    // Northline has accepted this account itself.
    let northline = operator(fixture.db(), "northline").await.unwrap();
    recover_owner(fixture.db(), &northline, &carol).await.unwrap();
}

#[both_engines]
async fn an_account_proved_meanwhile_is_not_taken_over(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (_, nora) = fixture.team.business.neighbour().await;
    impostor(&fixture).await;
    invitation_of(fixture.invite(&nora, &draft_for("Carol Kim", Role::Viewer)).await.unwrap());
    let opened = find_link(fixture.db(), &digest(&fixture.token())).await.unwrap().unwrap();
    let account = find_account(fixture.db(), &Email::read(CAROL).unwrap()).await.unwrap().unwrap();
    set_password(fixture.db(), &Passwords::with_limit(1), account.id, PASSWORD.into(), &EmailComposer::disabled())
        .await
        .unwrap();
    let new = "amber meadow quartz";
    let refused =
        invitations::accept(fixture.db(), &Passwords::with_limit(1), &opened, Some("X"), new.into(), "").await;
    field_sentence(refused, "password");
    assert!(can_sign_in(&fixture, PASSWORD).await && !can_sign_in(&fixture, new).await);
}
