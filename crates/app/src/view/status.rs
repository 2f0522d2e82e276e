use crewline_core::calls::CallStatus;

/// The colour of a word. The word says everything; the colour only helps to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Accent,
    Good,
    Warn,
    Bad,
    Note,
}

impl Tone {
    /// The class that carries the colour.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Accent => "accent",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Note => "note",
        }
    }
}

/// A call's status, in a word or two.
pub(crate) fn call_status_label(status: &CallStatus) -> &'static str {
    match status {
        CallStatus::Ringing => "Ringing",
        CallStatus::InProgress => "In progress",
        CallStatus::Completed => "Completed",
        CallStatus::Missed => "Missed",
        CallStatus::Voicemail => "Voicemail",
        CallStatus::Busy => "Busy",
        CallStatus::Failed => "Failed",
    }
}

/// The same, with a word of its own for a call that was rejected as its caller is blocked.
pub(crate) fn outcome_label(status: &CallStatus, blocked: &bool) -> &'static str {
    if *blocked { "Blocked" } else { call_status_label(status) }
}

/// The classes of the badge of [`outcome_label`].
pub(crate) fn outcome_class(status: &CallStatus, blocked: &bool) -> &'static str {
    if *blocked { "plain" } else { call_status_class(status) }
}

/// The classes of a status's badge: the tone, and a pulse while the call lasts.
fn call_status_class(status: &CallStatus) -> &'static str {
    match status {
        CallStatus::Ringing | CallStatus::InProgress => "accent live",
        CallStatus::Completed => "good",
        CallStatus::Missed => "bad",
        CallStatus::Voicemail => "note",
        CallStatus::Busy | CallStatus::Failed => "warn",
    }
}
