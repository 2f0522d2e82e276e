//! Invites a whole list: every row is checked before any is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secrecy::SecretString;

use super::draft::Checked;
use super::invite::{Outcome, Prepared, Terms, gone_meanwhile, grantable};
use super::post::Told;
use super::{Draft, scope};
use crate::access::{May, Viewpoint, actions};
use crate::db::Db;
use crate::ids::{InvitationId, MemberId};
use crate::mail::EmailComposer;
use crate::members::{NumberAccess, standing};
use crate::seats::Team;
use crate::{Error, Fields};

/// The most rows that are invited at once.
pub const MOST: usize = 500;

/// What came of a row.
#[derive(Clone, Debug)]
pub enum Answer {
    /// They had an account, and are a member now.
    Added(MemberId),
    /// They have an invitation.
    Invited {
        /// The invitation.
        invitation: InvitationId,
        /// The token for the link, to be handed over; only where no letter is sent, and only this once.
        link: Option<SecretString>,
    },
    /// They are a member already, and stay what they are.
    AlreadyMember(MemberId),
    /// They are invited already; that invitation stays as it is.
    AlreadyInvited(InvitationId),
    /// They were sent too many links; when the next one can be sent.
    TooOften(String),
    /// What to change, by field. Nothing of the list was sent.
    Mistaken(Fields),
    /// Nothing is wrong with it, but nothing of the list was sent, because of other rows.
    Waits,
}

/// Whether a list of so many rows can be invited at once: to be asked before anything is made of its rows.
///
/// # Errors
/// A list that is too long (`rows`).
pub fn few_enough(rows: usize) -> Result<(), Error> {
    if rows <= MOST {
        return Ok(());
    }
    Err(Error::Fields(Fields(vec![("rows", format!("Invite {MOST} people at once at most."))])))
}

/// What to change in a list before it can be sent: for each row, what is wrong with it.
///
/// # Errors
/// A list that is too long (`rows`), or that the database failed.
pub async fn check_many(
    db: &Db,
    may: &May<actions::Invite>,
    drafts: &[Draft],
) -> Result<Vec<Result<(), Fields>>, Error> {
    Ok(check(db, may, drafts).await?.into_iter().map(|row| row.map(drop)).collect())
}

/// Invites a list in one transaction. Where a row has a mistake, nothing is sent and each row is answered; where there
/// are not enough seats for all of them, nothing is sent either.
///
/// # Errors
/// A list that is too long (`rows`); [`Error::SeatLimit`]; or that the database failed.
pub async fn invite_many(
    db: &Db,
    may: &May<actions::Invite>,
    terms: &Terms,
    composer: &EmailComposer<Told>,
    drafts: &[Draft],
) -> Result<Vec<Answer>, Error> {
    let rows = check(db, may, drafts).await?;
    if rows.iter().any(Result::is_err) {
        return Ok(rows.into_iter().map(|row| row.map_or_else(Answer::Mistaken, |_| Answer::Waits)).collect());
    }
    let viewpoint = may.viewpoint();
    let mut prepared = Vec::with_capacity(rows.len());
    for checked in rows.into_iter().flatten() {
        prepared.push(Prepared::new(db, viewpoint, terms, composer, checked).await?);
    }
    let (plans, viewpoint) = (terms.plans.clone(), viewpoint.clone());
    let invited = db.change(may, move |tx| {
        Box::pin(async move {
            let role = standing(tx, &viewpoint, actions::Invite).await?;
            let (team, inviter) = (Team::of(tx, &plans).await?, viewpoint.actor());
            let accesses: BTreeSet<_> = prepared.iter().map(|each| each.checked.access.clone()).collect();
            for access in accesses {
                scope::check(tx, &access).await?;
            }
            let (mut answers, mut events) = (Vec::with_capacity(prepared.len()), Vec::new());
            for each in prepared {
                grantable(role, each.checked.role)?;
                let (outcome, event) = match each.send(tx, &team, inviter).await {
                    Ok(sent) => sent,
                    Err(error) => {
                        answers.push(of_one_person(error)?);
                        continue;
                    }
                };
                events.push(event);
                answers.push(match outcome {
                    Outcome::Added(member) => Answer::Added(member.id),
                    Outcome::Invited { invitation, link } => Answer::Invited { invitation: invitation.id, link },
                });
            }
            Ok((answers, events))
        })
    });
    invited.await.map_err(gone_meanwhile)
}

/// What is about one person is the answer to their row; all else is about the list.
fn of_one_person(error: Error) -> Result<Answer, Error> {
    match error {
        Error::AlreadyMember(id) => Ok(Answer::AlreadyMember(id)),
        Error::AlreadyInvited(id) => Ok(Answer::AlreadyInvited(id)),
        Error::TooOften { sentence, .. } => Ok(Answer::TooOften(sentence)),
        other => Err(other),
    }
}

async fn check(db: &Db, may: &May<actions::Invite>, drafts: &[Draft]) -> Result<Vec<Result<Checked, Fields>>, Error> {
    few_enough(drafts.len())?;
    let (mut first, mut accesses) = (BTreeMap::new(), Accesses::default());
    let mut rows = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        let mut row = draft.check().and_then(|checked| in_ones_hands(may.viewpoint(), checked));
        if let Ok(checked) = &mut row {
            let there = accesses.check(db, may, &mut checked.access).await?;
            let before = *first.entry(checked.email.canonical().to_owned()).or_insert(place);
            if before < place {
                let sentence = format!("This address is in row {} already.", before + 1);
                row = Err(Fields(vec![("email", sentence)]));
            } else if let Err(fields) = there {
                row = Err(fields);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The different number accesses of a list: each is kept and checked once, however many rows share it.
#[derive(Default)]
struct Accesses(BTreeMap<Arc<NumberAccess>, Result<(), Fields>>);

impl Accesses {
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
            Err(error) => Err(fields_of(error)?),
        };
        self.0.insert(access.clone(), checked.clone());
        Ok(checked)
    }
}

fn in_ones_hands(viewpoint: &Viewpoint, checked: Checked) -> Result<Checked, Fields> {
    match grantable(viewpoint.role(), checked.role) {
        Ok(()) => Ok(checked),
        Err(rule) => Err(Fields(vec![("role", rule.to_string())])),
    }
}

fn fields_of(error: Error) -> Result<Fields, Error> {
    match error {
        Error::Fields(fields) => Ok(fields),
        other => Err(other),
    }
}
