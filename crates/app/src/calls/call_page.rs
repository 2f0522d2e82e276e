//! The page of one call.

use askama::Template;
use crewline_core::calls::{CallStatus, MAX_NTH};

use super::annotations_page::{AnnotationForm, CallerBlock, NoteRow};
use super::length::CallLength;
use crate::view::{FieldProblem, Layout, TagBadge, TextField, Tone, When, field_problems, grouped};

/// The page of a call: its facts, its timeline and its recording.
#[derive(Template)]
#[template(path = "calls/call.html")]
pub(crate) struct Call {
    pub(crate) layout: Layout,
    /// The caller's number as this business writes it, or "Anonymous".
    pub(crate) caller_phone: String,
    /// The caller's name, if it is known.
    pub(crate) caller_name: Option<String>,
    /// When it came in.
    pub(crate) at: When,
    pub(crate) status: CallStatus,
    /// The outcome in a sentence, such as "The caller hung up while it rang."
    pub(crate) outcome: String,
    /// The opaque id of the number that was called.
    pub(crate) number_id: String,
    /// Its friendly name.
    pub(crate) number_name: String,
    /// The number itself, as this business writes it.
    pub(crate) number_phone: String,
    /// Which of the caller's calls to this number it is, the first being 1; `None` for a caller that is not known.
    pub(crate) nth: Option<i64>,
    /// Its source.
    pub(crate) source: Option<String>,
    /// Its group.
    pub(crate) group: Option<String>,
    /// The number that the call was forwarded to, as this business writes it.
    pub(crate) destination: Option<String>,
    /// From the first ring to the end, or by now.
    pub(crate) duration: CallLength,
    /// How long two people talked.
    pub(crate) talk: String,
    /// The caller's place as the carrier reports it, such as "Oakland, CA".
    pub(crate) place: Option<String>,
    /// The carrier's own id of the call, for its support. `None` when the viewpoint may not see it.
    pub(crate) carrier_id: Option<String>,
    /// The timeline, in order.
    pub(crate) steps: Vec<CallStep>,
    pub(crate) recording: Recording,
    /// The opaque id.
    pub(crate) id: String,
    /// Whether it was rejected as its caller is blocked.
    pub(crate) blocked: bool,
    /// Its tags, by name.
    pub(crate) tags: Vec<TagBadge>,
    /// Whether it is qualified, if somebody said.
    pub(crate) qualified: Option<bool>,
    /// The sentence that says that a rule has qualified it.
    pub(crate) rule_note: Option<String>,
    /// Its value, with the currency.
    pub(crate) value: Option<String>,
    /// Whether it is spam.
    pub(crate) spam: bool,
    /// The form of tags and rating; `None` for those who only look.
    pub(crate) form: Option<AnnotationForm>,
    /// The notes, oldest first.
    pub(crate) notes: Vec<NoteRow>,
    /// `note_text`: a new note; `None` for those who only look.
    pub(crate) note_text: Option<TextField>,
    /// Whether the caller is blocked, for those who may know.
    pub(crate) block: Option<CallerBlock>,
}

/// The letters after the digits of an ordinal number.
fn ordinal_ending(number: i64) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) | (_, 0 | 4..) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        _ => "rd",
    }
}

/// A step of the timeline.
pub(crate) struct CallStep {
    pub(crate) at: When,
    /// The event in words, such as "Rang (415) 555-0199".
    pub(crate) what: String,
    /// The name of the member who did it.
    pub(crate) by: Option<String>,
    /// Details, such as "for 12 s, then busy", or the text of a note.
    pub(crate) detail: Option<String>,
    /// When the text was last changed.
    pub(crate) edited: Option<When>,
    /// Its colour.
    pub(crate) tone: Tone,
}

/// The state of a call's recording.
pub(crate) enum Recording {
    /// This call was not recorded.
    Absent,
    /// The call goes on and is recorded.
    Running,
    /// The recording is being fetched from the carrier.
    Pending,
    /// The recording can be played.
    Ready {
        /// The address of the audio.
        href: String,
        /// Its length, as [`crate::view::duration`] writes it.
        length: String,
    },
    /// The carrier had no recording, or has it no longer.
    Lost,
}

impl Call {
    fn problems(&self) -> Vec<FieldProblem> {
        let form = self
            .form
            .iter()
            .flat_map(|form| [(form.add_tag.name, &form.add_tag.error), (form.value.name, &form.value.error)]);
        field_problems(form)
    }

    fn note_problems(&self) -> Vec<FieldProblem> {
        field_problems(self.note_text.iter().map(|field| (field.name, &field.error)))
    }

    /// Which of the caller's calls it is, in words: `First call on this number`, `3rd call on this number`.
    fn nth_words(&self) -> Option<String> {
        Some(match self.nth? {
            1 => "First call on this number".to_owned(),
            MAX_NTH.. => format!("{} calls on this number or more", grouped(MAX_NTH)),
            nth => format!("{}{} call on this number", grouped(nth), ordinal_ending(nth)),
        })
    }

    /// An address of this call.
    fn href(&self, what: &str) -> String {
        self.layout.href(&format!("/calls/{}/{what}", self.id))
    }

    /// Whether the page is kept up to date. That of a call that is over stays as it is: somebody may be listening.
    fn is_under_way(&self) -> bool {
        matches!(self.status, CallStatus::Ringing | CallStatus::InProgress)
    }
}

#[cfg(test)]
impl Call {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use crate::view::Nav;
        use crate::view::samples::{HTML, LONG, RTL, clock, crowded_layout, layout, moment};
        let step = |seconds, what: &str, detail: Option<&str>, tone| CallStep {
            at: clock(seconds),
            what: what.to_owned(),
            by: None,
            detail: detail.map(str::to_owned),
            edited: None,
            tone,
        };
        let said = |what: &str, by: &str, detail: &str, edited| CallStep {
            at: moment(9),
            by: Some(by.to_owned()),
            edited,
            ..step(0, what, Some(detail), Tone::Note)
        };
        let completed = || Self {
            layout: layout(Nav::Calls),
            caller_phone: "(415) 555-0193".to_owned(),
            caller_name: Some("Dana Whitfield".to_owned()),
            at: moment(12),
            status: CallStatus::Completed,
            outcome: "Answered by (415) 555-0199 after 9 seconds.".to_owned(),
            number_id: "num_1".to_owned(),
            number_name: "Google Ads, Oakland".to_owned(),
            number_phone: "(415) 555-0142".to_owned(),
            nth: Some(1),
            source: Some("Google Ads".to_owned()),
            group: Some("Bay Plumbing".to_owned()),
            destination: Some("(415) 555-0199".to_owned()),
            duration: CallLength::Over("4:21".to_owned()),
            talk: "4:12".to_owned(),
            place: Some("Oakland, CA".to_owned()),
            carrier_id: Some("CA5f2e9c1b7d3a4e60815c2f9d7b1a3e44".to_owned()),
            steps: vec![
                step(0, "Call came in", Some("from (415) 555-0193 to Google Ads, Oakland"), Tone::Accent),
                step(1, "Rang (415) 555-0199", Some("for 8 seconds"), Tone::Plain),
                step(9, "Answered", Some("talked for 4:12"), Tone::Good),
                step(261, "Ended", Some("the caller hung up"), Tone::Plain),
                said("Tagged", "Ada Dietrich", "Emergency, Existing client", None),
                said("Note", RTL, LONG, Some(moment(3))),
                CallStep { by: None, ..said("Qualified", "", HTML, None) },
            ],
            recording: Recording::Ready {
                href: "/b/northline/calls/call_1/recording".to_owned(),
                length: "4:12".to_owned(),
            },
            id: "call_1".to_owned(),
            blocked: false,
            tags: TagBadge::samples(2),
            qualified: Some(true),
            rule_note: None,
            value: Some("$1,250.50".to_owned()),
            spam: false,
            form: Some(AnnotationForm::sample(2)),
            notes: NoteRow::samples(2),
            note_text: Some(TextField::new("note_text")),
            block: Some(CallerBlock::Possible("/b/northline/calls/call_1/block".to_owned())),
        };
        let missed = Self {
            caller_phone: "Anonymous".to_owned(),
            caller_name: None,
            nth: None,
            status: CallStatus::Missed,
            outcome: "The caller hung up while it rang.".to_owned(),
            source: None,
            group: None,
            place: None,
            carrier_id: None,
            talk: "–".to_owned(),
            recording: Recording::Absent,
            tags: Vec::new(),
            qualified: None,
            value: None,
            form: Some(AnnotationForm::sample(0)),
            notes: Vec::new(),
            block: None,
            ..completed()
        };
        let refused = Self {
            form: Some({
                let form = AnnotationForm::sample(5);
                let (add_tag, value) = (form.add_tag.clone(), form.value.clone());
                AnnotationForm {
                    add_tag: add_tag.refused("A call has 20 tags at most."),
                    value: value.refused("Type an amount like 125 or 125.50."),
                    ..form
                }
            }),
            note_text: Some(TextField::new("note_text").refused("Fill this in.")),
            block: Some(CallerBlock::Blocked(Some("/b/northline/settings/blocked-callers/blk_1/removal".to_owned()))),
            ..completed()
        };
        let looking = Self {
            form: None,
            note_text: None,
            blocked: true,
            status: CallStatus::Failed,
            spam: true,
            rule_note: Some("Qualified by a rule.".to_owned()),
            tags: TagBadge::samples(8),
            notes: NoteRow::samples(5),
            block: Some(CallerBlock::Blocked(None)),
            ..completed()
        };
        let odd = Self {
            layout: crowded_layout(Nav::Calls),
            caller_name: Some(HTML.to_owned()),
            number_name: LONG.to_owned(),
            source: Some(RTL.to_owned()),
            group: Some(LONG.to_owned()),
            recording: Recording::Lost,
            form: Some(AnnotationForm::sample(8)),
            notes: NoteRow::samples(9),
            rule_note: Some(format!("Qualified by the rule “{HTML}”.")),
            ..completed()
        };
        let ringing = Self {
            nth: Some(23),
            status: CallStatus::Ringing,
            outcome: "Ringing now.".to_owned(),
            steps: Vec::new(),
            recording: Recording::Running,
            duration: CallLength::running(jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::UNIX_EPOCH),
            talk: "–".to_owned(),
            ..completed()
        };
        let fetching = Self { recording: Recording::Pending, ..completed() };
        vec![
            ("completed", completed()),
            ("missed", missed),
            ("odd", odd),
            ("ringing", ringing),
            ("fetching", fetching),
            ("refused", refused),
            ("looking", looking),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::ordinal_ending;

    #[test]
    fn an_ordinal_number_has_its_ending() {
        let words = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(|number| format!("{number}{}", ordinal_ending(number)));
        assert_eq!(words.join(" "), "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th");
    }
}
