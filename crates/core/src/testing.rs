//! A test business with its Owner, and functions that add members, numbers and groups.

use std::collections::BTreeSet;

use secrecy::{ExposeSecret, SecretString};

use crate::access::{DueJob, May, Operator, Role, Viewpoint, actions, enter, operator};
use crate::accounts::sessions::{self, Device};
use crate::accounts::tokens::{self, NewToken};
use crate::accounts::{Email, Passwords, RecentPassword, find_account};
use crate::db::testing::{TestDatabase, test_database};
use crate::db::{Db, Kind};
use crate::ids::{GroupId, InvitationId, MemberId, NumberId};
use crate::mail::{Envelope, OutgoingEmail};
use crate::members::{NewBusiness, NewMember, NumberAccess, add_by_operator, create_business};
use crate::numbers::{Draft, add, groups};
use crate::secret::{Seal, digest};

/// The password of every test account.
pub const PASSWORD: &str = "copper lantern wharf";

/// A business in a fresh database.
pub struct TestBusiness {
    /// The database.
    pub database: TestDatabase,
    /// The business's name in addresses.
    pub slug: String,
    /// The operator's proof for it.
    pub operator: Operator,
    /// Its Owner.
    pub owner: Viewpoint,
}

impl TestBusiness {
    /// The business Northline with its Owner Olga Marsh.
    pub async fn new(kind: Kind) -> Self {
        let database = test_database(kind).await;
        let (slug, operator, owner) = business(&database.db, "Northline", "olga@northline.example").await;
        Self { database, slug, operator, owner }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.database.db
    }

    /// A second business in the same database, with an Owner of its own.
    pub async fn neighbour(&self) -> (Operator, Viewpoint) {
        let (_, operator, owner) = business(self.db(), "Neighbour", "nora@neighbour.example").await;
        (operator, owner)
    }

    /// A new member with a role and All Numbers; the address is made from the name.
    pub async fn person(&self, name: &str, role: Role) -> Viewpoint {
        self.member(name, role, NumberAccess::All).await
    }

    /// A new Viewer of these numbers and groups only.
    pub async fn viewer(&self, name: &str, numbers: &[NumberId], groups: &[GroupId]) -> Viewpoint {
        let access = NumberAccess::Specific {
            numbers: numbers.iter().copied().collect::<BTreeSet<_>>(),
            groups: groups.iter().copied().collect(),
        };
        self.member(name, Role::Viewer, access).await
    }

    /// Adds a number to the business.
    pub async fn number(&self, name: &str, digits: &str) -> NumberId {
        number(self.db(), &self.owner, name, digits).await
    }

    /// Adds a number group with these numbers.
    pub async fn group(&self, name: &str, numbers: &[NumberId]) -> GroupId {
        group(self.db(), &self.owner, name, numbers).await
    }

    async fn member(&self, name: &str, role: Role, access: NumberAccess) -> Viewpoint {
        let email =
            Email::read(&format!("{}@northline.example", name.to_lowercase().replace(' ', "."))).expect("an address");
        let member = NewMember { email: email.clone(), name: name.into(), role, access, password_hash: None };
        add_by_operator(self.db(), &self.operator, member).await.expect("a member");
        self.viewpoint(email.typed()).await.expect("a viewpoint")
    }

    /// Signs a person in with a new session, and enters the business.
    pub async fn viewpoint(&self, email: &str) -> Option<Viewpoint> {
        let token = session(self.db(), email).await;
        enter::by_session(self.db(), &digest(token.expose_secret()), &self.slug, "192.0.2.1")
            .await
            .expect("the database")
    }
}

/// Adds a number to `adder`'s business. Its source is its name, and its calls are forwarded and recorded.
pub async fn number(db: &Db, adder: &Viewpoint, name: &str, digits: &str) -> NumberId {
    let draft = Draft {
        friendly_name: name.into(),
        source: name.into(),
        group_id: String::new(),
        forward_to: "+13125550100".into(),
        records_calls: true,
    };
    add(db, &adder.may().expect("the right to add"), digits, &draft).await.expect("a number").id
}

/// Adds a number group to `maker`'s business.
pub async fn group(db: &Db, maker: &Viewpoint, name: &str, numbers: &[NumberId]) -> GroupId {
    let number_ids = numbers.iter().map(ToString::to_string).collect();
    let draft = groups::Draft { name: name.into(), number_ids };
    groups::create(db, &maker.may().expect("the right to edit groups"), &draft).await.expect("a group").id
}

/// An API token of a member, who need not enter their password.
///
/// # Errors
/// As `tokens::create`.
pub async fn api_token(db: &Db, may: &May<actions::ManageTokens>, name: &str) -> Result<SecretString, crate::Error> {
    let new = NewToken { name: name.into(), ..NewToken::default() };
    tokens::create(db, may, &RecentPassword::assumed(), &new).await
}

/// A claimed job of a business.
pub fn due_job(operator: &Operator) -> DueJob {
    DueJob::claimed(operator.business())
}

/// The pending letters that the key opens: the kind, address and text of each.
pub async fn letters(database: &TestDatabase, seal: &Seal) -> Vec<(String, String, OutgoingEmail)> {
    let hex = match database.db.kind() {
        Kind::Sqlite => "hex(payload)",
        Kind::Postgres => "encode(payload, 'hex')",
    };
    let rows = database.rows(&format!("select {hex} from jobs where kind = 'letter' order by id")).await;
    let letter = |row: Vec<Option<String>>| {
        let hex = row[0].clone().unwrap_or_default();
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
        let sealed: Vec<u8> = (0..hex.len()).step_by(2).map(byte).collect();
        Envelope::open(seal, &sealed).map(|envelope| (envelope.kind, envelope.to, envelope.letter))
    };
    rows.into_iter().filter_map(letter).collect()
}

/// An invitation's id that is no invitation's, another one for each number.
pub fn invitation_id(n: u64) -> InvitationId {
    InvitationId::new(u128::from(n) + 1)
}

/// The id of the n-th member, whether or not they exist.
pub fn member_id(n: u128) -> MemberId {
    MemberId::new(n)
}

/// A new session of a person, without their password.
pub async fn session(db: &Db, email: &str) -> SecretString {
    let email = Email::read(email).expect("an address");
    let account = find_account(db, &email).await.expect("the database").expect("an account");
    let device = Device { address: "192.0.2.1".into(), agent: "test".into(), browser: None };
    sessions::open(db, account.id, &device).await.expect("a session")
}

async fn business(db: &Db, name: &str, email: &str) -> (String, Operator, Viewpoint) {
    let new_business = NewBusiness {
        business: name.into(),
        name: "Olga Marsh".into(),
        email: email.into(),
        password: PASSWORD.into(),
        time_zone: "America/New_York".into(),
        country: "US".into(),
    };
    let created = create_business(db, &Passwords::with_limit(2), new_business).await.expect("a business");
    let operator = operator(db, &created.slug).await.expect("the operator");
    let token = session(db, email).await;
    let owner = enter::by_session(db, &digest(token.expose_secret()), &created.slug, "192.0.2.1").await;
    (created.slug, operator, owner.expect("the database").expect("a viewpoint"))
}
