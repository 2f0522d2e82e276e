//! The memory that the fallback address answers from while the database is down: every connection and every number's
//! target, as they were at the last load. The program reloads it regularly.

use std::collections::HashMap;

use super::connection::{self, Connection};
use super::phone_number::PhoneNumber;
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, from_row};
use crate::ids::BusinessId;
use crate::secret::Seal;

static BUSINESSES: GlobalSql = global_sql!("businesses.sql");
static TARGETS: GlobalSql = global_sql!("targets.sql");

/// Every connection and every number's target.
#[derive(Debug, Default)]
pub struct Standby {
    businesses: HashMap<String, BusinessId>,
    connections: HashMap<BusinessId, Connection>,
    targets: HashMap<(BusinessId, PhoneNumber), Option<PhoneNumber>>,
}

struct Target {
    business: BusinessId,
    phone_number: PhoneNumber,
    forward_to: Option<PhoneNumber>,
}

from_row!(Target { business, phone_number, forward_to });

impl Standby {
    /// Loads them from the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &Db, seal: &Seal) -> Result<Self, crate::Error> {
        let connections = connection::list_all(db, seal).await?;
        let targets = db.read_global::<Target>(&TARGETS, &[]).await?;
        let businesses = db.read_global::<(String, BusinessId)>(&BUSINESSES, &[]).await?;
        let connections = connections.into_iter().map(|connection| (connection.business(), connection)).collect();
        let targets = targets.into_iter().map(|target| ((target.business, target.phone_number), target.forward_to));
        Ok(Self { businesses: businesses.into_iter().collect(), connections, targets: targets.collect() })
    }

    /// The connection of a business, by its name in addresses.
    pub fn connection(&self, slug: &str) -> Option<&Connection> {
        self.connections.get(self.businesses.get(slug)?)
    }

    /// The target of a business's number, if it has one. `None` means that the business has no such number.
    pub fn number(&self, business: BusinessId, number: &PhoneNumber) -> Option<Option<&PhoneNumber>> {
        self.targets.get(&(business, number.clone())).map(Option::as_ref)
    }
}
