//! Asks the carrier for the account, to see that the connection's account and secret are right.

use std::time::Duration;

use reqwest::StatusCode;
use url::Url;

use super::record::{ACCOUNT, save};
use crate::Error;
use crate::access::{May, actions};
use crate::audit::Event;
use crate::carrier::connection::{Connection, find_for};
use crate::carrier::provider::Provider;
use crate::db::Db;
use crate::outbound::{Client, Credentials, Failure, Request};
use crate::secret::Seal;

/// How long the carrier may take. A person waits for the answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

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
    let problem = match tokio::time::timeout(TIMEOUT, ask(client, &connection)).await {
        Ok(problem) => problem,
        Err(_) => Some(unreachable(&connection)),
    };
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

/// Why the account can't be asked for, whatever the carrier says; `None` when it can.
pub(super) fn untestable(provider: Provider, api_base: Option<&str>) -> Option<&'static str> {
    match (provider, api_base) {
        (Provider::Telnyx, _) => Some(
            "Telnyx's connection holds a public key only, with which nothing can be asked. The first call shows that it is right.",
        ),
        (Provider::SignalWire, None) => Some(
            "SignalWire's account has an address of its own. Enter it as the API address (https://SPACE.signalwire.com) to test \
             the account; calls come in without it.",
        ),
        _ => None,
    }
}

/// The address of the account's own description.
fn account_address(connection: &Connection) -> Option<Url> {
    let named = connection.api_base().and_then(|base| Url::parse(base).ok());
    let (base, root) = match connection.provider() {
        Provider::Twilio => (named.or_else(|| Url::parse("https://api.twilio.com").ok())?, "2010-04-01"),
        Provider::SignalWire => (named?, "api/laml/2010-04-01"),
        Provider::Telnyx => return None,
    };
    let mut address = base;
    // The account is a text of the form: as one part of a path it can't lead elsewhere.
    let file = format!("{}.json", connection.account());
    address.path_segments_mut().ok()?.pop_if_empty().extend(root.split('/')).push("Accounts").push(&file);
    Some(address)
}

/// The problem that asking meets, in a sentence.
async fn ask(client: &Client, connection: &Connection) -> Option<String> {
    let name = connection.provider().name();
    if let Some(why) = untestable(connection.provider(), connection.api_base()) {
        return Some(why.to_owned());
    }
    let Some((address, token)) = account_address(connection).zip(connection.api_token()) else {
        return Some(format!("The address of {name}'s API can't be read. Correct it under Settings → Carrier."));
    };
    let credentials = Credentials::Basic(connection.account(), token);
    // Only the operator can name an address inside the network.
    let trusted = connection.trusted_api_base().and_then(|base| Url::parse(base).ok());
    let request = Request::get(address, MAX_BYTES).trusting(trusted.as_ref()).with(Some(credentials));
    let mut response = match client.send(request).await {
        Ok(response) => response,
        Err(Failure::Address) => {
            return Some(format!(
                "The address of {name}'s API is none that may be asked. Correct it under Settings → Carrier."
            ));
        }
        Err(_) => return Some(unreachable(connection)),
    };
    match response.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            return Some(format!(
                "{name} does not accept the account with this secret. Correct them under Settings → Carrier."
            ));
        }
        StatusCode::NOT_FOUND => {
            return Some(format!("{name} has no such account. Correct it under Settings → Carrier."));
        }
        other => return Some(format!("{name} answered with status {}. Try again later.", other.as_u16())),
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => return Some(unreachable(connection)),
        }
    }
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    match (json["sid"].as_str(), json["status"].as_str()) {
        (Some(sid), status) if sid == connection.account() => match status {
            None | Some("active") => None,
            Some("suspended") => Some(format!("{name} has suspended the account. Ask {name} why.")),
            Some(_) => Some(format!("{name} has closed the account. Connect another one.")),
        },
        _ => Some(format!("What answered is not {name}: it did not describe the account. Correct the API address.")),
    }
}

fn unreachable(connection: &Connection) -> String {
    format!(
        "{} could not be reached. Look at this server's way to the internet, and try again.",
        connection.provider().name()
    )
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{basic_auth, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    async fn problem(provider: Provider, answer: ResponseTemplate) -> Option<String> {
        let server = MockServer::start().await;
        let at = match provider {
            Provider::SignalWire => "/api/laml/2010-04-01/Accounts/AC1.json",
            _ => "/2010-04-01/Accounts/AC1.json",
        };
        Mock::given(path(at)).and(basic_auth("AC1", "token")).respond_with(answer).mount(&server).await;
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
                (ResponseTemplate::new(200).set_body_raw(vec![b' '; 70_000], "text/plain"), "could not be reached"),
            ] {
                let problem = problem(provider, answer).await.unwrap();
                assert!(problem.contains(words), "{words}: {problem}");
            }
        }
    }

    #[tokio::test]
    async fn what_can_not_be_tested_says_so() {
        let connection = |provider| Connection::for_test(provider, "AC1", "token", None);
        for (provider, words) in [(Provider::Telnyx, "public key"), (Provider::SignalWire, "SPACE.signalwire.com")] {
            let problem = ask(&Client::new(), &connection(provider)).await.unwrap();
            assert!(problem.contains(words), "{problem}");
        }
    }

    #[test]
    fn an_account_is_one_part_of_the_address() {
        let connection = Connection::for_test(Provider::Twilio, "../../x?y#z", "token", None);
        let address = account_address(&connection).unwrap();
        assert_eq!(address.as_str(), "https://api.twilio.com/2010-04-01/Accounts/..%2F..%2Fx%3Fy%23z.json");
    }
}
