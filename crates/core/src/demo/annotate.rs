//! Writes what people have said of a call of the past.

use super::PastCall;
use crate::access::{BusinessSql, Scoped, business_sql};
use crate::calls::tally::{self, Counted};
use crate::calls::{Changed, NewValue, QualifiedBy, record_at};
use crate::db::Error;
use crate::ids::CallId;

static ANNOTATE: BusinessSql = business_sql!("annotate.sql");
static DATE_CHANGES: BusinessSql = business_sql!("date_changes.sql");
static ADD_TAG: BusinessSql = business_sql!("add_tag.sql");
static ADD_NOTE: BusinessSql = business_sql!("add_note.sql");
static ADD_CALLED_BACK: BusinessSql = business_sql!("add_called_back.sql");

/// Writes the annotation of a call that was just inserted. The counts of the call in the reports, before and now, are added to
/// `counted`, which the caller records.
pub(super) async fn annotate(
    tx: &mut Scoped<'_>,
    id: CallId,
    call: &PastCall,
    counted: &mut Vec<(Counted, Counted)>,
) -> Result<(), Error> {
    let annotation = &call.annotation;
    // The word of a rule on the call that was just inserted.
    tx.run(&DATE_CHANGES, &[&id, &call.ended_at()]).await?;
    let mut changed = Changed {
        tags_added: annotation.tags.iter().map(|(_, name)| name.clone()).collect(),
        qualified: annotation.qualified.map(NewValue::Set),
        value_cents: annotation.value_cents.map(NewValue::Set),
        spam: annotation.spam.then_some(true),
        ..Changed::default()
    };
    if annotation.qualified.is_some() || annotation.value_cents.is_some() || annotation.spam {
        let by = annotation.qualified.map(|_| QualifiedBy::Person);
        let was = tally::find(tx, id).await?;
        let is: Counted =
            tx.one(&ANNOTATE, &[&id, &annotation.qualified, &by, &annotation.value_cents, &annotation.spam]).await?;
        if was.qualified != is.qualified {
            changed.qualified = Some(is.qualified.into());
        }
        counted.push((was, is));
    }
    if let Some((member, at)) = annotation.said
        && changed != Changed::default()
    {
        record_at(tx, id, Some(member), None, &changed, at).await?;
    }
    for (tag, _) in &annotation.tags {
        tx.run(&ADD_TAG, &[&id, tag, &call.number, &call.started_at]).await?;
    }
    for note in &annotation.notes {
        tx.run(&ADD_NOTE, &[&id, &note.author, &note.text, &note.at]).await?;
    }
    if let Some((member, at)) = &annotation.called_back {
        tx.run(&ADD_CALLED_BACK, &[&id, member, at]).await?;
    }
    Ok(())
}
