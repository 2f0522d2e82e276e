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

/// The classes of a status's badge: the tone, and a pulse while the call lasts.
pub(crate) fn call_status_class(status: &CallStatus) -> &'static str {
    match status {
        CallStatus::Ringing | CallStatus::InProgress => "good live",
        CallStatus::Completed => "good",
        CallStatus::Missed => "bad",
        CallStatus::Voicemail => "note",
        CallStatus::Busy | CallStatus::Failed => "warn",
    }
}
