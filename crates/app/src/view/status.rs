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

/// What came of a call, or where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallStatus {
    Ringing,
    InProgress,
    Completed,
    Missed,
    Voicemail,
    Busy,
    Failed,
}

impl CallStatus {
    /// Every status, in the order of a filter.
    pub(crate) const ALL: [Self; 7] =
        [Self::Ringing, Self::InProgress, Self::Completed, Self::Missed, Self::Voicemail, Self::Busy, Self::Failed];

    /// What a filter and the API say.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Missed => "missed",
            Self::Voicemail => "voicemail",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    /// The word.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Ringing => "Ringing",
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
            Self::Missed => "Missed",
            Self::Voicemail => "Voicemail",
            Self::Busy => "Busy",
            Self::Failed => "Failed",
        }
    }

    /// The classes of its badge: the tone, and a pulse while the call lasts.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Ringing | Self::InProgress => "good live",
            Self::Completed => "good",
            Self::Missed => "bad",
            Self::Voicemail => "note",
            Self::Busy | Self::Failed => "warn",
        }
    }
}
