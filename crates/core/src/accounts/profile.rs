//! A person's own profile and password.

use secrecy::SecretString;

use super::account::{business_names, queue_password_letter, replace_password};
use super::password_strength::judge;
use super::security_letter::SecurityLetter;
use super::{Passwords, Person, sessions};
use crate::access::{GlobalSql, May, actions, global_sql};
use crate::audit::Event;
use crate::db::{Db, words};
use crate::mail::EmailComposer;
use crate::{Error, Fields, text};

static SAVE: GlobalSql = global_sql!("profile_save.sql");
static THEME: GlobalSql = global_sql!("theme_save.sql");
static HASH: GlobalSql = global_sql!("password_of.sql");

words! {
    /// How the pages look.
    pub enum Theme {
        /// The browser's preference.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// The editable profile of a person.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Their name.
    pub name: String,
    /// A fixed time zone. `None` means the browser's.
    pub time_zone: Option<String>,
    /// The theme.
    pub theme: Theme,
}

/// Saves the person's own profile.
///
/// # Errors
/// Returns [`Error::Fields`] for an invalid `name` or `time_zone`, or a database error.
pub async fn save(db: &Db, may: &May<actions::EditProfile>, profile: Profile) -> Result<(), Error> {
    let mut fields = Fields::none();
    let name = fields.checked("name", text::name(&profile.name, 80));
    let zone = profile.time_zone.filter(|zone| !zone.trim().is_empty());
    let zone = zone.and_then(|zone| fields.checked("time_zone", text::time_zone(&zone)));
    fields.into_result()?;
    let name = name.unwrap_or_default();
    let viewpoint = may.viewpoint().clone();
    db.change(may, move |tx| {
        Box::pin(async move {
            let user = viewpoint.user();
            tx.global().run(&SAVE, &[&user, &name, &zone, &profile.theme]).await?;
            let before = serde_json::json!({
                "name": viewpoint.user_name(), "time_zone": viewpoint.time_zone(), "theme": viewpoint.theme(),
            });
            let after = serde_json::json!({ "name": name, "time_zone": zone, "theme": profile.theme });
            Ok(((), Event::of("profile.edited", "user", user, viewpoint.name()).before(before).after(after)))
        })
    })
    .await
}

/// Saves a person's theme.
///
/// # Errors
/// When the database fails.
pub async fn choose_theme(db: &Db, person: &Person, theme: Theme) -> Result<(), crate::db::Error> {
    let user = person.user;
    db.global_change(move |tx| Box::pin(async move { tx.run(&THEME, &[&user, &theme]).await.map(drop) })).await
}

/// Changes the person's own password and ends their other sessions. Returns how many ended. A letter tells the person.
///
/// # Errors
/// Returns [`Error::Fields`] for a wrong `current_password` or a weak `password`, or a database error.
pub async fn change_password(
    db: &Db,
    passwords: &Passwords,
    may: &May<actions::ChangePassword>,
    current: SecretString,
    new: SecretString,
    composer: &EmailComposer<SecurityLetter>,
) -> Result<u64, Error> {
    let (viewpoint, composer) = (may.viewpoint().clone(), composer.clone());
    let (hash,) =
        db.read_global::<(Option<String>,)>(&HASH, &[&viewpoint.user()]).await?.into_iter().next().unwrap_or((None,));
    let mut fields = Fields::none();
    if !passwords.matches(current, hash).await? {
        fields.add("current_password", "This is not your password.");
    }
    let businesses = business_names(db, viewpoint.user()).await?;
    let mut known = vec![viewpoint.user_name(), viewpoint.name(), viewpoint.email()];
    known.extend(businesses.iter().map(String::as_str));
    if let Some(sentence) = judge(&new, &known).sentence() {
        fields.add("password", sentence);
    }
    fields.into_result()?;
    let hash = passwords.hash(new).await?;
    db.change(may, move |tx| {
        Box::pin(async move {
            let user = viewpoint.user();
            replace_password(&mut tx.global(), user, &hash).await?;
            queue_password_letter(&mut tx.global(), user, &composer).await?;
            let (current, address) = (sessions::session_in_use(viewpoint.credential()), Some(viewpoint.address()));
            let ended = sessions::end_all(&mut tx.global(), user, current, address).await?;
            let event = Event::of("password.changed", "user", user, viewpoint.name());
            Ok((ended, event.after(serde_json::json!({ "sessions_ended": ended }))))
        })
    })
    .await
}
