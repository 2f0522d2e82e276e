//! A stream's own notices: what has changed for its viewer, and nothing else.

use std::sync::Arc;

use super::backlog::{Backlog, LiveEvent};
use super::bus::Process;
use crate::access::{AccessKind, Action, Change, May, Viewpoint, actions};
use crate::ids::{BusinessId, MemberId, UserId};

/// A notice to a stream.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A call or message that the viewer sees, or a changed tag of such calls.
    Event(LiveEvent),
    /// Another change that concerns the viewer, or [`Change::Everything`] if notices were missed.
    Change(Change),
    /// Nothing more will come.
    End,
}

/// The facts of a viewpoint that decide which changes concern it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewer {
    pub(super) member: MemberId,
    /// The person at the keyboard: the same, or another under Log in as.
    actor: MemberId,
    actor_user: UserId,
    sees_users: bool,
    sees_all_numbers: bool,
}

impl Viewer {
    pub(super) fn of(viewpoint: &Viewpoint) -> Self {
        Self {
            member: viewpoint.member(),
            actor: viewpoint.actor().member,
            actor_user: viewpoint.actor().user,
            sees_users: viewpoint.allows(actions::SeeUsers),
            sees_all_numbers: viewpoint.access_kind() == AccessKind::All,
        }
    }

    /// Whether a change is of the viewer's own membership, or of the person's at the keyboard.
    pub(super) fn is_of(&self, change: Change) -> bool {
        matches!(change, Change::Member(id) | Change::Access(id) if id == self.member || id == self.actor)
    }

    /// Whether a change of the team, of numbers or of an account concerns the viewer.
    pub(super) fn is_concerned_by(&self, change: Change) -> bool {
        match change {
            Change::Member(_) => self.is_of(change) || self.sees_users,
            Change::Access(member) => member == self.member,
            Change::Account(user) => user == self.actor_user,
            // Those who see all numbers see no other ones by it, unless their access has just changed.
            Change::Numbers => !self.sees_all_numbers,
            Change::Plan => self.sees_users,
            Change::Call(_) | Change::CallTags(_) | Change::Message(_) | Change::Everything => true,
        }
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        let (member, actor_user) = (MemberId::new(1), UserId::new(1));
        Self { member, actor: member, actor_user, sees_users: true, sees_all_numbers: true }
    }
}

/// The notices of one stream, until it is dropped.
#[derive(Debug)]
pub struct Notices {
    business: BusinessId,
    backlog: Arc<Backlog>,
    _count: StreamCount,
    process: Arc<Process>,
}

impl Notices {
    pub(super) fn new<A: Action>(may: &May<A>, backlog: Arc<Backlog>, count: StreamCount) -> Self {
        let process = Arc::clone(&count.process);
        Self { business: may.viewpoint().business(), backlog, _count: count, process }
    }

    /// The next notice. Calls and messages that changed several times since the last tick come once, as they are then.
    pub async fn next(&self) -> Notice {
        self.backlog.next().await
    }

    /// From now on the changes that concern this viewpoint come, which is the same one, renewed.
    pub fn renew<A: Action>(&self, may: &May<A>) {
        self.backlog.set_viewer(Viewer::of(may.viewpoint()));
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.process.watchers.remove(self.business, &self.backlog);
    }
}

/// Counts a stream for its members until it is dropped.
#[derive(Debug)]
pub(super) struct StreamCount {
    pub(super) process: Arc<Process>,
    pub(super) members: Vec<MemberId>,
}

impl Drop for StreamCount {
    fn drop(&mut self) {
        self.process.watchers.count_closed(&self.members);
    }
}

/// All changes of a business in their order, for tests.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug)]
pub struct Subscription {
    pub(super) changes: tokio::sync::mpsc::UnboundedReceiver<Change>,
    pub(super) _count: StreamCount,
}

#[cfg(any(test, feature = "testing"))]
impl Subscription {
    /// The next change.
    pub async fn next(&mut self) -> Change {
        match self.changes.recv().await {
            Some(change) => change,
            None => std::future::pending().await,
        }
    }
}
