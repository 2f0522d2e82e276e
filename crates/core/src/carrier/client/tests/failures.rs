//! Refusals, rate limits, slow and lost answers.

use super::*;

#[tokio::test]
async fn the_carriers_refusals_have_their_reasons() {
    let words = |text: &str| text.to_owned();
    for (provider, status, code, text, fault) in [
        (Provider::Twilio, 400, 21_631, "Phone Number Requires an Address", Fault::AddressNeeded),
        (Provider::Twilio, 400, 21_404, "Trial accounts are allowed only one number", Fault::AccountLimit),
        (Provider::Twilio, 403, 20_403, "Forbidden", Fault::Forbidden),
        (Provider::SignalWire, 400, 4_001, "The fee is more than the balance", Fault::NoMoney),
        (Provider::SignalWire, 400, 10_004, "The subproject is another's", Fault::Forbidden),
        (Provider::Telnyx, 402, 20_100, "Insufficient funds", Fault::NoMoney),
        (Provider::Telnyx, 403, 10_010, "Authorization failed", Fault::Forbidden),
        (Provider::Telnyx, 422, 10_999, "Something", Fault::Refused { status: 422, code: Some(10_999) }),
    ] {
        let account = Account::of(provider).await;
        let refusal = RestAnswer::Refused { status, code, words: words(text) };
        account.prepare("POST", &order_path(&account), refusal, 1);
        let refused = account.client().order(&order("+14155550101".parse().unwrap())).await;
        assert_eq!(refused, Err(fault.clone()), "{provider}");
        assert!(!fault.may_have_happened());
        assert!(account.carrier.numbers().is_empty());
    }
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_also_with_an_order() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let path = order_path(&account);
        account.prepare("POST", &path, RestAnswer::RateLimited { retry_after_seconds: Some(0) }, 2);
        account.client().order(&order("+14155550101".parse().unwrap())).await.unwrap();
        assert_eq!(account.count(&format!("POST {path}")), 3, "{provider}");
        account.prepare("GET", "", RestAnswer::RateLimited { retry_after_seconds: Some(0) }, 3);
        account.client().list_numbers().await.unwrap();
    }
}

#[tokio::test]
async fn a_long_rate_limit_is_told_and_not_waited_for() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        account.prepare("", "", RestAnswer::RateLimited { retry_after_seconds: Some(600) }, 1);
        let limited = account.client().list_numbers().await.unwrap_err();
        assert_eq!(limited, Fault::RateLimited { retry_after: Some(Duration::from_secs(600)) }, "{provider}");
        assert!(limited.explanation(provider).contains("600 seconds"));
        assert_eq!(account.carrier.rest_requests().len(), 1, "{provider}");
    }
}

#[tokio::test]
async fn a_gateway_that_fails_is_tried_again_only_for_reading_and_setting() {
    let gateway = || RestAnswer::Refused { status: 503, code: 0, words: "try again".into() };
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let number = account.carrier.add_number(Number::new("+14155550100", "https://other.example")).unwrap();
        account.prepare("GET", "", gateway(), 2);
        assert_eq!(account.client().list_numbers().await.unwrap().len(), 1, "{provider}");
        let id = CarrierId::new(&number.sid).unwrap();
        account.prepare("PATCH", "", gateway(), 1);
        if provider != Provider::Telnyx {
            account.prepare("POST", "", gateway(), 1);
        }
        account.client().set_up(&id, &setup()).await.unwrap();
        account.prepare("GET", "", gateway(), 9);
        assert_eq!(account.client().list_numbers().await, Err(Fault::Unavailable { status: 503 }), "{provider}");
        let account = Account::of(provider).await;
        account.prepare("POST", &order_path(&account), gateway(), 1);
        let failed = account.client().order(&order("+14155550101".parse().unwrap())).await;
        assert_eq!(failed, Err(Fault::Unavailable { status: 503 }), "{provider}");
        assert_eq!(account.count(&format!("POST {}", order_path(&account))), 1, "{provider}");
    }
}

#[tokio::test]
async fn a_slow_carrier_is_waited_for_as_long_as_patience_lasts() {
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        account.prepare("GET", "", RestAnswer::Slow { ms: 600_000 }, 9);
        let impatient = Patience { request: Duration::from_millis(200), ..QUICK };
        assert_eq!(account.patient(impatient).list_numbers().await, Err(Fault::Unreachable), "{provider}");
        assert!(account.carrier.rest_requests().len() > 1, "{provider}: reading is tried again");
        let account = Account::of(provider).await;
        account.prepare("POST", &order_path(&account), RestAnswer::Slow { ms: 600_000 }, 9);
        let patience = Patience { request: Duration::from_secs(1), ..QUICK };
        let unknown = account.patient(patience).order(&order("+14155550101".parse().unwrap())).await.unwrap_err();
        assert_eq!(unknown, Fault::Unreachable, "{provider}");
        assert_eq!(account.count(&format!("POST {}", order_path(&account))), 1, "{provider}: an order is not");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_unreachable_and_an_address_inside_is_refused() {
    let http = Client::new();
    for provider in Provider::ALL {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let connection = Connection::for_test(provider, "AC1", "token", Some(&base));
        let client = CarrierClient::new(&http, &connection, QUICK).unwrap();
        assert_eq!(client.check_account().await, Err(Fault::Unreachable), "{provider}");
        let untrusted = Connection::for_test(provider, "AC1", "token", Some("http://127.0.0.1:9")).without_trust();
        let client = CarrierClient::new(&http, &untrusted, QUICK).unwrap();
        assert_eq!(client.check_account().await, Err(Fault::ApiAddress), "{provider}");
        let keyless = Connection::for_test(provider, "AC1", "token", Some(&base)).without_api_token();
        assert_eq!(CarrierClient::new(&http, &keyless, QUICK).unwrap_err(), Fault::NoApiKey, "{provider}");
    }
}

#[tokio::test]
async fn no_error_and_no_log_line_has_a_secret_or_a_phone_number() {
    let log = log::Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    for provider in Provider::ALL {
        let account = Account::of(provider).await;
        let secret = account.carrier.secret().to_owned();
        let phone_number: PhoneNumber = "+14155550101".parse().unwrap();
        // A server that is no carrier may repeat what it was sent.
        let words = format!("{secret} {phone_number}");
        let refusal = RestAnswer::Refused { status: 422, code: 90_000, words };
        account.prepare("POST", &order_path(&account), refusal, 1);
        let fault = account.client().order(&order(phone_number.clone())).await.unwrap_err();
        let connection = format!("{:?} {:?}", account.client(), account.connection);
        for text in [format!("{fault} {fault:?}"), fault.explanation(provider), connection, log.text()] {
            assert!(!text.contains(&secret), "{provider}: {text}");
            assert!(!text.contains(phone_number.as_str()), "{provider}: {text}");
        }
        assert!(log.text().contains("90000"), "{provider}: {}", log.text());
    }
}
