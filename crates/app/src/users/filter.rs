//! The filter and the order of the list of users, read from the query string.

use crewline_core::users::{Filter, Sort, SortKey};

use crate::http::extract::QueryString;
use crate::http::page_failure::PageFailure;
use crate::http::query::text_filter;

/// The filter and the order.
pub(super) struct UserListQuery {
    pub(super) filter: Filter,
    pub(super) sort: Sort,
}

impl UserListQuery {
    /// The default order.
    pub(super) const BY_NAME: Sort = SortKey::Name.ascending();

    /// Reads a query string.
    ///
    /// # Errors
    /// Returns a sentence about the first parameter that can't be read.
    pub(super) fn of(query: &QueryString) -> Result<Self, PageFailure> {
        let filter = Filter {
            q: text_filter(query, "q", "Search: remove the invisible characters.")?,
            role: query.read("role", "Role: choose one from the list.")?,
            status: query.read("status", "Status: choose one from the list.")?,
        };
        let sort = query.read("sort", "Order: choose one by the heads of the columns.")?;
        Ok(Self { filter, sort: sort.unwrap_or(Self::BY_NAME) })
    }
}
