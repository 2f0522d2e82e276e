use super::{Icon, Tone};

/// A step of setting a business up.
#[derive(Clone, Debug)]
pub(crate) struct SetupStep {
    /// Its name.
    pub(crate) title: &'static str,
    /// The observation, or the next step.
    pub(crate) sentence: String,
    /// Good when it is done, bad when something is wrong.
    pub(crate) tone: Tone,
    /// The ways to do or mend it.
    pub(crate) actions: Vec<SetupAction>,
}

/// A way to do a step: a link, or a form that is posted.
#[derive(Clone, Debug)]
pub(crate) struct SetupAction {
    /// The address.
    pub(crate) href: String,
    /// The words of the link or button.
    pub(crate) label: &'static str,
    /// Whether it is posted.
    pub(crate) posts: bool,
}

/// The state of the set-up, as the first pages show it.
#[derive(Clone, Debug)]
pub(crate) struct SetupSummary {
    /// The page of the whole list.
    pub(crate) href: String,
    /// How many steps are done.
    pub(crate) done: usize,
    /// How many there are.
    pub(crate) all: usize,
    /// The next step: its name and its sentence. `None` when all are done.
    pub(crate) next: Option<(&'static str, String)>,
}

impl SetupStep {
    /// Whether it was seen to work.
    pub(crate) fn is_done(&self) -> bool {
        self.tone == Tone::Good
    }

    pub(crate) fn class(&self) -> &'static str {
        self.tone.class()
    }

    pub(crate) fn icon(&self) -> Icon {
        match self.tone {
            Tone::Good => Icon::Check,
            Tone::Bad => Icon::Alert,
            _ => Icon::Next,
        }
    }

    pub(crate) fn state_words(&self) -> &'static str {
        match self.tone {
            Tone::Good => "done",
            Tone::Bad => "wrong",
            _ => "to do",
        }
    }
}

#[cfg(test)]
impl SetupStep {
    /// Steps in every state.
    pub(crate) fn samples() -> Vec<Self> {
        use super::samples::LONG;
        let step = |title, tone, sentence: &str, actions: &[(&'static str, bool)]| Self {
            title,
            sentence: sentence.to_owned(),
            tone,
            actions: actions
                .iter()
                .map(|(label, posts)| SetupAction { href: "/b/northline/setup/mail".to_owned(), label, posts: *posts })
                .collect(),
        };
        vec![
            step("Public address", Tone::Bad, "http://127.0.0.1:8080 is set. Nobody outside can reach it.", &[]),
            step("Mail", Tone::Plain, "The test letter is on its way.", &[("Send me a letter", true)]),
            step("Carrier", Tone::Good, LONG, &[("Carrier", false), ("Test the account", true)]),
            step("First call", Tone::Plain, "Ring your number.", &[("Your numbers", false)]),
        ]
    }

    /// The step as done.
    pub(crate) fn finished(self) -> Self {
        Self { tone: Tone::Good, ..self }
    }
}

#[cfg(test)]
impl SetupSummary {
    /// The state of a business that has just begun.
    pub(crate) fn sample() -> Self {
        use super::samples::LONG;
        let next = Some(("Carrier", LONG.to_owned()));
        Self { href: "/b/northline/setup".to_owned(), done: 2, all: 7, next }
    }
}
