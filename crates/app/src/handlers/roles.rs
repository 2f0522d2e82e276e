//! The roles that a person may grant.

use crewline_core::access::{Role, Viewpoint, may_grant};

use super::frame::role;
use crate::view;

/// The roles that somebody may grant.
pub(super) fn offered(viewpoint: &Viewpoint) -> Vec<view::Role> {
    let grantable = Role::ALL.iter().filter(|granted| may_grant(viewpoint.role(), **granted).is_ok());
    grantable.map(|granted| role(*granted)).collect()
}
