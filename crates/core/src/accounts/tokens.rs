//! API tokens. Each belongs to one member, may do no more than the member, and ends with the membership.

use secrecy::{ExposeSecret, SecretString};

use super::{Email, RecentPassword};
use crate::Fields;
use crate::access::{Action, BusinessSql, Held, May, Operator, Refusal, Scoped, Thing, actions, business_sql};
use crate::audit::Event;
use crate::db::{Db, Error, from_row};
use crate::ids::{MemberId, TokenId};
use crate::secret::{self, Digest};
use crate::text;
use crate::time::Timestamp;

static ADD: BusinessSql = business_sql!("token_add.sql");
static LIST: BusinessSql = business_sql!("token_list.sql");
static FIND: BusinessSql = business_sql!("token_find.sql");
static END: BusinessSql = business_sql!("token_end.sql");
static MEMBER: BusinessSql = business_sql!("token_member.sql");

/// The most live tokens that a member may have.
const MAX_TOKENS: i64 = 50;

/// A token as its member sees it later, without the token itself.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token's id.
    pub id: TokenId,
    /// The name that its member gave it.
    pub name: String,
    /// Its last four characters.
    pub hint: String,
    /// Whether it only reads.
    pub reads_only: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it expires; `None` means never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

from_row!(Token { id, name, hint, reads_only, created_at, expires_at, last_used_at });

/// The longest time until a token expires, in days: ten years.
const MAX_DAYS: i64 = 3_653;

/// A token to make.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// Its name.
    pub name: String,
    /// In how many days it expires; `None` means never.
    pub days: Option<i64>,
    /// Whether it only reads.
    pub reads_only: bool,
}

/// The member's own tokens in this business, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::ManageTokens>) -> Result<Vec<Token>, Error> {
    db.read(may, &LIST, &[&may.viewpoint().member()]).await
}

/// Makes a token for the member themselves, who has just entered their password. It is shown only once.
///
/// # Errors
/// Returns [`crate::Error::Fields`] (`name`, `expires`), `too_many_tokens`, or a database error.
pub async fn create(
    db: &Db,
    may: &May<actions::ManageTokens>,
    _: &RecentPassword,
    new: &NewToken,
) -> Result<SecretString, crate::Error> {
    let draft = Draft::new(new, may.viewpoint().member(), db.now())?;
    let token = draft.token.clone();
    db.change(may, move |tx| Box::pin(async move { draft.add(tx).await })).await?;
    Ok(token)
}

/// Makes a token for an active member, on the command line.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no active member has the address; otherwise as [`create`].
pub async fn create_for(
    db: &Db,
    operator: &Operator,
    email: &Email,
    new: &NewToken,
) -> Result<SecretString, crate::Error> {
    let rows = db.read::<(MemberId,)>(operator, &MEMBER, &[&email.canonical()]).await?;
    let (member,) = rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let draft = Draft::new(new, member, db.now())?;
    let token = draft.token.clone();
    db.change(operator, move |tx| Box::pin(async move { draft.add(tx).await })).await?;
    Ok(token)
}

/// A token that is not stored yet.
struct Draft {
    member: MemberId,
    name: String,
    reads_only: bool,
    expires_at: Option<Timestamp>,
    token: SecretString,
    hash: Digest,
}

impl Draft {
    fn new(new: &NewToken, member: MemberId, now: Timestamp) -> Result<Self, crate::Error> {
        let mut fields = Fields::none();
        let name = fields.checked("name", text::label(&new.name, 60));
        if new.days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
            fields.add("expires", format!("Choose from 1 to {MAX_DAYS} days, or never."));
        }
        fields.into_result()?;
        let (token, hash) = secret::token("crl_")?;
        let expires_at = new.days.map(|days| now.plus_seconds(days * 86_400));
        Ok(Self { member, name: name.unwrap_or_default(), reads_only: new.reads_only, expires_at, token, hash })
    }

    async fn add(self, tx: &mut Scoped<'_>) -> Result<((), Event), crate::Error> {
        let text = self.token.expose_secret();
        let hint = text.get(text.len().saturating_sub(4)..).unwrap_or_default();
        let now = tx.now();
        let values: crate::db::Values<'_> =
            &[&self.member, &self.name, &self.hash, &hint, &now, &MAX_TOKENS, &self.reads_only, &self.expires_at];
        let row = tx.optional::<(TokenId,)>(&ADD, values).await?;
        let (id,) = row.ok_or_else(too_many_tokens)?;
        let after = serde_json::json!({ "reads_only": self.reads_only, "expires_at": self.expires_at });
        Ok(((), Event::of("token.created", "token", id, self.name).after(after)))
    }
}

impl Thing for Token {
    type Id = TokenId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: TokenId) -> Result<Option<Self>, Error> {
        Ok(db.read(may, &FIND, &[&may.viewpoint().member(), &id]).await?.into_iter().next())
    }
}

/// Ends one of the member's own tokens.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when it has just ended, or a database error.
pub async fn end(db: &Db, held: &Held<Token, actions::ManageTokens>) -> Result<(), crate::Error> {
    let (member, user, token) = (held.viewpoint().member(), held.viewpoint().user(), held.id);
    db.change(held, move |tx| {
        Box::pin(async move {
            let row = tx.optional::<(String,)>(&END, &[&member, &token]).await?;
            let (name,) = row.ok_or(Refusal::NotFound)?;
            tx.global().notify_account(user);
            Ok(((), Event::of("token.ended", "token", token, name)))
        })
    })
    .await
}

fn too_many_tokens() -> crate::Error {
    crate::Error::Conflict {
        code: "too_many_tokens",
        sentence: format!("You have {MAX_TOKENS} tokens. End one that is no longer used."),
    }
}
