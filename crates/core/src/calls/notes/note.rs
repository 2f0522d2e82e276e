//! A note on a call.

use crate::access::{Action, BusinessSql, Held, May, Proof, Thing, VisibleSql, business_sql, visible_sql};
use crate::calls::Call;
use crate::db::{Db, Error, from_row};
use crate::ids::{CallId, MemberId, NoteId};
use crate::time::Timestamp;

static FIND: VisibleSql = visible_sql!("find.sql");
static OF_CALL: BusinessSql = business_sql!("of_call.sql");
static TEXTS_OF: BusinessSql = business_sql!("texts_of.sql");

/// The longest text of a note.
pub const MAX_TEXT: usize = 4_000;

/// A note on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The call.
    pub call_id: CallId,
    /// The member who wrote it.
    pub author: MemberId,
    /// The author's name in this business, also after the membership has ended.
    pub author_name: String,
    /// Its text, in lines.
    pub text: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if it was.
    pub edited_at: Option<Timestamp>,
}

from_row!(Note { id, call_id, author, author_name, text, created_at, edited_at });

impl Thing for Note {
    type Id = NoteId;

    async fn find<A: Action>(db: &Db, may: &May<A>, id: NoteId) -> Result<Option<Self>, Error> {
        Ok(db.read_visible::<Self>(may, &FIND, &[&id]).await?.into_iter().next())
    }
}

/// The notes of a call, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn notes_of<A: Action>(db: &Db, call: &Held<Call, A>) -> Result<Vec<Note>, Error> {
    db.read(call, &OF_CALL, &[&call.id]).await
}

/// The notes of calls that were read by the same proof, each as its author and its text, in the order of calls and of writing.
///
/// # Errors
/// When the database fails.
pub async fn texts_of(db: &Db, proof: &impl Proof, calls: &[Call]) -> Result<Vec<(CallId, String, String)>, Error> {
    let ids: Vec<CallId> = calls.iter().map(|call| call.id).collect();
    db.read_by_ids(proof, &TEXTS_OF, &ids).await
}
