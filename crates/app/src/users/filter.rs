//! What an address asks of the list of users.

use crewline_core::roster::{Filter, Sort, SortKey};

use crate::http::extract::Asked;
use crate::http::page_failure::PageFailure;
use crate::http::query::text;

/// The filter and the order that an address asks for.
pub(super) struct UserListQuery {
    pub(super) filter: Filter,
    pub(super) sort: Sort,
}

impl UserListQuery {
    /// The order of an address that says none.
    pub(super) const BY_NAME: Sort = SortKey::Name.ascending();

    /// Reads it.
    ///
    /// # Errors
    /// What of it can't be read.
    pub(super) fn of(asked: &Asked) -> Result<Self, PageFailure> {
        let filter = Filter {
            q: text(asked, "q", "Search: remove the invisible characters.")?,
            role: asked.read("role", "Role: choose one from the list.")?,
            standing: asked.read("status", "Status: choose one from the list.")?,
        };
        let sort = asked.read("sort", "Order: choose one by the heads of the columns.")?;
        Ok(Self { filter, sort: sort.unwrap_or(Self::BY_NAME) })
    }
}
