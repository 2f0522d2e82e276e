//! Statements that the compiler checks to be bound to a business. Each is a `.sql` file beside its domain.
//!
//! * `business_sql!("list.sql")` does not compile unless the text says `business_id = $1` (or inserts it first),
//!   outside its comments;
//! * `visible_sql!("list.sql")` also requires the number-access marker `/* visible: COLUMN */`, where a further
//!   condition is allowed;
//! * `global_sql!("find.sql")` is for rows of no business, and for steps before a business is known: sign-in, jobs. Its
//!   users are few, and listed in `xtask/src/tidy/global_statements.rs`.
//!
//! ```compile_fail
//! use crewline_core::access::BusinessSql;
//! static FORGOT: BusinessSql = BusinessSql::new("select id from calls where id = $2");
//! ```
//! ```compile_fail
//! use crewline_core::access::BusinessSql;
//! static COMMENT: BusinessSql = BusinessSql::new("select id from calls where id = $2 -- business_id = $1");
//! ```
//! ```
//! use crewline_core::access::BusinessSql;
//! static SCOPED: BusinessSql = BusinessSql::new("select id from calls where business_id = $1 and id = $2");
//! ```
//! ```compile_fail
//! use crewline_core::access::VisibleSql;
//! static LEAKS: VisibleSql = VisibleSql::new("select id from calls where business_id = $1 and id = $3");
//! ```
//! ```
//! use crewline_core::access::VisibleSql;
//! static KEPT: VisibleSql =
//!     VisibleSql::new("select id from calls where business_id = $1 and id = $3 /* visible: number_id */");
//! ```
//! A global statement is not accepted where a business's statement is required:
//! ```compile_fail
//! use crewline_core::access::{BusinessSql, GlobalSql};
//! static WRONG: BusinessSql = GlobalSql::new("select id from calls where business_id = $1");
//! ```

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::db::Kind;

const SCOPE_CLAUSE: &str = "business_id = $1";
/// The business's own row.
const BUSINESS_ROW: &str = "businesses.id = $1";
/// How an insert is scoped: its first column is the business, and its first value the proof's.
const INSERT_COLUMNS: &str = "(business_id,";
const INSERT_VALUES: [&str; 2] = ["values ($1,", "select $1,"];
const MARKER: &str = "/* visible: ";
const AMONG: &str = " among ";
const BY_NUMBER: &str = "/* by number */";

/// A statement over one business's rows.
#[derive(Debug)]
pub struct BusinessSql {
    pub(super) text: Cow<'static, str>,
}

impl BusinessSql {
    /// Checks at compile time that the text is bound to the business.
    ///
    /// # Panics
    /// At compile time only.
    pub const fn new(text: &'static str) -> Self {
        Self::check(text);
        Self { text: Cow::Borrowed(text) }
    }

    pub(super) const fn check(text: &str) {
        assert!(is_scoped(text), "this statement is not bound to its business: it needs `business_id = $1`");
        assert!(!contains(text, MARKER), "this statement asks for number access: use visible_sql!");
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A statement over rows that belong to numbers: `$1` is the business and `$2` the member, whose access
/// replaces the marker. The caller's own values begin at `$3`.
///
/// `/* visible: number_id among CONDITION */` filters the list of numbers itself, for plans that go number by number.
/// The list is used also when all numbers are visible.
///
/// `/* visible: +number_id */` is for rows that are read in another order: each is looked up in a set of the numbers,
/// which is made once.
///
/// `/* by number */business_id = $1` keeps both engines from going through the business's rows to find those of a member
/// with Specific Numbers, whose time would tell how many rows there are of other numbers: a plus sign stands before the
/// column there. Rows of all numbers are read by the business.
#[derive(Debug)]
pub struct VisibleSql {
    text: Cow<'static, str>,
    all_sqlite: OnceLock<String>,
    all_postgres: OnceLock<String>,
    granted_sqlite: OnceLock<String>,
    granted_postgres: OnceLock<String>,
}

impl VisibleSql {
    /// Checks at compile time that the text is bound to the business and has a number-access marker.
    ///
    /// # Panics
    /// At compile time only.
    pub const fn new(text: &'static str) -> Self {
        Self::check(text);
        Self::of(Cow::Borrowed(text))
    }

    pub(super) const fn check(text: &str) {
        assert!(
            contains(text, SCOPE_CLAUSE),
            "this statement is not bound to its business: it needs `business_id = $1`"
        );
        assert!(contains(text, MARKER), "this statement has no number-access marker: `/* visible: number_id */`");
    }

    pub(super) const fn of(text: Cow<'static, str>) -> Self {
        Self {
            text,
            all_sqlite: OnceLock::new(),
            all_postgres: OnceLock::new(),
            granted_sqlite: OnceLock::new(),
            granted_postgres: OnceLock::new(),
        }
    }

    /// The text for one engine and one kind of access.
    pub(crate) fn text(&self, kind: Kind, all: bool) -> &str {
        let place = match (all, kind) {
            (true, Kind::Sqlite) => &self.all_sqlite,
            (true, Kind::Postgres) => &self.all_postgres,
            (false, Kind::Sqlite) => &self.granted_sqlite,
            (false, Kind::Postgres) => &self.granted_postgres,
        };
        place.get_or_init(|| self.expand(kind, all))
    }

    fn expand(&self, kind: Kind, all: bool) -> String {
        let mut out = String::with_capacity(self.text.len() + 512);
        let mut rest = &*self.text;
        while let Some((before, after)) = rest.split_once(MARKER) {
            let (marker, after) = after.split_once(" */").unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(&clause(marker, kind, all));
            rest = after;
        }
        out.push_str(rest);
        out.replace(BY_NUMBER, if all { "" } else { "+" })
    }
}

/// The condition that replaces a marker.
fn clause(marker: &str, kind: Kind, all: bool) -> String {
    let (column, condition) = match marker.split_once(AMONG) {
        Some((column, condition)) => (column, format!(" and ({condition})")),
        None if all => return "and cast($2 as bigint) is not null".to_owned(),
        None => (marker, String::new()),
    };
    let numbers = if all {
        format!(
            "select number_id from (select business_id, id as number_id from numbers) every_number \
             where business_id = $1 and cast($2 as bigint) is not null{condition}"
        )
    } else {
        format!("select number_id from number_access where business_id = $1 and member_id = $2{condition}")
    };
    // Rows in another order are looked up in the list: `is true` keeps both engines from driving the query by it.
    if let Some(column) = column.strip_prefix('+') {
        return format!("and ({column} in ({numbers})) is true");
    }
    match kind {
        // SQLite turns the list into a set once, and leaves a number's rows as soon as the page is full.
        Kind::Sqlite => format!("and {column} in ({numbers})"),
        // PostgreSQL plans an array as a list of keys; `in (select …)` as a join, up to a thousand times slower.
        Kind::Postgres => format!("and {column} = any (array({numbers}))"),
    }
}

/// A statement that is not bound to a business.
#[derive(Debug)]
pub struct GlobalSql {
    text: &'static str,
}

impl GlobalSql {
    /// Accepts any text.
    pub const fn new(text: &'static str) -> Self {
        Self { text }
    }

    pub(crate) const fn text(&self) -> &'static str {
        self.text
    }
}

const fn is_scoped(text: &str) -> bool {
    contains(text, SCOPE_CLAUSE)
        || contains(text, BUSINESS_ROW)
        || (contains(text, INSERT_COLUMNS) && (contains(text, INSERT_VALUES[0]) || contains(text, INSERT_VALUES[1])))
}

/// Whether a text contains `part` outside its comments, or at the start of one.
const fn contains(text: &str, part: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        if has_at(text, at, part.as_bytes()) {
            let after = at + part.len();
            // `$1` must not be the beginning of `$10`.
            if after == text.len() || !text[after].is_ascii_digit() {
                return true;
            }
        }
        at = if has_at(text, at, b"--") {
            after_next(text, at, b"\n")
        } else if has_at(text, at, b"/*") {
            after_next(text, at, b"*/")
        } else {
            at + 1
        };
    }
    false
}

const fn has_at(text: &[u8], at: usize, part: &[u8]) -> bool {
    let mut same = 0;
    while same < part.len() && at + same < text.len() && text[at + same] == part[same] {
        same += 1;
    }
    same == part.len()
}

/// The place behind the next `end`.
const fn after_next(text: &[u8], mut at: usize, end: &[u8]) -> usize {
    while at < text.len() && !has_at(text, at, end) {
        at += 1;
    }
    at + end.len()
}

/// A statement over one business's rows, from the file beside.
macro_rules! business_sql {
    ($file:literal) => {
        $crate::access::BusinessSql::new(include_str!($file))
    };
}
pub(crate) use business_sql;

/// A statement over rows that belong to numbers, from the file beside.
macro_rules! visible_sql {
    ($file:literal) => {
        $crate::access::VisibleSql::new(include_str!($file))
    };
}
pub(crate) use visible_sql;

/// A statement that is not bound to a business, from the file beside.
macro_rules! global_sql {
    ($file:literal) => {
        $crate::access::GlobalSql::new(include_str!($file))
    };
}
pub(crate) use global_sql;
