//! The columns of the list of calls that a member has chosen, in one business. The time and the caller always show.

use std::collections::BTreeSet;

use crate::Error;
use crate::access::{BusinessSql, May, actions, business_sql};
use crate::audit::Event;
use crate::db::{self, Db, words};

static FIND: BusinessSql = business_sql!("find.sql");
static SAVE: BusinessSql = business_sql!("save.sql");
static RESET: BusinessSql = business_sql!("reset.sql");

words! {
    /// A column of the list of calls.
    pub enum Column {
        /// The number that was called.
        Number = "number",
        /// The number's source at the time of the call.
        Source = "source",
        /// The status.
        Status = "status",
        /// Whether it is the caller's first call to the number.
        FirstTime = "first_time",
        /// Whether it is qualified.
        Qualified = "qualified",
        /// Its value.
        Value = "value",
        /// Whether it is spam.
        Spam = "spam",
        /// Its tags.
        Tags = "tags",
        /// Its notes.
        Notes = "notes",
        /// How long the whole call took.
        Duration = "duration",
        /// How long the two sides talked.
        TalkTime = "talk_time",
        /// Its recording.
        Recording = "recording",
    }
}

/// The columns of a member's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(BTreeSet<Column>);

impl Default for Columns {
    /// The usual ones: all but the notes.
    fn default() -> Self {
        Self(Column::ALL.iter().copied().filter(|column| *column != Column::Notes).collect())
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        Self(columns.into_iter().collect())
    }
}

impl Columns {
    /// Whether a column shows.
    pub fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// As it is stored: the words with commas between them.
    fn to_text(&self) -> String {
        self.0.iter().map(|column| column.word()).collect::<Vec<_>>().join(",")
    }

    /// Reads a stored choice. A column that this version does not know is left out.
    fn of_text(text: &str) -> Self {
        text.split(',').filter_map(|word| word.parse().ok()).collect()
    }
}

/// The columns of the viewpoint's list.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, may: &May<actions::SeeCalls>) -> Result<Columns, db::Error> {
    let rows = db.read::<(String,)>(may, &FIND, &[&may.viewpoint().member()]).await?;
    Ok(rows.first().map_or_else(Columns::default, |(text,)| Columns::of_text(text)))
}

/// Chooses the columns of the viewpoint's list. `None` means the usual ones, also those of later versions.
///
/// # Errors
/// When the database fails.
pub async fn choose(db: &Db, may: &May<actions::ChooseColumns>, columns: Option<&Columns>) -> Result<(), Error> {
    let viewpoint = may.viewpoint().clone();
    let text = columns.map(Columns::to_text);
    db.change(may, move |tx| {
        Box::pin(async move {
            let row: Option<(String,)> = tx.optional(&FIND, &[&viewpoint.member()]).await?;
            let before = row.map(|(text,)| text);
            if before == text {
                return Ok(((), None));
            }
            match &text {
                Some(text) => tx.run(&SAVE, &[&viewpoint.member(), text]).await?,
                None => tx.run(&RESET, &[&viewpoint.member()]).await?,
            };
            let event = Event::of("call_columns.chosen", "member", viewpoint.member(), viewpoint.name());
            let json = |text: Option<String>| serde_json::json!({ "columns": text.as_deref().unwrap_or("usual") });
            Ok(((), Some(event.before(json(before)).after(json(text)))))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_columns_read_back_as_themselves_and_unknown_ones_are_left_out() {
        let chosen: Columns = [Column::Value, Column::Number].into_iter().collect();
        assert_eq!(chosen.to_text(), "number,value");
        assert_eq!(Columns::of_text("number,weather,value"), chosen);
        assert_eq!(Columns::of_text(""), Columns::from_iter([]));
        assert!(!Columns::default().has(Column::Notes) && Columns::default().has(Column::Recording));
    }
}
