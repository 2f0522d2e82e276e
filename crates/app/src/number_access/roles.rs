//! The roles that a person may grant.

use crewline_core::access::{Role, Viewpoint, may_grant};

/// The roles that somebody may grant.
pub(crate) fn offered(viewpoint: &Viewpoint) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|granted| may_grant(viewpoint.role(), *granted).is_ok()).collect()
}
