//! Setting a business up: each step is done once it was seen to work.

use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::carrier::connection::{Draft, set_by_operator};
use crewline_core::db::Kind;
use crewline_core::mail::EmailComposer;
use crewline_core::outbound::Client;
use crewline_core::setup::{
    Checklist, Installation, Step, StepState, checklist, dismiss, is_dismissed, send_test_letter, test_account,
};
use crewline_core::{Error, audit};
use serde_json::json;
use wiremock::matchers::{basic_auth, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::carrier_fixture::CarrierFixture;
use crate::team_fixture::TeamFixture;

const PUBLIC: Installation<'static> = Installation {
    public_url: "https://calls.northline.com",
    sends_mail: true,
    used_host: Some("calls.northline.com"),
};

async fn steps(team: &TeamFixture, installation: &Installation<'_>) -> Checklist {
    checklist(team.db(), &team.business.owner.may().unwrap(), installation).await.unwrap()
}

fn state(list: &Checklist, step: Step) -> (StepState, &str) {
    let finding = list.findings.iter().find(|finding| finding.step == step).unwrap();
    (finding.state, finding.sentence.as_str())
}

#[both_engines]
async fn a_new_business_has_everything_to_do_and_is_warned_of_its_address(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let local =
        Installation { public_url: "http://127.0.0.1:8080", sends_mail: false, used_host: Some("127.0.0.1:8080") };
    let list = steps(&team, &local).await;
    assert_eq!(list.findings.len(), Step::ALL.len());
    let (address, sentence) = state(&list, Step::PublicAddress);
    assert_eq!(address, StepState::Wrong);
    assert!(sentence.contains("http://127.0.0.1:8080") && sentence.contains("Nobody outside"), "{sentence}");
    assert!(state(&list, Step::Mail).1.contains("CREWLINE_SMTP_URL"));
    for step in [Step::Mail, Step::Carrier, Step::Webhooks, Step::FirstNumber, Step::FirstCall, Step::Teammate] {
        assert_eq!(state(&list, step).0, StepState::ToDo, "{step}");
    }
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::PublicAddress).0, StepState::Done);
    let elsewhere = Installation { used_host: Some("10.0.0.5:8080"), ..PUBLIC };
    assert_eq!(state(&steps(&team, &elsewhere).await, Step::PublicAddress).0, StepState::ToDo, "not seen by it yet");
    let early = dismiss(team.db(), &team.business.owner.may().unwrap(), &PUBLIC).await;
    assert!(matches!(early, Err(Error::Conflict { code: "not_done", .. })), "{early:?}");
}

#[both_engines]
async fn a_test_letter_shows_how_it_fared(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let may = team.business.owner.may().unwrap();
    let refused = send_test_letter(team.db(), &may, &EmailComposer::disabled()).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "no_mail", .. })), "{refused:?}");
    send_test_letter(team.db(), &may, &team.composer()).await.unwrap();
    assert_eq!(team.letters().await, [("setup_test".to_owned(), "olga@northline.example".to_owned())]);
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::Mail).0, StepState::ToDo, "it is on its way");
    let again = send_test_letter(team.db(), &may, &team.composer()).await;
    assert!(matches!(again, Err(Error::TooOften { .. })), "{again:?}");
    team.business
        .database
        .run("update jobs set attempts = 1, failure = 'The mail server refused it: no such user.'")
        .await;
    let list = steps(&team, &PUBLIC).await;
    let (mail, sentence) = state(&list, Step::Mail);
    assert_eq!(mail, StepState::Wrong);
    assert!(sentence.contains("no such user. It is tried again soon."), "{sentence}");
    team.db().clock().advance_seconds(60);
    send_test_letter(team.db(), &may, &team.composer()).await.unwrap();
    assert_eq!(team.letters().await.len(), 1, "it replaces the one that failed");
    team.business.database.run("delete from jobs").await;
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::Mail).0, StepState::Done);
    assert!(audit::verify(team.db(), &team.business.operator).await.unwrap().is_ok());
}

#[both_engines]
async fn the_carriers_account_is_tested_by_its_own_answer(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let key = &team.seal;
    let connect = async || test_account(team.db(), key, &Client::new(), &team.business.owner.may().unwrap()).await;
    assert!(matches!(connect().await, Err(Error::Conflict { code: "not_connected", .. })));
    let server = MockServer::start().await;
    Mock::given(path("/2010-04-01/Accounts/AC1.json"))
        .and(basic_auth("AC1", "right"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"sid": "AC1", "status": "active"})))
        .mount(&server)
        .await;
    Mock::given(path("/2010-04-01/Accounts/AC1.json")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    for (secret, expected) in [("wrong", StepState::Wrong), ("right", StepState::Done)] {
        let draft = Draft {
            provider: "twilio".into(),
            account: "AC1".into(),
            secret: Some(secret.into()),
            api_base: Some(server.uri()),
            ..Draft::default()
        };
        team.db().clock().advance_seconds(1);
        set_by_operator(team.db(), key, &team.business.operator, draft).await.unwrap();
        let untested = steps(&team, &PUBLIC).await;
        assert_eq!(state(&untested, Step::Carrier).0, StepState::ToDo, "a new secret is not tested yet");
        team.db().clock().advance_seconds(1);
        assert_eq!(connect().await.unwrap().is_none(), expected == StepState::Done);
        let list = steps(&team, &PUBLIC).await;
        assert_eq!(state(&list, Step::Carrier).0, expected, "{list:?}");
    }
    assert_eq!(team.entries(1).await[0].0, "setup.account_tested");
}

#[both_engines]
async fn the_list_is_put_away_once_everything_was_seen(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let owner = &team.business.owner;
    let fixture = CarrierFixture::connect(team.db(), &team.business.operator, &team.business.slug, None).await;
    team.business.number("One", "+12125550101").await;
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::FirstNumber).0, StepState::Done);
    team.business.database.run("update numbers set forward_to = null").await;
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::FirstNumber).0, StepState::Wrong, "callers hear nobody");
    team.business.database.run("update numbers set forward_to = '+13125550100'").await;
    let call = [("CallSid", "CA1"), ("From", "+14155550123"), ("To", "+12125550101"), ("CallStatus", "ringing")];
    fixture.inbound(&call).await.unwrap();
    let at = team.db().now().millis();
    let northline = "(select id from businesses where slug = 'northline')";
    let good = format!("insert into carrier_webhooks (business_id, last_good_at) values ({northline}, {at})");
    team.business.database.run(&good).await;
    assert_eq!(state(&steps(&team, &PUBLIC).await, Step::Webhooks).0, StepState::Done);
    let refused = format!(
        "insert into carrier_refusals (business_id, reason, refused, last_at) values ({northline}, 'signature', 2, {at} + 1)"
    );
    team.business.database.run(&refused).await;
    let list = steps(&team, &PUBLIC).await;
    assert_eq!(
        (state(&list, Step::Webhooks).0, list.refused[0].count),
        (StepState::Wrong, 2),
        "the newest was refused"
    );
    team.business.database.run("update carrier_webhooks set last_good_at = last_good_at + 2").await;
    team.business.person("Max Rivera", Role::Manager).await;
    send_test_letter(team.db(), &owner.may().unwrap(), &team.composer()).await.unwrap();
    team.business.database.run("delete from jobs").await;
    let list = steps(&team, &PUBLIC).await;
    assert!(list.is_done(), "{list:?}");
    dismiss(team.db(), &owner.may().unwrap(), &PUBLIC).await.unwrap();
    assert!(is_dismissed(team.db(), &owner.may().unwrap()).await.unwrap());
    let (_, neighbour) = team.business.neighbour().await;
    assert!(!is_dismissed(team.db(), &neighbour.may().unwrap()).await.unwrap(), "another business has its own");
}
