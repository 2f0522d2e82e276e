//! The names of the things that a flow names by their ids.

use std::collections::BTreeMap;

use crate::ids::{AudioId, CallFlowId, MemberId};

/// The names of the things that a flow names by their ids. A thing without a name here is gone.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Call flows.
    pub flows: BTreeMap<CallFlowId, String>,
    /// Members.
    pub members: BTreeMap<MemberId, String>,
    /// Sound files.
    pub audio: BTreeMap<AudioId, String>,
}

impl Names {
    pub(super) fn flow(&self, id: CallFlowId) -> String {
        self.flows.get(&id).map_or_else(|| "a call flow that was deleted".to_owned(), |name| format!("“{name}”"))
    }

    pub(super) fn member(&self, id: MemberId) -> String {
        self.members.get(&id).cloned().unwrap_or_else(|| "a member who was removed".to_owned())
    }

    pub(super) fn audio(&self, id: AudioId) -> String {
        self.audio
            .get(&id)
            .map_or_else(|| "a recording that was deleted".to_owned(), |name| format!("the recording “{name}”"))
    }
}
