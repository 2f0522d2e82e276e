//! The set-up code: the first visitor of an instance that others can reach has to know what its operator reads at the start.

use crewline_core::secret::digest;
use crewline_core::{Error, accounts};

use crate::state::App;

/// Digits and letters that nobody takes for another (Crockford's).
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
/// Fifty bits.
const LENGTH: usize = 10;

/// Whether the first run asks for the code: unless the instance is open to its own machine alone.
pub(crate) fn is_needed(app: &App) -> bool {
    !(app.config.bind.ip().to_canonical().is_loopback() && app.config.public_url.is_loopback())
}

/// The code that the start prints, while there is no account and one is needed.
///
/// # Errors
/// When the database fails.
pub(crate) async fn code_to_print(app: &App) -> Result<Option<String>, Error> {
    if !is_needed(app) || accounts::any_account_exists(&app.db).await? {
        return Ok(None);
    }
    let code = code(app)?;
    Ok(Some(format!("{}-{}", &code[..LENGTH / 2], &code[LENGTH / 2..])))
}

/// Whether a typed code is the right one, however its letters and hyphens are written.
///
/// # Errors
/// When the key can't be used.
pub(crate) fn is_right(app: &App, typed: &str) -> Result<bool, Error> {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    // The digests are compared, so the time tells nothing about the code.
    Ok(digest(&letters.take(LENGTH + 1).collect::<String>()) == digest(&code(app)?))
}

/// The code is made from the instance's key, so that each process has the same, also after a restart.
fn code(app: &App) -> Result<String, Error> {
    let bytes = app.seal.fixed_value("set-up code")?;
    Ok(bytes.iter().take(LENGTH).map(|byte| ALPHABET[usize::from(byte % 32)]).collect())
}
