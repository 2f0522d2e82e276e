//! A member as the audit log tells them.

use super::NumberAccess;
use crate::access::Role;

/// `{"role","name","number_access":{"kind",…}}`: what is before and after in the entries about members. Who could see
/// what on a past day is read from these.
pub(crate) fn told(role: Role, name: &str, access: &NumberAccess) -> serde_json::Value {
    let access = match access {
        NumberAccess::All => serde_json::json!({ "kind": "all" }),
        NumberAccess::Specific { numbers, groups } => {
            serde_json::json!({ "kind": "specific", "number_ids": numbers, "group_ids": groups })
        }
    };
    serde_json::json!({ "role": role, "name": name, "number_access": access })
}
