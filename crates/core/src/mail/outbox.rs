//! What waits to be sent.

use serde::{Deserialize, Serialize};

use crate::access::{Global, GlobalSql, global_sql};
use crate::db::Error;
use crate::secret::{NoRandomness, Seal};

static POST: GlobalSql = global_sql!("post.sql");

/// What the seal of a letter is bound to.
pub(super) const PLACE: &str = "outbox";

/// A letter, ready to be sent: as text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The address where its reader asks for no more of its kind, where there is one.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// A letter as it is kept.
///
/// # Errors
/// When there are no random bytes.
pub(crate) fn sealed(seal: &Seal, letter: &Letter) -> Result<Vec<u8>, NoRandomness> {
    let json = serde_json::json!(letter).to_string();
    seal.close(PLACE, json.as_bytes())
}

/// Puts a sealed letter in the outbox, in the transaction that it tells of. The jobs are woken once it is there.
pub(crate) async fn post(tx: &mut Global<'_>, kind: &str, to: &str, sealed: &[u8]) -> Result<(), Error> {
    let now = tx.now();
    tx.wake_jobs();
    tx.run(&POST, &[&kind, &to, &sealed, &now]).await.map(drop)
}
