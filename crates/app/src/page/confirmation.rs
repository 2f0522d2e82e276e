//! The password that a page asks for again, before something that outlives the session.

use crewline_core::access::Viewpoint;
use crewline_core::accounts::{RecentPassword, has_recent_password, prove_password_now, prove_recent_password};
use crewline_core::{Error, Fields};

use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::limits::Guess;
use crate::state::App;
use crate::view::TextField;

/// The field's name in forms, and in [`Fields`].
const NAME: &str = "confirm_password";

/// The field of a form; `None` while the password was entered within the last ten minutes.
pub(crate) fn field(app: &App, viewpoint: &Viewpoint, fields: &Fields) -> Option<TextField> {
    let error = fields.get(NAME).map(str::to_owned);
    (!has_recent_password(&app.db, viewpoint)).then(|| TextField { error, ..TextField::new(NAME) })
}

/// The field of a form that asks in any case.
pub(crate) fn required_field(fields: &Fields) -> TextField {
    TextField { error: fields.get(NAME).map(str::to_owned), ..TextField::new(NAME) }
}

/// Proves that the person has entered their password in this form, also if they entered it just now. The inner error is for
/// the form.
///
/// # Errors
/// When there were too many attempts, or the database fails.
pub(crate) async fn prove_now(
    app: &App,
    viewpoint: &Viewpoint,
    form: &Form,
) -> Result<Result<RecentPassword, Fields>, PageFailure> {
    let typed = Some(form.get(NAME)).filter(|text| !text.is_empty());
    let session = format!("{:?}", viewpoint.credential());
    let guess = match typed.is_some() {
        true => Some(app.limits.guess_in_session(&session).await.map_err(PageFailure::TooMany)?),
        false => None,
    };
    let proved = prove_password_now(&app.db, &app.passwords, viewpoint, typed.map(Into::into)).await;
    settle(guess, proved)
}

fn settle(
    guess: Option<Guess>,
    proved: Result<RecentPassword, Error>,
) -> Result<Result<RecentPassword, Fields>, PageFailure> {
    match (guess, &proved) {
        (Some(guess), Ok(_)) => guess.passed(),
        (Some(guess), Err(Error::Fields(_))) => guess.failed(),
        _ => {}
    }
    match proved {
        Ok(proof) => Ok(Ok(proof)),
        Err(Error::Fields(fields)) => Ok(Err(fields)),
        Err(error) => Err(error.into()),
    }
}

/// Proves that the person has entered their password just now, by the session or by the form. The inner error is for the
/// form.
///
/// # Errors
/// When there were too many attempts, or the database fails.
pub(crate) async fn prove(
    app: &App,
    viewpoint: &Viewpoint,
    form: &Form,
) -> Result<Result<RecentPassword, Fields>, PageFailure> {
    let typed = Some(form.get(NAME)).filter(|text| !text.is_empty());
    // A borrowed session can't be used to guess the password, and nobody else's guesses hold this one up.
    let session = format!("{:?}", viewpoint.credential());
    let guess = match typed.is_some() && !has_recent_password(&app.db, viewpoint) {
        true => Some(app.limits.guess_in_session(&session).await.map_err(PageFailure::TooMany)?),
        false => None,
    };
    let proved = prove_recent_password(&app.db, &app.passwords, viewpoint, typed.map(Into::into)).await;
    settle(guess, proved)
}
