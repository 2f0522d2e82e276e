//! The builds of a business's rows: those that are read, and those that take their place when they are whole.

use jiff::tz::TimeZone;

use crate::access::{BusinessSql, Proof, Scoped, business_sql};
use crate::db::{Db, Error, from_row};

static BUILDS: BusinessSql = business_sql!("builds.sql");

struct BuildsRow {
    time_zone: String,
    reports_zone: Option<String>,
    reports_build: i64,
    reports_next_build: Option<i64>,
}

from_row!(BuildsRow { time_zone, reports_zone, reports_build, reports_next_build });

/// One set of rows, with days of one time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    pub(crate) build: i64,
    pub(crate) zone: TimeZone,
}

/// The sets of rows of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Builds {
    /// The one that is read.
    pub(crate) live: Build,
    /// The one that is built after a change of the business's time zone.
    pub(crate) next: Option<Build>,
}

impl Builds {
    /// Those of the transaction's business.
    pub(crate) async fn of(tx: &mut Scoped<'_>) -> Result<Self, Error> {
        Ok(tx.one::<BuildsRow>(&BUILDS, &[]).await?.into())
    }

    /// Those of a proof's business.
    pub(crate) async fn read(db: &Db, proof: &(impl Proof + ?Sized)) -> Result<Self, Error> {
        let row = db.read::<BuildsRow>(proof, &BUILDS, &[]).await?.into_iter().next();
        row.map(Self::from).ok_or_else(|| Error::Internal("a proof's business is not there".into()))
    }

    /// All of them, in their order.
    pub(crate) fn all(self) -> impl Iterator<Item = Build> {
        std::iter::once(self.live).chain(self.next)
    }
}

impl From<BuildsRow> for Builds {
    fn from(row: BuildsRow) -> Self {
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        Self {
            live: Build { build: row.reports_build, zone: zone(row.reports_zone.as_deref().unwrap_or(&row.time_zone)) },
            next: row.reports_next_build.map(|build| Build { build, zone: zone(&row.time_zone) }),
        }
    }
}
