//! The roles that a person may grant.

use crewline_core::access::{Role, Viewpoint, may_grant};

pub(crate) fn grantable_roles(viewpoint: &Viewpoint) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|granted| may_grant(viewpoint.role(), *granted).is_ok()).collect()
}
