//! Which members see which numbers at one moment.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::access::{BusinessSql, ID_PLACES, LiveFeed, business_sql, places};
use crate::db::{Db, Error};
use crate::ids::{MemberId, NumberId};

static SIGHT: BusinessSql = business_sql!("sight.sql");

/// How many members the statement has places for, after those for numbers.
const MEMBER_PLACES: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Sight(HashMap<MemberId, Numbers>);

#[derive(Debug)]
enum Numbers {
    All,
    Some(HashSet<NumberId>),
}

impl Sight {
    /// Reads which of the numbers the members see, of those who are still active.
    pub(super) async fn read(
        db: &Db,
        proof: &LiveFeed,
        members: impl Iterator<Item = MemberId>,
        numbers: impl Iterator<Item = NumberId>,
    ) -> Result<Self, Error> {
        let members: Vec<_> = members.collect::<BTreeSet<_>>().into_iter().collect();
        let numbers: Vec<_> = numbers.collect::<BTreeSet<_>>().into_iter().collect();
        let mut sight = Self::default();
        for members in members.chunks(MEMBER_PLACES) {
            for numbers in numbers.chunks(ID_PLACES) {
                let mut values = places(numbers, ID_PLACES);
                values.extend(places(members, MEMBER_PLACES));
                for (member, number) in db.read::<(MemberId, Option<NumberId>)>(proof, &SIGHT, &values).await? {
                    sight.add(member, number);
                }
            }
        }
        Ok(sight)
    }

    /// Adds a number that a member sees; `None` means all of them.
    fn add(&mut self, member: MemberId, number: Option<NumberId>) {
        match (self.0.entry(member).or_insert_with(|| Numbers::Some(HashSet::new())), number) {
            (seen, None) => *seen = Numbers::All,
            (Numbers::Some(numbers), Some(number)) => _ = numbers.insert(number),
            (Numbers::All, Some(_)) => {}
        }
    }

    pub(super) fn has(&self, member: MemberId, number: NumberId) -> bool {
        match self.0.get(&member) {
            None => false,
            Some(Numbers::All) => true,
            Some(Numbers::Some(numbers)) => numbers.contains(&number),
        }
    }
}
