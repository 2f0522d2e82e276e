//! The roles that a person may grant.

use crewline_core::access::{Role, Viewpoint, may_grant};

use crate::page::layout::role;
use crate::view;

/// The roles that somebody may grant.
pub(crate) fn offered(viewpoint: &Viewpoint) -> Vec<view::Role> {
    let grantable = Role::ALL.iter().filter(|granted| may_grant(viewpoint.role(), **granted).is_ok());
    grantable.map(|granted| role(*granted)).collect()
}
