//! The client against the carrier for tests, which has its own reading of each protocol.

mod failures;
mod log;

use std::time::Duration;

use mock_carrier::{Config, MockCarrier, Number, OrderEnd, OrderScript, RestAnswer, RestScript};

use super::*;
use crate::carrier::rest::{Abilities, Addresses, NumberKind, Price, Webhooks};

/// Pauses of a test are short, and its deadline is far.
const QUICK: Patience =
    Patience { total: Duration::from_secs(30), request: Duration::from_secs(30), pause: Duration::from_millis(1) };

/// A carrier and a connection with it.
struct Account {
    carrier: MockCarrier,
    connection: Connection,
    http: Client,
}

impl Account {
    async fn of(provider: Provider) -> Self {
        let spoken = match provider {
            Provider::Twilio => mock_carrier::Provider::Twilio,
            Provider::SignalWire => mock_carrier::Provider::SignalWire,
            Provider::Telnyx => mock_carrier::Provider::Telnyx,
        };
        let carrier = MockCarrier::start(Config::new(spoken)).await.unwrap();
        let connection = Connection::for_test(provider, carrier.account(), carrier.secret(), Some(carrier.url()));
        Self { carrier, connection, http: Client::new() }
    }

    fn client(&self) -> CarrierClient<'_> {
        self.patient(QUICK)
    }

    fn patient(&self, patience: Patience) -> CarrierClient<'_> {
        CarrierClient::new(&self.http, &self.connection, patience).unwrap()
    }

    /// How many requests there were with this beginning, such as `POST /v2/number_orders`.
    fn count(&self, beginning: &str) -> usize {
        self.carrier.rest_requests().iter().filter(|line| line.starts_with(beginning)).count()
    }

    fn prepare(&self, method: &str, path: &str, answer: RestAnswer, times: u32) {
        self.carrier.script_rest(RestScript::new(method, path, answer).times(times));
    }
}

fn setup() -> Setup {
    let at = |path: &str| Some(format!("https://calls.example/carrier/northline/{path}"));
    Setup {
        addresses: Addresses {
            voice: at("voice"),
            fallback: at("fallback"),
            status: at("status"),
            message: at("message"),
        },
        application: "Crewline northline".into(),
        messaging_profile: "Crewline northline: Spring".into(),
        destinations: vec!["US".parse().unwrap()],
    }
}

fn search(area_code: &str) -> Search {
    Search {
        country: "US".parse().unwrap(),
        kind: NumberKind::Local,
        area_code: Some(area_code.to_owned()),
        contains: None,
        locality: None,
        abilities: Abilities { voice: true, sms: true, mms: false },
        limit: 5,
    }
}

fn order(phone_number: PhoneNumber) -> Order {
    Order { phone_number, name: "Spring".into(), reference: "order-7".into(), setup: setup() }
}

/// The address of the list of numbers, without its origin.
fn list_path(account: &Account) -> String {
    let id = account.carrier.account();
    match account.connection.provider() {
        Provider::Twilio => format!("/2010-04-01/Accounts/{id}/IncomingPhoneNumbers.json"),
        Provider::SignalWire => format!("/api/laml/2010-04-01/Accounts/{id}/IncomingPhoneNumbers.json"),
        Provider::Telnyx => "/v2/phone_numbers".to_owned(),
    }
}

/// The address that numbers are ordered at.
fn order_path(account: &Account) -> String {
    match account.connection.provider() {
        Provider::Telnyx => "/v2/number_orders".to_owned(),
        Provider::Twilio | Provider::SignalWire => list_path(account),
    }
}

#[tokio::test]
async fn an_account_with_its_secret_is_accepted_and_another_secret_is_not() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        assert_eq!(account.client().check_account().await, Ok(()), "{provider}");
        let wrong = Connection::for_test(provider, account.carrier.account(), "wrong", Some(account.carrier.url()));
        let client = CarrierClient::new(&account.http, &wrong, QUICK).unwrap();
        assert_eq!(client.check_account().await, Err(Fault::WrongCredentials), "{provider}");
        assert_eq!(client.list_numbers().await, Err(Fault::WrongCredentials), "{provider}");
    }
}

#[tokio::test]
async fn all_numbers_are_listed_with_whom_they_go_to() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let ours = setup().addresses;
        let bare = Number { phone_number: "+14155550100".into(), ..Number::default() };
        account.carrier.add_number(bare).unwrap();
        account.carrier.add_number(Number::new("+14155550101", "https://other.example/voice")).unwrap();
        let mut right = Number::new("+14155550102", ours.voice.as_deref().unwrap())
            .fallback(ours.fallback.as_deref().unwrap())
            .status_callback(ours.status.as_deref().unwrap());
        right.sms_url = ours.message.clone().unwrap();
        account.carrier.add_number(right).unwrap();
        let numbers = account.client().list_numbers().await.unwrap();
        let webhooks: Vec<_> = numbers.iter().map(|number| number.webhooks(&ours)).collect();
        assert_eq!(webhooks, [Webhooks::None, Webhooks::Other, Webhooks::Ours], "{provider}");
        assert!(numbers.iter().all(|number| number.abilities.sms), "{provider}");
        let number = account.client().find_number(&numbers[2].phone_number).await.unwrap();
        assert_eq!(number.as_ref(), Some(&numbers[2]), "{provider}");
        assert_eq!(account.client().find_number(&"+14155550199".parse().unwrap()).await, Ok(None), "{provider}");
    }
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        for line in 0..1_100 {
            let phone_number = format!("+1415555{line:04}");
            account.carrier.add_number(Number { phone_number, ..Number::default() }).unwrap();
        }
        let numbers = account.client().list_numbers().await.unwrap();
        let mut digits: Vec<_> = numbers.iter().map(|number| number.phone_number.clone()).collect();
        digits.sort();
        digits.dedup();
        assert_eq!((numbers.len(), digits.len()), (1_100, 1_100), "{provider}");
        let pages = account.carrier.rest_requests().iter().filter(|line| line.ends_with(&list_path(&account))).count();
        assert_eq!(pages, if provider == Provider::Telnyx { 5 } else { 2 }, "{provider}");
    }
}

#[tokio::test]
async fn wrong_webhooks_are_mended() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let mut wrong = Number::new("+14155550100", "https://other.example/voice");
        match provider {
            Provider::Telnyx => wrong.connection_id = "a SIP connection".into(),
            Provider::Twilio => wrong.trunk_sid = "TK1".into(),
            Provider::SignalWire => wrong.voice_application_sid = "b3877c40-da60-4998-90ad-b792e98472af".into(),
        }
        account.carrier.add_number(wrong).unwrap();
        let before = account.client().list_numbers().await.unwrap().remove(0);
        assert!(before.goes_elsewhere, "{provider}");
        // Setting up may be repeated.
        for _ in 0..2 {
            account.client().set_up(&before.id, &setup()).await.unwrap();
        }
        let after = account.client().find_number(&before.phone_number).await.unwrap().unwrap();
        assert_eq!(after.webhooks(&setup().addresses), Webhooks::Ours, "{provider}");
        let number = account.carrier.numbers().remove(0);
        assert_eq!(Some(number.voice_url), setup().addresses.voice, "{provider}");
        assert_eq!(Some(number.sms_url), setup().addresses.message, "{provider}");
        assert_eq!(account.count("POST /v2/texml_applications"), usize::from(provider == Provider::Telnyx));
        assert_eq!(account.count("POST /v2/messaging_profiles"), usize::from(provider == Provider::Telnyx));
    }
}

#[tokio::test]
async fn numbers_of_two_groups_are_on_two_profiles() {
    let account = Account::of(Provider::Telnyx).await;
    let spring = account.carrier.add_number(Number::new("+14155550100", "https://other.example")).unwrap();
    let autumn = account.carrier.add_number(Number::new("+14155550101", "https://other.example")).unwrap();
    let id = |number: &Number| CarrierId::new(&number.sid).unwrap();
    account.client().set_up(&id(&spring), &setup()).await.unwrap();
    let other = Setup { messaging_profile: "Crewline northline: Autumn".into(), ..setup() };
    account.client().set_up(&id(&autumn), &other).await.unwrap();
    let numbers = account.carrier.numbers();
    assert_eq!(numbers[0].connection_id, numbers[1].connection_id);
    assert_ne!(numbers[0].messaging_profile_id, numbers[1].messaging_profile_id);
}

#[tokio::test]
async fn numbers_are_searched_with_their_prices() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let results = account.client().search(&search("303")).await.unwrap();
        assert_eq!(results.len(), 5, "{provider}");
        assert!(results.iter().all(|number| number.phone_number.as_str().starts_with("+1303")), "{provider}");
        assert_eq!(results[0].locality.as_deref(), Some("Denver"), "{provider}");
        let cents = match provider {
            Provider::Twilio => Some(115),
            Provider::Telnyx => Some(100),
            Provider::SignalWire => None,
        };
        let price = cents.map(|cents| Price { cents, currency: "USD".into() });
        assert_eq!(results[0].monthly_price, price, "{provider}");
        let contains = Search { contains: Some("0147".into()), ..search("303") };
        let results = account.client().search(&contains).await.unwrap();
        assert_eq!(results.len(), 1, "{provider}");
        let voice = Abilities { voice: true, ..Abilities::default() };
        let toll_free = Search { kind: NumberKind::TollFree, area_code: None, abilities: voice, ..search("") };
        let results = account.client().search(&toll_free).await.unwrap();
        assert!(results[0].phone_number.as_str().starts_with("+1800") && !results[0].abilities.sms, "{provider}");
        let nowhere = Search { country: "AQ".parse().unwrap(), ..search("303") };
        assert_eq!(account.client().search(&nowhere).await, Ok(Vec::new()), "{provider}");
    }
}

#[tokio::test]
async fn a_number_is_bought_and_given_back() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let offer = account.client().search(&search("415")).await.unwrap().remove(0);
        let order = order(offer.phone_number.clone());
        assert_eq!(account.client().look_up_order(&order).await, Ok(OrderState::Absent), "{provider}");
        let mut state = account.client().order(&order).await.unwrap();
        // Telnyx ends the order while it is looked at.
        for _ in 0..3 {
            if matches!(state, OrderState::Done(_)) {
                break;
            }
            assert!(matches!(state, OrderState::Pending { needs_address: false, .. }), "{provider}: {state:?}");
            state = account.client().look_up_order(&order).await.unwrap();
        }
        let OrderState::Done(number) = state else { panic!("{provider}: {state:?}") };
        assert_eq!(number.webhooks(&setup().addresses), Webhooks::Ours, "{provider}");
        let taken = account.client().order(&order).await;
        assert_eq!(taken, Err(Fault::NumberGone), "{provider}");
        assert_eq!(account.carrier.numbers().len(), 1, "{provider}");
        for _ in 0..2 {
            assert_eq!(account.client().release(&number.id).await, Ok(()), "{provider}: it may be repeated");
        }
        assert!(account.carrier.numbers().is_empty(), "{provider}");
    }
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_is_not_sent_again_and_is_found() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let order = order("+14155550101".parse().unwrap());
        account.prepare("POST", &order_path(&account), RestAnswer::Lost, 1);
        let lost = account.client().order(&order).await.unwrap_err();
        assert!(lost.may_have_happened() && lost.is_temporary(), "{provider}: {lost:?}");
        assert_eq!(account.count(&format!("POST {}", order_path(&account))), 1, "{provider}");
        let state = account.client().look_up_order(&order).await.unwrap();
        assert_ne!(state, OrderState::Absent, "{provider}");
    }
}

#[tokio::test]
async fn a_telnyx_order_that_fails_or_waits_for_papers_says_so() {
    let account = Account::of(Provider::Telnyx).await;
    let order = |digits: &str| Order { reference: format!("order-{digits}"), ..order(digits.parse().unwrap()) };
    let (failing, waiting) = (order("+14155550101"), order("+14155550102"));
    account.carrier.script_orders(OrderScript { looks: 1, end: OrderEnd::Failed, ..OrderScript::default() });
    assert!(matches!(account.client().order(&failing).await, Ok(OrderState::Pending { needs_address: false, .. })));
    account.carrier.script_orders(OrderScript { end: OrderEnd::NeedsPapers, ..OrderScript::default() });
    for state in [account.client().order(&waiting).await, account.client().look_up_order(&waiting).await] {
        assert!(matches!(state, Ok(OrderState::Pending { needs_address: true, .. })), "{state:?}");
    }
    account.carrier.end_orders().await;
    let failed = account.client().look_up_order(&failing).await;
    assert_eq!(failed, Ok(OrderState::Failed(Fault::NumberGone)));
}

#[tokio::test]
async fn a_call_is_placed_once() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        account.carrier.add_number(Number::new("+14155550100", "https://other.example")).unwrap();
        let call = OutboundCall {
            from: "+14155550100".parse().unwrap(),
            to: "+13035550111".parse().unwrap(),
            document: "http://127.0.0.1:9/call-me".into(),
            status: None,
            ring_seconds: 20,
        };
        let placed = account.client().place_call(&call).await.unwrap();
        assert!(placed.id.is_some(), "{provider}");
        account.prepare("POST", "Calls", RestAnswer::Lost, 1);
        let lost = account.client().place_call(&call).await.unwrap_err();
        assert!(lost.may_have_happened(), "{provider}");
        let calls = account.carrier.rest_requests().iter().filter(|line| line.contains("/Calls")).count();
        assert_eq!(calls, 2, "{provider}");
        let stranger = OutboundCall { from: "+14155550199".parse().unwrap(), ..call };
        assert!(account.client().place_call(&stranger).await.is_err(), "{provider}");
    }
}
