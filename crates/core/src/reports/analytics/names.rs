//! The names of the numbers, groups and tags that a viewer sees.

use std::collections::BTreeMap;

use super::part::Part;
use super::{Grouping, Groupings, Key};
use crate::Error;
use crate::access::{May, actions};
use crate::db::Db;
use crate::ids::{GroupId, NumberId, TagId};
use crate::reports::read::{NamedNumber, number_names};
use crate::tags;

/// The names of the numbers, groups and tags that a viewer sees, as far as the groupings show them.
#[derive(Debug, Default)]
pub(in crate::reports) struct Names {
    numbers: BTreeMap<NumberId, NamedNumber>,
    groups: BTreeMap<GroupId, String>,
    tags: BTreeMap<TagId, String>,
}

impl Names {
    pub(super) async fn read(db: &Db, may: &May<actions::SeeAnalytics>, groupings: &Groupings) -> Result<Self, Error> {
        let mut names = Self::default();
        if groupings.has(Grouping::Number) || groupings.has(Grouping::Group) {
            names.numbers = number_names(db, may).await?;
            let groups = names.numbers.values().filter_map(NamedNumber::group);
            names.groups = groups.map(|(id, name)| (id, name.to_owned())).collect();
        }
        if groupings.has(Grouping::Tag) {
            let may = may.viewpoint().may::<actions::SeeCalls>()?;
            names.tags = tags::list(db, &may).await?.into_iter().map(|tag| (tag.id, tag.name)).collect();
        }
        Ok(names)
    }

    pub(super) fn number(&self, id: NumberId) -> Option<&NamedNumber> {
        self.numbers.get(&id)
    }

    pub(super) fn has_tag(&self, id: TagId) -> bool {
        self.tags.contains_key(&id)
    }

    /// A key with its name.
    pub(super) fn key(&self, part: &Part) -> Option<Key> {
        Some(match part {
            Part::Number(id) => {
                let number = self.number(*id)?;
                Key::Number { id: *id, name: number.friendly_name.clone(), phone_number: number.phone_number.clone() }
            }
            Part::Group(None) => Key::Group(None),
            Part::Group(Some(id)) => Key::Group(Some((*id, self.groups.get(id)?.clone()))),
            Part::Source(source) => Key::Source(source.clone()),
            Part::Status(status) => Key::Status(*status),
            Part::Tag(None) => Key::Tag(None),
            Part::Tag(Some(id)) => Key::Tag(Some((*id, self.tags.get(id)?.clone()))),
            Part::CallFlow => Key::CallFlow,
            Part::Date(day) => Key::Date(*day),
            Part::Week(monday) => Key::Week(*monday),
            Part::Month(first) => Key::Month(*first),
            Part::HourOfDay(hour) => Key::HourOfDay(*hour),
            Part::DayOfWeek(weekday) => Key::DayOfWeek(*weekday),
        })
    }
}
