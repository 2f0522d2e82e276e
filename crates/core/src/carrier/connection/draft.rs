//! A connection as it is entered, and its check.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use super::secrets::StoredSecrets;
use crate::carrier::provider::Provider;
use crate::text;
use crate::{Error, Fields};

/// The longest secret that is accepted, in bytes.
const MAX_SECRET_BYTES: usize = 512;

/// A connection as it is entered. The secrets are entered together; without them, the stored ones stay.
#[derive(Debug, Default)]
pub struct Draft {
    /// The carrier's word: `twilio`, `signalwire`, `telnyx`.
    pub provider: String,
    /// The account at the carrier: Twilio's account SID, SignalWire's project, Telnyx's account.
    pub account: String,
    /// The secret that verifies webhooks: Twilio's auth token, SignalWire's signing key, Telnyx's public key.
    pub secret: Option<SecretString>,
    /// A second secret, while the first is being replaced.
    pub second_secret: Option<SecretString>,
    /// The id of a key made for webhooks only (Twilio).
    pub shared_key_id: Option<String>,
    /// The key made for webhooks.
    pub shared_key: Option<SecretString>,
    /// The credential for the carrier's API, if it is not the secret (SignalWire's API token).
    pub api_token: Option<SecretString>,
    /// Another address of the carrier's API, such as a test carrier's.
    pub api_base: Option<String>,
}

#[derive(Debug)]
pub(super) struct ValidDraft {
    pub(super) provider: Provider,
    pub(super) account: String,
    pub(super) secrets: Option<StoredSecrets>,
    pub(super) api_base: Option<String>,
}

impl Draft {
    pub(super) fn check(self) -> Result<ValidDraft, Error> {
        let mut fields = Fields::none();
        let provider = fields.checked(
            "provider",
            self.provider.trim().parse::<Provider>().map_err(|_| "Choose a carrier from the list."),
        );
        let account = fields.checked("account", text::line(&self.account, 128));
        let api_base = match self.api_base.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(input) => fields.checked("api_base", parse_api_base(input)),
        };
        let mut read_secret = |field, input: Option<SecretString>| {
            let input = input.filter(|input| !input.expose_secret().trim().is_empty())?;
            fields.checked(field, parse_secret(&input, provider == Some(Provider::Telnyx) && field != "api_token"))
        };
        let secret = read_secret("secret", self.secret);
        let second_secret = read_secret("second_secret", self.second_secret);
        let shared_key = read_secret("shared_key", self.shared_key);
        let api_token = read_secret("api_token", self.api_token);
        let shared_key_id = self.shared_key_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let shared_key_id = shared_key_id.and_then(|id| fields.checked("shared_key_id", text::line(id, 128)));
        if shared_key.is_some() != shared_key_id.is_some() {
            fields.add("shared_key", "Enter the key and its id together.");
        }
        let has_other_secret = second_secret.is_some() || shared_key.is_some() || api_token.is_some();
        if secret.is_none() && has_other_secret && fields.get("secret").is_none() {
            fields.add("secret", "Enter the secrets together.");
        }
        fields.into_result()?;
        let (Some(provider), Some(account)) = (provider, account) else { return Err(Error::Fields(Fields::none())) };
        let secrets =
            secret.map(|secret| StoredSecrets { secret, second_secret, shared_key_id, shared_key, api_token });
        Ok(ValidDraft { provider, account, secrets, api_base })
    }
}

fn parse_secret(input: &SecretString, is_public_key: bool) -> Result<String, &'static str> {
    let text = input.expose_secret().trim();
    if text.len() > MAX_SECRET_BYTES || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("This is not a secret of the carrier's: paste it as the carrier shows it.");
    }
    if is_public_key && STANDARD.decode(text).map_or(0, |key| key.len()) != 32 {
        return Err("This is not the account's public key: paste the one that Telnyx shows under Keys & Credentials.");
    }
    Ok(text.to_owned())
}

fn parse_api_base(input: &str) -> Result<String, &'static str> {
    const INVALID_BASE: &str = "Write the address as https://host, without a sign-in or a query.";
    let url = url::Url::parse(input).map_err(|_| INVALID_BASE)?;
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if is_plain && input.len() <= 200 { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(INVALID_BASE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            provider: "twilio".into(),
            account: "AC1".into(),
            secret: Some("token-of-the-account".into()),
            ..Draft::default()
        }
    }

    fn errors(draft: Draft) -> Vec<&'static str> {
        match draft.check() {
            Err(Error::Fields(fields)) => fields.0.into_iter().map(|(field, _)| field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn typed_connection_values_are_trimmed() {
        let valid = Draft { secret: Some(" abc ".into()), api_base: Some("http://127.0.0.1:4000/".into()), ..draft() };
        let valid = valid.check().unwrap();
        assert_eq!(valid.api_base.as_deref(), Some("http://127.0.0.1:4000"));
        assert_eq!(valid.secrets.unwrap().secret, "abc");
        assert!(Draft { secret: Some("  ".into()), ..draft() }.check().unwrap().secrets.is_none());
    }

    #[test]
    fn each_invalid_connection_field_is_explained() {
        assert_eq!(errors(Draft { provider: "plivo".into(), account: " ".into(), ..draft() }), ["provider", "account"]);
        assert_eq!(errors(Draft { secret: Some("two words".into()), ..draft() }), ["secret"]);
        assert_eq!(errors(Draft { shared_key_id: Some("k".into()), ..draft() }), ["shared_key"]);
        assert_eq!(errors(Draft { secret: None, api_token: Some("t".into()), ..draft() }), ["secret"]);
        assert_eq!(errors(Draft { provider: "telnyx".into(), ..draft() }), ["secret"]);
        for api_base in ["ftp://x", "//x", "https://user:pass@x", "https://x/?a", "x"] {
            assert_eq!(errors(Draft { api_base: Some(api_base.into()), ..draft() }), ["api_base"], "{api_base}");
        }
    }
}
