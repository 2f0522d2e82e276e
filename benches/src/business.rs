//! A business with its Owner, in a database of its own, for measurements of the store without the program.

use crewline_core::access::{Operator, Role, Viewpoint, enter, operator};
use crewline_core::accounts::sessions::{self, Device};
use crewline_core::accounts::{Email, Passwords, find_account};
use crewline_core::db::{Db, Target};
use crewline_core::instance;
use crewline_core::members::{NewBusiness, NewMember, NumberAccess, add_by_operator, create_business};
use crewline_core::reports;
use crewline_core::secret::{Seal, digest};
use crewline_core::time::{Clock, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::Outcome;

/// The key of all instances here.
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// The Owner's address.
pub(crate) const OWNER: &str = "olga@northline.example";
/// The time zone of its days.
pub(crate) const TIME_ZONE: &str = "America/New_York";
const SLUG: &str = "northline";

/// A business in a database.
pub(crate) struct BenchBusiness {
    /// The database.
    pub(crate) db: Db,
    /// The operator's proof.
    operator: Operator,
}

/// Opens a database with the key of all instances here.
async fn open(target: &Target, now: Timestamp) -> Outcome<Db> {
    let db = Db::open(target, Clock::at(now)).await?;
    instance::check_key(&db, &Seal::from_text(&KEY.into())?).await?;
    Ok(db)
}

impl BenchBusiness {
    /// Creates a business and its Owner in an empty database, with the clock stopped at `now`.
    pub(crate) async fn create(target: &Target, now: Timestamp) -> Outcome<Self> {
        let db = open(target, now).await?;
        let draft = NewBusiness {
            business: "Northline".into(),
            name: "Olga Marsh".into(),
            email: OWNER.into(),
            password: "copper lantern wharf".into(),
            time_zone: TIME_ZONE.into(),
            country: "US".into(),
        };
        create_business(&db, &Passwords::with_limit(1), draft).await?;
        Self::of(db).await
    }

    /// Opens the business of a database that an earlier run has filled.
    pub(crate) async fn open(target: &Target, now: Timestamp) -> Outcome<Self> {
        Self::of(open(target, now).await?).await
    }

    async fn of(db: Db) -> Outcome<Self> {
        let operator = operator(&db, SLUG).await?;
        Ok(Self { db, operator })
    }

    /// Adds a member. A viewer has no grants yet.
    pub(crate) async fn add_member(&self, email: &str, role: Role) -> Outcome {
        let access = NumberAccess::Specific { numbers: [].into(), groups: [].into() };
        let (email, name) = (Email::read(email)?, email.to_owned());
        add_by_operator(&self.db, &self.operator, NewMember { email, name, role, access, password_hash: None }).await?;
        Ok(())
    }

    /// Writes the rows of the reports from the calls.
    pub(crate) async fn rebuild_reports(&self) -> Outcome {
        Ok(reports::rebuild(&self.db, &self.operator).await?)
    }

    /// Opens a session, and returns its token.
    pub(crate) async fn sign_in(&self, email: &str) -> Outcome<SecretString> {
        let account = find_account(&self.db, &Email::read(email)?).await?.ok_or("there is no such account")?;
        let device = Device { address: "192.0.2.1".into(), agent: "bench".into(), browser: None };
        Ok(sessions::open(&self.db, account.id, &device).await?)
    }

    /// Opens a session and enters the business.
    pub(crate) async fn viewpoint(&self, email: &str) -> Outcome<Viewpoint> {
        let token = self.sign_in(email).await?;
        let viewpoint = enter::by_session(&self.db, &digest(token.expose_secret()), SLUG, "192.0.2.1").await?;
        Ok(viewpoint.ok_or("the business could not be entered")?)
    }
}
