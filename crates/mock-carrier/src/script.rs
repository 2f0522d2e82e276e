//! What the people at both ends of a call do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// What a dialled telephone does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Callee {
    /// Picks up after so long, and talks for so long once connected.
    Answers {
        /// From the start of the dialling.
        after_ms: u64,
        /// From the moment both hear each other.
        talk_ms: u64,
        /// Who hangs up then.
        #[serde(default)]
        end: End,
    },
    /// Is on another call.
    Busy {
        /// From the start of the dialling.
        after_ms: u64,
    },
    /// Rings until the document's timeout.
    NoAnswer,
    /// Can't be reached: no such number, no route.
    Failed {
        /// From the start of the dialling.
        after_ms: u64,
    },
    /// Rings, and the caller gives up after so long.
    Abandoned {
        /// From the start of the dialling.
        after_ms: u64,
    },
}

impl Callee {
    /// Picks up after so long and talks for so long; the callee hangs up.
    #[must_use]
    pub fn answers(after_ms: u64, talk_ms: u64) -> Self {
        Self::Answers { after_ms, talk_ms, end: End::Callee }
    }
}

impl Default for Callee {
    fn default() -> Self {
        Self::answers(4_000, 30_000)
    }
}

/// Who hangs up a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The one who was called; the caller stays and hears what the document says next.
    #[default]
    Callee,
    /// The one who called: the call is over.
    Caller,
}

/// What the caller does when asked to leave a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Voicemail {
    /// How long the caller speaks; 0 leaves nothing.
    pub seconds: u32,
    /// Hangs up at the end, rather than waiting in silence.
    pub hangs_up: bool,
}

impl Default for Voicemail {
    fn default() -> Self {
        Self { seconds: 12, hangs_up: true }
    }
}

/// How recordings come out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingScript {
    /// The first so many fetches of the audio answer 404: it is not ready yet.
    pub late_fetches: u32,
    /// The carrier reports the recording as absent.
    pub absent: bool,
    /// The address of the audio has expired (Telnyx).
    pub expired: bool,
}

/// How callbacks are delivered. Documents are always asked for in turn; only what is told is late, twice or shuffled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// Every callback comes twice.
    pub duplicate: bool,
    /// Callbacks wait for the end of the call and then come in an order made from this seed.
    pub shuffle: Option<u64>,
    /// Callbacks wait for the end of the call and then come all at the same moment, over connections of their own:
    /// the one thing here whose order no seed decides.
    pub at_once: bool,
    /// Every callback comes so much later than what it tells.
    pub delay_ms: u64,
    /// Documents are asked for twice, as after a lost answer; the second answer is followed.
    pub repeat_documents: bool,
}

/// How requests of a call are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// As the carrier does.
    #[default]
    Good,
    /// With another secret.
    Wrong,
    /// Not at all.
    Missing,
    /// As the carrier does, but an hour ago. Only Telnyx' scheme can tell.
    Old,
}

/// One inbound call, from first ring to last callback.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallScript {
    /// Who calls: E.164, `anonymous`, a SIP address.
    pub from: String,
    /// A number of the account.
    pub to: String,
    /// As a caller-name lookup would say it.
    pub caller_name: Option<String>,
    /// From where the call was forwarded to the number.
    pub forwarded_from: Option<String>,
    /// What a dialled telephone does.
    pub callee: Callee,
    /// What certain destinations do, attempt after attempt; the last holds for all further attempts.
    pub callees: BTreeMap<String, Vec<Callee>>,
    /// What the caller types, one entry for each `Gather`; an empty entry types nothing.
    pub digits: Vec<String>,
    /// What the callee types when asked before being connected.
    pub callee_digits: Vec<String>,
    /// The caller hangs up so long after the call began, whatever happens then.
    pub caller_hangs_up_after_ms: Option<u64>,
    /// What the caller leaves as a message.
    pub voicemail: Voicemail,
    /// How recordings come out.
    pub recording: RecordingScript,
    /// How callbacks are delivered.
    pub delivery: Delivery,
    /// How requests are signed.
    pub signature: Signature,
    /// Some carriers ask the `action` of a `Dial` even though the caller gave up while it rang.
    pub action_after_abandon: bool,
    /// When the call starts; the carrier's clock when left out.
    pub at: Option<Timestamp>,
    /// How fast it goes by; the carrier's setting when left out.
    pub time: Option<Time>,
}

impl CallScript {
    /// A call that is answered after four seconds and lasts half a minute.
    #[must_use]
    pub fn new(from: &str, to: &str) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), ..Self::default() }
    }

    /// The same, with what the dialled telephone does.
    #[must_use]
    pub fn callee(mut self, callee: Callee) -> Self {
        self.callee = callee;
        self
    }

    /// The same, with what the caller types.
    #[must_use]
    pub fn digits<const N: usize>(mut self, digits: [&str; N]) -> Self {
        self.digits = digits.map(str::to_owned).to_vec();
        self
    }

    /// The same, with how callbacks are delivered.
    #[must_use]
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}
