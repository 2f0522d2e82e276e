//! Scripts for the people at both ends of a call.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::Time;

/// The behaviour of a dialled telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Callee {
    /// Answers, and talks once connected.
    Answers {
        /// The time from the start of the dial.
        after_ms: u64,
        /// The time from the connection.
        talk_ms: u64,
        /// The person who hangs up then.
        #[serde(default)]
        end: End,
    },
    /// Is on another call.
    Busy {
        /// The time from the start of the dial.
        after_ms: u64,
    },
    /// Rings until the document's timeout.
    NoAnswer,
    /// Can't be reached: no such number, no route.
    Failed {
        /// The time from the start of the dial.
        after_ms: u64,
    },
    /// Rings until the caller gives up.
    Abandoned {
        /// The time from the start of the dial.
        after_ms: u64,
    },
}

impl Callee {
    /// Answers after `after_ms` and talks for `talk_ms`; the callee hangs up.
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

/// The person who hangs up a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The callee; the caller stays and hears the rest of the document.
    #[default]
    Callee,
    /// The caller; the call is over.
    Caller,
}

/// The behaviour of the caller when asked to leave a message.
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

/// The result of recordings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingScript {
    /// How many fetches of the audio answer 404 at first.
    pub late_fetches: u32,
    /// The carrier reports the recording as absent.
    pub absent: bool,
    /// The address of the audio has expired (Telnyx).
    pub expired: bool,
}

/// The delivery of callbacks. Documents are always requested in turn; only callbacks are late, twice or shuffled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// Every callback comes twice.
    pub duplicate: bool,
    /// Callbacks wait for the end of the call and then come in an order made from this seed.
    pub shuffle: Option<u64>,
    /// Callbacks wait for the end of the call and then come all at the same moment, over connections of their own:
    /// no seed decides their order.
    pub at_once: bool,
    /// How much later than its event every callback comes.
    pub delay_ms: u64,
    /// Documents are requested twice, as after a lost answer; the second answer is executed.
    pub repeat_documents: bool,
}

/// The signing of requests.
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
    /// As the carrier does, but an hour ago. Only Telnyx signs the time.
    Old,
}

/// One inbound call, from first ring to last callback.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallScript {
    /// The caller: E.164, `anonymous` or a SIP address.
    pub from: String,
    /// A number of the account.
    pub to: String,
    /// The result of a caller-name lookup.
    pub caller_name: Option<String>,
    /// The number that forwarded the call.
    pub forwarded_from: Option<String>,
    /// The behaviour of dialled telephones.
    pub callee: Callee,
    /// The behaviour of certain destinations at each attempt; the last one repeats.
    pub callees: BTreeMap<String, Vec<Callee>>,
    /// The entries that the caller types, one for each `Gather`; an empty one types nothing.
    pub digits: Vec<String>,
    /// The entries that the callee types before being connected.
    pub callee_digits: Vec<String>,
    /// The time from the start of the call at which the caller hangs up in any case.
    pub caller_hangs_up_after_ms: Option<u64>,
    /// The message that the caller leaves.
    pub voicemail: Voicemail,
    /// The result of recordings.
    pub recording: RecordingScript,
    /// The delivery of callbacks.
    pub delivery: Delivery,
    /// The signing of requests.
    pub signature: Signature,
    /// The `action` of a `Dial` is requested even if the caller gives up while it rings, as by some carriers.
    pub action_after_abandon: bool,
    /// The start of the call; the carrier's clock when left out.
    pub at: Option<Timestamp>,
    /// The speed; the carrier's setting when left out.
    pub time: Option<Time>,
}

impl CallScript {
    /// A call that is answered after four seconds and lasts half a minute.
    #[must_use]
    pub fn new(from: &str, to: &str) -> Self {
        Self { from: from.to_owned(), to: to.to_owned(), ..Self::default() }
    }

    /// The same, with the behaviour of the dialled telephone.
    #[must_use]
    pub fn callee(mut self, callee: Callee) -> Self {
        self.callee = callee;
        self
    }

    /// The same, with the entries of the caller.
    #[must_use]
    pub fn digits<const N: usize>(mut self, digits: [&str; N]) -> Self {
        self.digits = digits.map(str::to_owned).to_vec();
        self
    }

    /// The same, with the delivery of callbacks.
    #[must_use]
    pub fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}
