//! API tokens. Each belongs to one member, may do no more than the member, and ends with the membership.

use secrecy::{ExposeSecret, SecretString};

use super::Email;
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

from_row!(Token { id, name, hint, created_at, last_used_at });

/// The member's own tokens in this business, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, may: &May<actions::ManageTokens>) -> Result<Vec<Token>, Error> {
    db.read(may, &LIST, &[&may.viewpoint().member()]).await
}

/// Makes a token for the member themselves. It is shown only once.
///
/// # Errors
/// Returns [`crate::Error::Fields`] for a bad name, `too_many_tokens`, or a database error.
pub async fn create(db: &Db, may: &May<actions::ManageTokens>, name: &str) -> Result<SecretString, crate::Error> {
    let draft = Draft::new(name, may.viewpoint().member())?;
    let token = draft.token.clone();
    db.change(may, move |tx| Box::pin(async move { draft.add(tx).await })).await?;
    Ok(token)
}

/// Makes a token for an active member, on the command line.
///
/// # Errors
/// Returns [`Refusal::NotFound`] when no active member has the address; otherwise as [`create`].
pub async fn create_for(db: &Db, operator: &Operator, email: &Email, name: &str) -> Result<SecretString, crate::Error> {
    let rows = db.read::<(MemberId,)>(operator, &MEMBER, &[&email.canonical()]).await?;
    let (member,) = rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let draft = Draft::new(name, member)?;
    let token = draft.token.clone();
    db.change(operator, move |tx| Box::pin(async move { draft.add(tx).await })).await?;
    Ok(token)
}

/// A token that is not stored yet.
struct Draft {
    member: MemberId,
    name: String,
    token: SecretString,
    hash: Digest,
}

impl Draft {
    fn new(name: &str, member: MemberId) -> Result<Self, crate::Error> {
        let mut fields = Fields::none();
        let name = fields.checked("name", text::line(name, 60));
        fields.into_result()?;
        let (token, hash) = secret::token("crl_")?;
        Ok(Self { member, name: name.unwrap_or_default(), token, hash })
    }

    async fn add(self, tx: &mut Scoped<'_>) -> Result<((), Event), crate::Error> {
        let text = self.token.expose_secret();
        let hint = text.get(text.len().saturating_sub(4)..).unwrap_or_default();
        let now = tx.now();
        let row =
            tx.optional::<(TokenId,)>(&ADD, &[&self.member, &self.name, &self.hash, &hint, &now, &MAX_TOKENS]).await?;
        let (id,) = row.ok_or_else(too_many_tokens)?;
        Ok(((), Event::of("token.created", "token", id, self.name)))
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
    let (member, token) = (held.viewpoint().member(), held.id);
    db.change(held, move |tx| {
        Box::pin(async move {
            let row = tx.optional::<(String,)>(&END, &[&member, &token]).await?;
            let (name,) = row.ok_or(Refusal::NotFound)?;
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
