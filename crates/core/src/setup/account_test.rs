//! Asks the carrier for the account, to see that the connection's account and secret are right.

use super::record::{ACCOUNT, save};
use crate::Error;
use crate::access::{May, actions};
use crate::audit::Event;
use crate::carrier::client::{CarrierClient, Patience};
use crate::carrier::connection::{Connection, find_for};
use crate::carrier::provider::Provider;
use crate::db::Db;
use crate::outbound::Client;
use crate::secret::Seal;

/// Asks the carrier for the account of the business's connection, and keeps the outcome for the checklist. Returns the
/// problem, in a sentence, or `None` when the carrier knows the account and accepts the secret.
///
/// # Errors
/// Returns the conflict `not_connected` without a connection, an error when its secrets can't be opened, or a database error.
pub async fn test_account(
    db: &Db,
    seal: &Seal,
    client: &Client,
    may: &May<actions::ConnectCarrier>,
) -> Result<Option<String>, Error> {
    let Some(connection) = find_for(db, seal, may).await? else {
        let sentence = "No carrier is connected. Enter the connection first.".to_owned();
        return Err(Error::Conflict { code: "not_connected", sentence });
    };
    let problem = ask(client, &connection).await;
    let viewpoint = may.viewpoint();
    let (business, name, kept) = (viewpoint.business(), viewpoint.business_name().to_owned(), problem.clone());
    db.change(may, move |tx| {
        Box::pin(async move {
            save(tx, ACCOUNT, kept.as_deref()).await?;
            let after = serde_json::json!({ "problem": kept });
            Ok(((), Event::of("setup.account_tested", "business", business, name).after(after)))
        })
    })
    .await?;
    Ok(problem)
}

/// Why the account may not be testable, whatever the carrier says; `None` when it is.
pub(super) fn untestable(provider: Provider, api_base: Option<&str>) -> Option<&'static str> {
    match (provider, api_base) {
        (Provider::Telnyx, _) => Some(
            "Telnyx's account can be tested with an API key, if the connection has one. The first call shows that the public key \
             is right.",
        ),
        (Provider::SignalWire, None) => Some(
            "SignalWire's account has an address of its own. Enter it as the API address (https://SPACE.signalwire.com) to test \
             the account; calls come in without it.",
        ),
        _ => None,
    }
}

/// The problem that asking meets, in sentences.
async fn ask(client: &Client, connection: &Connection) -> Option<String> {
    let outcome = match CarrierClient::new(client, connection, Patience::PERSON) {
        Ok(carrier) => carrier.check_account().await,
        Err(fault) => Err(fault),
    };
    outcome.err().map(|fault| fault.explanation(connection.provider()))
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{basic_auth, bearer_token, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    async fn problem(provider: Provider, answer: ResponseTemplate) -> Option<String> {
        let server = MockServer::start().await;
        let at = match provider {
            Provider::Twilio => "/2010-04-01/Accounts/AC1.json",
            Provider::SignalWire => "/api/laml/2010-04-01/Accounts/AC1.json",
            Provider::Telnyx => "/v2/balance",
        };
        let given = Mock::given(path(at));
        let given = match provider {
            Provider::Telnyx => given.and(bearer_token("token")),
            Provider::Twilio | Provider::SignalWire => given.and(basic_auth("AC1", "token")),
        };
        given.respond_with(answer).mount(&server).await;
        ask(&Client::new(), &Connection::for_test(provider, "AC1", "token", Some(&server.uri()))).await
    }

    #[tokio::test]
    async fn an_accepted_account_has_no_problem_and_others_are_explained() {
        let json = |status: &str| {
            ResponseTemplate::new(200).set_body_json(serde_json::json!({"sid": "AC1", "status": status}))
        };
        for provider in [Provider::Twilio, Provider::SignalWire] {
            assert_eq!(problem(provider, json("active")).await, None);
            for (answer, words) in [
                (json("suspended"), "suspended"),
                (json("closed"), "closed"),
                (ResponseTemplate::new(401), "does not accept"),
                (ResponseTemplate::new(404), "no such account"),
                (ResponseTemplate::new(500), "status 500"),
                (ResponseTemplate::new(200).set_body_string("<html>"), "is not"),
                (ResponseTemplate::new(200).set_body_json(serde_json::json!({"sid": "AC2"})), "is not"),
                (ResponseTemplate::new(200).set_body_raw(vec![b' '; 9_000_000], "text/plain"), "is not"),
            ] {
                let problem = problem(provider, answer).await.unwrap();
                assert!(problem.contains(words), "{words}: {problem}");
            }
        }
    }

    #[tokio::test]
    async fn telnyxs_account_is_tested_by_its_api_key() {
        let balance = ResponseTemplate::new(200).set_body_json(serde_json::json!({"data": {"record_type": "balance"}}));
        assert_eq!(problem(Provider::Telnyx, balance).await, None);
        let refused = problem(Provider::Telnyx, ResponseTemplate::new(401)).await.unwrap();
        assert!(refused.contains("does not accept"), "{refused}");
    }

    #[tokio::test]
    async fn what_can_not_be_tested_says_so() {
        let connection = |provider| Connection::for_test(provider, "AC1", "token", None);
        for (connection, words) in [
            (connection(Provider::Telnyx).without_api_token(), "API key"),
            (connection(Provider::SignalWire), "SPACE.signalwire.com"),
        ] {
            let problem = ask(&Client::new(), &connection).await.unwrap();
            assert!(problem.contains(words), "{problem}");
        }
    }
}
