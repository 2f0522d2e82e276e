//! A cookie that knows which accounts have signed in from a browser. It opens nothing: who has it is only not held up by
//! the failures of others. Its contents are sealed with the instance's key, so nobody else can make or read one.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::cookies;
use crate::state::App;

/// How long the browser keeps it, in seconds.
const MAX_AGE_SECONDS: u64 = 400 * 86_400;
/// The context that it is sealed for.
const CONTEXT: &str = "known device";
/// The bytes of the browser's number, and of an account's digest.
const PART_BYTES: usize = 16;
/// The most accounts of one browser. The one that signed in longest ago is forgotten first.
const MAX_ACCOUNTS: usize = 8;

type Part = [u8; PART_BYTES];

/// A browser that somebody has signed in from.
pub(crate) struct KnownDevice {
    number: Part,
    /// The digests of the accounts, the newest first.
    accounts: Vec<Part>,
}

impl KnownDevice {
    /// The browser of a request, if it has the cookie.
    pub(crate) fn from_headers(app: &App, headers: &HeaderMap) -> Option<Self> {
        let text = cookies::known_device(&app.config, headers).filter(|text| text.len() <= 500)?;
        let opened = app.seal.open(CONTEXT, &URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (parts, []) = opened.as_chunks::<PART_BYTES>() else { return None };
        let (number, accounts) = parts.split_first()?;
        Some(Self { number: *number, accounts: accounts.to_vec() })
    }

    /// The browser's name for counting, if this account, by its canonical address, has signed in from it.
    pub(crate) fn of_account(&self, account: &str) -> Option<String> {
        self.accounts.contains(&digest(account)).then(|| URL_SAFE_NO_PAD.encode(self.number))
    }
}

/// The cookie of a browser that an account, by its canonical address, has just signed in from. `None` when there are no
/// random bytes: the person is signed in all the same.
pub(crate) fn remember(app: &App, headers: &HeaderMap, account: &str) -> Option<HeaderValue> {
    let known = KnownDevice::from_headers(app, headers);
    let known = known.unwrap_or_else(|| KnownDevice { number: rand::random(), accounts: Vec::new() });
    let account = digest(account);
    let others = known.accounts.into_iter().filter(|other| *other != account);
    let parts = [known.number, account].into_iter().chain(others).take(1 + MAX_ACCOUNTS);
    let sealed = app.seal.close(CONTEXT, &parts.flatten().collect::<Vec<u8>>()).ok()?;
    cookies::set_known_device(&app.config, &URL_SAFE_NO_PAD.encode(sealed), MAX_AGE_SECONDS)
}

fn digest(account: &str) -> Part {
    let mut part = Part::default();
    part.copy_from_slice(&Sha256::digest(account.as_bytes())[..PART_BYTES]);
    part
}
