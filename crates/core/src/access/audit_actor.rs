//! The actor of an entry in the audit log.

use super::viewpoint::Viewpoint;
use crate::ids::{MemberId, UserId};

/// The person or machine that did something, as the audit log names it.
#[derive(Clone, Debug)]
pub struct AuditActor {
    pub(crate) user: Option<UserId>,
    pub(crate) name: String,
    pub(crate) as_member: Option<MemberId>,
    pub(crate) as_name: Option<String>,
    pub(crate) address: Option<String>,
}

impl AuditActor {
    /// The person at the keyboard; under Log in as, both people.
    pub(super) fn person(viewpoint: &Viewpoint) -> Self {
        let logged_in_as = viewpoint.impersonation().map(|_| viewpoint);
        Self {
            user: Some(viewpoint.actor().user),
            name: viewpoint.actor().name.clone(),
            as_member: logged_in_as.map(Viewpoint::member),
            as_name: logged_in_as.map(|teammate| teammate.name().to_owned()),
            address: Some(viewpoint.address().to_owned()),
        }
    }

    /// A person who is logged in as a teammate, for callers without a viewpoint.
    pub(crate) fn logged_in_as(user: UserId, name: &str, teammate: (MemberId, &str), address: Option<&str>) -> Self {
        Self {
            user: Some(user),
            name: name.to_owned(),
            as_member: Some(teammate.0),
            as_name: Some(teammate.1.to_owned()),
            address: address.map(str::to_owned),
        }
    }

    /// A person with an account who is not a member yet, and uses an invitation's link.
    pub(crate) fn joining(user: UserId, name: &str, address: &str) -> Self {
        Self { user: Some(user), address: Some(address.to_owned()), ..Self::with_name(name) }
    }

    /// The reader of a letter who uses the link in it: a member, or somebody outside the team.
    pub(crate) fn reader(user: Option<UserId>, name: &str, address: &str) -> Self {
        Self { user, address: Some(address.to_owned()), ..Self::with_name(name) }
    }

    /// An actor without a membership: the command line, a founder, the carrier.
    pub(crate) fn with_name(name: &str) -> Self {
        Self { user: None, name: name.to_owned(), as_member: None, as_name: None, address: None }
    }
}
