//! A rule: as entered, then checked.

use std::collections::BTreeSet;

use super::names::Names;
use super::{ClockTime, Conditions, Hours, Matches, Rule, sentence};
use crate::access::{May, Proof, actions};
use crate::db::Db;
use crate::ids::{GroupId, TagId};
use crate::{Error, Fields, text};

/// The longest name of a rule.
pub const MAX_NAME: usize = 80;

/// The most sources, groups or tags of a rule.
pub const MAX_CHOSEN: usize = 50;

/// The longest talk time that a rule asks for: a day.
const MAX_TALK_SECONDS: i64 = 86_400;

/// The longest source, as numbers have it.
const MAX_SOURCE: usize = 80;

/// A rule, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name; empty for none.
    pub name: String,
    /// The word of [`Matches`].
    pub matches: String,
    /// Its conditions.
    pub conditions: ConditionsDraft,
}

/// The conditions of a rule, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionsDraft {
    /// The least talk time; `None` for no condition.
    pub min_talk_seconds: Option<i64>,
    /// Whether it asks for the caller's first call to the number.
    pub first_time: bool,
    /// Whether it asks for a call that was answered.
    pub answered: bool,
    /// Sources, as calls have them.
    pub sources: Vec<String>,
    /// The ids of number groups in the outside form.
    pub group_ids: Vec<String>,
    /// Hours of the week.
    pub hours: Option<HoursDraft>,
    /// Tags by their names.
    pub tags: Vec<String>,
}

/// Hours of the week, as entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursDraft {
    /// The days on which they begin: Monday is 1.
    pub days: Vec<i64>,
    /// When they begin.
    pub from: String,
    /// When they end.
    pub to: String,
}

/// A checked rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckedRule {
    pub(crate) name: String,
    pub(crate) matches: Matches,
    pub(crate) conditions: Conditions,
    /// The rule in a plain sentence.
    pub(crate) sentence: String,
}

impl Draft {
    /// The present settings of a rule, for a change of some of them.
    pub fn of(rule: &Rule, names: &Names) -> Self {
        Self {
            name: rule.name.clone(),
            matches: rule.matches.word().to_owned(),
            conditions: ConditionsDraft::of(&rule.conditions, names),
        }
    }

    /// The rule in a plain sentence.
    ///
    /// # Errors
    /// Returns the invalid fields (`name`, `matches`, `conditions`, `min_talk_seconds`, `sources`, `group_ids`, `hours`, `tags`), or
    /// a database error.
    pub async fn sentence(&self, db: &Db, may: &May<actions::EditQualifiedRules>) -> Result<String, Error> {
        Ok(self.check(db, may).await?.sentence)
    }

    /// Checks it against the groups and tags of the proof's business.
    ///
    /// # Errors
    /// Returns the errors of [`Draft::sentence`].
    pub(crate) async fn check(&self, db: &Db, proof: &impl Proof) -> Result<CheckedRule, Error> {
        let names = Names::read(db, proof).await?;
        let mut fields = Fields::none();
        let name = match self.name.trim() {
            "" => String::new(),
            typed => fields.checked("name", text::label(typed, MAX_NAME)).unwrap_or_default(),
        };
        let matches = self.matches.parse().map_err(|_| "Choose all or any of the conditions.");
        let matches = fields.checked("matches", matches).unwrap_or(Matches::All);
        let conditions = self.conditions.check(&names, &mut fields);
        fields.into_result()?;
        let sentence = sentence::sentence(matches, &conditions, &names);
        Ok(CheckedRule { name, matches, conditions, sentence })
    }
}

impl ConditionsDraft {
    /// The present conditions of a rule.
    pub fn of(conditions: &Conditions, names: &Names) -> Self {
        Self {
            min_talk_seconds: conditions.min_talk_seconds,
            first_time: conditions.first_time,
            answered: conditions.answered,
            sources: conditions.sources.iter().cloned().collect(),
            group_ids: conditions.group_ids.iter().map(ToString::to_string).collect(),
            hours: conditions.hours.as_ref().map(|hours| HoursDraft {
                days: hours.days.iter().copied().map(i64::from).collect(),
                from: hours.from.to_string(),
                to: hours.to.to_string(),
            }),
            tags: names.tags_of(conditions),
        }
    }

    fn check(&self, names: &Names, fields: &mut Fields) -> Conditions {
        let wrong_before = fields.0.len();
        let min_talk_seconds = self.min_talk_seconds.map(|least| match least {
            1..=MAX_TALK_SECONDS => Ok(least),
            _ => Err(format!("Use 1 to {MAX_TALK_SECONDS} seconds.")),
        });
        let conditions = Conditions {
            min_talk_seconds: min_talk_seconds.and_then(|least| fields.checked("min_talk_seconds", least)),
            first_time: self.first_time,
            answered: self.answered,
            sources: fields.checked("sources", self.sources()).unwrap_or_default(),
            group_ids: fields.checked("group_ids", self.groups(names)).unwrap_or_default(),
            hours: self.hours.as_ref().and_then(|hours| fields.checked("hours", hours.check())),
            tag_ids: fields.checked("tags", few(&self.tags).and_then(|()| self.tags(names))).unwrap_or_default(),
        };
        if conditions.is_empty() && fields.0.len() == wrong_before {
            fields.add("conditions", "Choose at least one condition.");
        }
        conditions
    }

    fn sources(&self) -> Result<BTreeSet<String>, String> {
        few(&self.sources)?;
        self.sources.iter().map(|typed| text::line(typed, MAX_SOURCE).map_err(|error| error.to_string())).collect()
    }

    fn groups(&self, names: &Names) -> Result<BTreeSet<GroupId>, String> {
        few(&self.group_ids)?;
        let known = |id: &String| id.parse::<GroupId>().ok().filter(|id| names.group(*id).is_some());
        let groups: Option<_> = self.group_ids.iter().map(known).collect();
        groups.ok_or_else(|| "Choose groups from the list.".to_owned())
    }

    fn tags(&self, names: &Names) -> Result<BTreeSet<TagId>, String> {
        let known = |name: &String| {
            names.find_tag(name).ok_or_else(|| match name.trim() {
                "" => "Choose tags from the list.".to_owned(),
                name => format!("There is no tag {}.", name.chars().take(MAX_NAME).collect::<String>()),
            })
        };
        self.tags.iter().map(known).collect()
    }
}

impl HoursDraft {
    fn check(&self) -> Result<Hours, String> {
        let day = |day: &i64| u8::try_from(*day).map_err(|_| "Use days from 1, Monday, to 7, Sunday.".to_owned());
        let time = |typed: &str| typed.trim().parse::<ClockTime>().map_err(|error| error.to_string());
        let days: BTreeSet<u8> = self.days.iter().map(day).collect::<Result<_, _>>()?;
        let hours = Hours { days, from: time(&self.from)?, to: time(&self.to)? };
        if hours.is_valid() { Ok(hours) } else { Err("Choose at least one day from Monday to Sunday.".to_owned()) }
    }
}

fn few<T>(chosen: &[T]) -> Result<(), String> {
    if chosen.len() > MAX_CHOSEN { Err(format!("Choose {MAX_CHOSEN} at most.")) } else { Ok(()) }
}
