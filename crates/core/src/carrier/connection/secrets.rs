//! The secrets of a connection, as they are stored under the seal.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::carrier::provider::Provider;
use crate::carrier::signature::{Secrets, SharedKey, SignalWireSecrets, TelnyxSecrets, TwilioSecrets};
use crate::ids::BusinessId;
use crate::secret::{NoRandomness, Seal, SealError};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct StoredSecrets {
    pub(super) secret: String,
    pub(super) second_secret: Option<String>,
    pub(super) shared_key_id: Option<String>,
    pub(super) shared_key: Option<String>,
    pub(super) api_token: Option<String>,
}

impl std::fmt::Debug for StoredSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredSecrets(…)")
    }
}

/// The context that the seal is bound to.
fn seal_context(business: BusinessId) -> String {
    format!("carrier:{business}")
}

impl StoredSecrets {
    pub(super) fn seal(&self, seal: &Seal, business: BusinessId) -> Result<Vec<u8>, NoRandomness> {
        seal.close(&seal_context(business), serde_json::json!(self).to_string().as_bytes())
    }

    pub(super) fn unseal(seal: &Seal, business: BusinessId, sealed: &[u8]) -> Result<Self, Error> {
        let json = seal.open(&seal_context(business), sealed)?;
        Ok(serde_json::from_slice(&json).map_err(|_| SealError::NotOurs)?)
    }

    /// The secrets that verify webhooks.
    pub(super) fn verification_secrets(&self, provider: Provider) -> Secrets {
        let both = || [Some(&self.secret), self.second_secret.as_ref()].into_iter().flatten().cloned();
        let secret_texts = || both().map(SecretString::from).collect();
        match provider {
            Provider::Twilio => {
                let shared_keys = self.shared_key_id.clone().zip(self.shared_key.clone());
                let shared_keys = shared_keys.map(|(id, secret)| SharedKey { id, secret: secret.into() });
                Secrets::Twilio(TwilioSecrets {
                    auth_tokens: secret_texts(),
                    shared_keys: shared_keys.into_iter().collect(),
                })
            }
            Provider::SignalWire => Secrets::SignalWire(SignalWireSecrets { signing_keys: secret_texts() }),
            Provider::Telnyx => Secrets::Telnyx(TelnyxSecrets { public_keys: both().collect() }),
        }
    }

    /// The credential for the carrier's API. Telnyx's secret is a public key, so it is none.
    pub(super) fn api_token(&self, provider: Provider) -> Option<SecretString> {
        let own = (provider != Provider::Telnyx).then(|| self.secret.clone());
        self.api_token.clone().or(own).map(SecretString::from)
    }
}
