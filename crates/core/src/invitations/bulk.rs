//! Invites a list of people. All rows are checked before anything is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secrecy::SecretString;

use super::draft::CheckedDraft;
use super::invite::{Outcome, PreparedInvitation, Terms, check_grant, refuse_missing_grant};
use super::letter::InvitationLetter;
use super::{Draft, scope};
use crate::access::{May, Viewpoint, actions};
use crate::businesses::existing_accounts;
use crate::db::Db;
use crate::ids::{InvitationId, MemberId};
use crate::mail::EmailComposer;
use crate::members::{NumberAccess, recheck_in_transaction};
use crate::seats::LockedSeats;
use crate::{Error, Fields};

/// The most rows in one list.
pub const MAX_ROWS: usize = 500;

/// The result of a row.
#[derive(Clone, Debug)]
pub enum RowOutcome {
    /// The person had an account, and is a member now.
    Added(MemberId),
    /// The person was invited.
    Invited {
        /// The invitation.
        invitation: InvitationId,
        /// The token for the link, when no letter is sent. It is returned only once.
        link: Option<SecretString>,
    },
    /// The person is already a member, and is unchanged.
    AlreadyMember(MemberId),
    /// The person is already invited. That invitation is unchanged.
    AlreadyInvited(InvitationId),
    /// The address was sent too many links. The sentence says when the next one can be sent.
    TooOften(String),
    /// The row is invalid, so nothing of the list was sent.
    Invalid(Fields),
    /// The row is valid, but others are not, so nothing of the list was sent.
    NotSent,
}

/// Checks the length of a list, before its rows are parsed.
///
/// # Errors
/// Returns [`Error::Fields`] (`rows`) when the list is too long.
pub fn check_row_count(rows: usize) -> Result<(), Error> {
    if rows <= MAX_ROWS {
        return Ok(());
    }
    Err(Error::Fields(Fields(vec![("rows", format!("Invite {MAX_ROWS} people at once at most."))])))
}

/// Checks a list, and returns the mistakes of each row.
///
/// # Errors
/// Returns [`Error::Fields`] (`rows`) when the list is too long, or a database error.
pub async fn check_many(
    db: &Db,
    may: &May<actions::Invite>,
    drafts: &[Draft],
) -> Result<Vec<Result<(), Fields>>, Error> {
    Ok(check(db, may, drafts).await?.into_iter().map(|row| row.map(drop)).collect())
}

/// Invites a list in one transaction. When a row is invalid or there are too few seats, nothing is sent.
///
/// # Errors
/// Returns [`Error::Fields`] (`rows`) when the list is too long, [`Error::SeatLimit`], [`Error::TooOften`], or a
/// database error.
pub async fn invite_many(
    db: &Db,
    may: &May<actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<InvitationLetter>,
    drafts: &[Draft],
) -> Result<Vec<RowOutcome>, Error> {
    let rows = check(db, may, drafts).await?;
    if rows.iter().any(Result::is_err) {
        return Ok(rows.into_iter().map(|row| row.map_or_else(RowOutcome::Invalid, |_| RowOutcome::NotSent)).collect());
    }
    let viewpoint = may.viewpoint();
    let existing = existing_accounts(db, may).await?.unwrap_or(terms.existing);
    let mut prepared = Vec::with_capacity(rows.len());
    for checked in rows.into_iter().flatten() {
        prepared.push(PreparedInvitation::new(db, viewpoint, terms, existing, composer, checked).await?);
    }
    let (plans, hourly, viewpoint) = (terms.plans.clone(), terms.hourly, viewpoint.clone());
    let outcomes = db.change(may, move |tx| {
        Box::pin(async move {
            let role = recheck_in_transaction(tx, &viewpoint, actions::Invite).await?;
            let (seats, inviter) = (LockedSeats::load(tx, &plans).await?, viewpoint.actor());
            hourly.check(tx, inviter.member, prepared.len()).await?;
            let accesses: BTreeSet<_> = prepared.iter().map(|each| each.checked.access.clone()).collect();
            for access in accesses {
                scope::check(tx, &access).await?;
            }
            let (mut outcomes, mut events) = (Vec::with_capacity(prepared.len()), Vec::new());
            for each in prepared {
                check_grant(role, each.checked.role)?;
                let (outcome, event) = match each.send(tx, &seats, inviter).await {
                    Ok(sent) => sent,
                    Err(error) => {
                        outcomes.push(row_outcome(error)?);
                        continue;
                    }
                };
                events.push(event);
                outcomes.push(match outcome {
                    Outcome::Added(member) => RowOutcome::Added(member.id),
                    Outcome::Invited { invitation, link } => RowOutcome::Invited { invitation: invitation.id, link },
                });
            }
            Ok((outcomes, events))
        })
    });
    outcomes.await.map_err(refuse_missing_grant)
}

/// An error about one person is the outcome of their row. Any other error is about the list.
fn row_outcome(error: Error) -> Result<RowOutcome, Error> {
    match error {
        Error::AlreadyMember(id) => Ok(RowOutcome::AlreadyMember(id)),
        Error::AlreadyInvited(id) => Ok(RowOutcome::AlreadyInvited(id)),
        Error::TooOften { sentence, .. } => Ok(RowOutcome::TooOften(sentence)),
        other => Err(other),
    }
}

type CheckedRow = Result<CheckedDraft, Fields>;

async fn check(db: &Db, may: &May<actions::Invite>, drafts: &[Draft]) -> Result<Vec<CheckedRow>, Error> {
    check_row_count(drafts.len())?;
    let (mut first, mut accesses) = (BTreeMap::new(), AccessChecks::default());
    let mut rows = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let mut row = draft.check().and_then(|checked| check_grantable(may.viewpoint(), checked));
        if let Ok(checked) = &mut row {
            let access_check = accesses.check(db, may, &mut checked.access).await?;
            let first_row = *first.entry(checked.email.canonical().to_owned()).or_insert(index);
            if first_row < index {
                let sentence = format!("This address is in row {} already.", first_row + 1);
                row = Err(Fields(vec![("email", sentence)]));
            } else if let Err(fields) = access_check {
                row = Err(fields);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The distinct number accesses of a list. Each is stored and checked once, since many rows may share it.
#[derive(Default)]
struct AccessChecks(BTreeMap<Arc<NumberAccess>, Result<(), Fields>>);

impl AccessChecks {
    async fn check(
        &mut self,
        db: &Db,
        may: &May<actions::Invite>,
        access: &mut Arc<NumberAccess>,
    ) -> Result<Result<(), Fields>, Error> {
        if let Some((same, checked)) = self.0.get_key_value(access) {
            *access = same.clone();
            return Ok(checked.clone());
        }
        let checked = match scope::check_before(db, may, access).await {
            Ok(()) => Ok(()),
            Err(error) => Err(into_fields(error)?),
        };
        self.0.insert(access.clone(), checked.clone());
        Ok(checked)
    }
}

fn check_grantable(viewpoint: &Viewpoint, checked: CheckedDraft) -> CheckedRow {
    match check_grant(viewpoint.role(), checked.role) {
        Ok(()) => Ok(checked),
        Err(rule) => Err(Fields(vec![("role", rule.to_string())])),
    }
}

fn into_fields(error: Error) -> Result<Fields, Error> {
    match error {
        Error::Fields(fields) => Ok(fields),
        other => Err(other),
    }
}
