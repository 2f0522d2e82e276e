//! The memory that the fallback address answers from while the database is down: every connection and every number's
//! target, as they were at the last load. The program reloads it after each change of them, and keeps a sealed copy on
//! disk for a start without the database.

mod sealed;

use std::collections::{HashMap, HashSet};

use super::connection::{self, Connection};
use super::phone_number::PhoneNumber;
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, from_row};
use crate::ids::BusinessId;
use crate::secret::Seal;

pub use sealed::Snapshot;

static BUSINESSES: GlobalSql = global_sql!("businesses.sql");
static TARGETS: GlobalSql = global_sql!("targets.sql");

/// Every connection and every number's target.
#[derive(Debug, Default)]
pub struct Standby {
    /// By the business's name in addresses.
    businesses: HashMap<String, Business>,
    /// The targets of each number, whatever business has it: a circle may pass through several.
    forwards: HashMap<PhoneNumber, Vec<PhoneNumber>>,
}

#[derive(Debug)]
struct Business {
    connection: Connection,
    targets: HashMap<PhoneNumber, Option<PhoneNumber>>,
}

struct Target {
    business: BusinessId,
    phone_number: PhoneNumber,
    forward_to: Option<PhoneNumber>,
}

from_row!(Target { business, phone_number, forward_to });

impl Standby {
    /// Loads them from the database, with the snapshot that is kept on disk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &Db, seal: &Seal) -> Result<(Self, Snapshot), crate::Error> {
        let connections = connection::list_all(db, seal).await?;
        let rows = db.read_global::<Target>(&TARGETS, &[]).await?;
        let slugs = db.read_global::<(String, BusinessId)>(&BUSINESSES, &[]).await?;
        let mut slugs: HashMap<_, _> = slugs.into_iter().map(|(slug, business)| (business, slug)).collect();
        let mut targets: HashMap<BusinessId, HashMap<_, _>> = HashMap::new();
        for Target { business, phone_number, forward_to } in rows {
            targets.entry(business).or_default().insert(phone_number, forward_to);
        }
        let businesses = connections.into_iter().filter_map(|connection| {
            let business = connection.business();
            let targets = targets.remove(&business).unwrap_or_default();
            Some((slugs.remove(&business)?, Business { connection, targets }))
        });
        let standby = Self::of(businesses.collect());
        let snapshot = Snapshot::of(&standby);
        Ok((standby, snapshot))
    }

    fn of(businesses: HashMap<String, Business>) -> Self {
        let mut forwards: HashMap<_, Vec<_>> = HashMap::new();
        for (number, target) in businesses.values().flat_map(|business| &business.targets) {
            if let Some(target) = target {
                forwards.entry(number.clone()).or_default().push(target.clone());
            }
        }
        Self { businesses, forwards }
    }

    /// Whether there is no connection at all.
    pub fn is_empty(&self) -> bool {
        self.businesses.is_empty()
    }

    /// The connection of a business, by its name in addresses.
    pub fn connection(&self, slug: &str) -> Option<&Connection> {
        self.businesses.get(slug).map(|business| &business.connection)
    }

    /// The target of a business's number, if it has one that does not lead back to the number. `None` means that the
    /// business has no such number.
    pub fn number(&self, slug: &str, number: &PhoneNumber) -> Option<Option<&PhoneNumber>> {
        let target = self.businesses.get(slug)?.targets.get(number)?;
        Some(target.as_ref().filter(|target| !self.leads_back(target, number)))
    }

    /// Whether a call to `target` would come back to `number`.
    fn leads_back(&self, target: &PhoneNumber, number: &PhoneNumber) -> bool {
        let (mut seen, mut waiting) = (HashSet::new(), vec![target]);
        while let Some(next) = waiting.pop() {
            if next == number {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(self.forwards.get(next).into_iter().flatten());
            }
        }
        false
    }
}
