//! A whole flow in plain sentences, to be read aloud or printed.

use super::super::{Flow, Outcome, Step};
use super::Names;
use super::step_words::{outcome_words, step_words};

/// A sentence of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// How deep it stands: 0 for the flow's own steps, 1 for the outcomes of these, 2 for the steps of these, and so on.
    pub depth: usize,
    /// The place of the step or outcome, as errors name it.
    pub place: String,
    /// The sentence.
    pub text: String,
}

/// A whole flow in plain sentences. An outcome without steps says that the flow goes on below.
pub fn describe(flow: &Flow, names: &Names) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    add_steps(&flow.steps, "steps", 0, names, &mut sentences);
    if sentences.is_empty() {
        let text = "This call flow has no steps yet.".to_owned();
        sentences.push(Sentence { depth: 0, place: "steps".to_owned(), text });
    }
    sentences
}

/// Adds a list of steps, each with its outcomes beneath it.
pub(super) fn add_steps(steps: &[Step], place: &str, depth: usize, names: &Names, sentences: &mut Vec<Sentence>) {
    for (index, step) in steps.iter().enumerate() {
        let place = format!("{place}.{index}");
        sentences.push(Sentence { depth, place: place.clone(), text: step_words(step, names) });
        for (outcome, steps) in step.outcomes() {
            let is_plain = matches!((outcome, step), (Outcome::Otherwise, Step::Ring(_))) && steps.is_empty();
            if is_plain {
                // People expect that a ring which nobody answers goes on below.
                continue;
            }
            let place = format!("{place}.{}", outcome.place());
            let label = outcome_words(&outcome, step);
            let text = if steps.is_empty() { format!("{label} go on below.") } else { label };
            sentences.push(Sentence { depth: depth + 1, place: place.clone(), text });
            add_steps(steps, &place, depth + 2, names, sentences);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{names, office};
    use super::*;

    #[test]
    fn a_flow_is_said_in_plain_sentences() {
        let lines: Vec<String> = describe(&office(), &names())
            .iter()
            .map(|Sentence { depth, text, .. }| format!("{}{text}", "  ".repeat(*depth)))
            .collect();
        assert_eq!(
            lines,
            [
                "Say “Thank you for calling Northline.”.",
                "Look at the time, in America/New_York. It is open on Monday to Friday between 09:00 and 17:00; closed on 24 \
                 November 2026 and every 25 December.",
                "  Open:",
                "    Say “For sales, press 1. For support, press 2.”, and wait 5 seconds for a key, up to 2 times.",
                "      Key 1, Sales:",
                "        Ring Ana (+12125550111) and sip:desk@pbx.example, all at once, for 20 seconds. The one who answers \
                 hears “A call for sales.”. The one who answers presses 1 to take the call. The talk is recorded, and the \
                 caller hears “This call is recorded.” before.",
                "      Key 2, Support:",
                "        Tag the call “Support”.",
                "        Ring Ana (+12125550111) with weight 2 and +12125550112 with weight 1, one after the other, in turns, \
                 for 15 seconds each. They see the number that was called.",
                "          Nobody answers:",
                "            Say “Everybody is busy.”.",
                "      No key of these: go on below.",
                "  Closed: go on below.",
                "Say “Please leave a message.”, and take a message of up to 2 minutes. A letter goes to Ana Ruiz and \
                 desk@northline.example.",
                "Say “Goodbye, and thank you.” and hang up.",
            ]
        );
    }

    #[test]
    fn every_sentence_has_the_place_of_its_step() {
        let sentences = describe(&office(), &names());
        assert_eq!(sentences[5].place, "steps.1.open.0.choices.0.steps.0");
        assert_eq!(describe(&Flow::default(), &names())[0].text, "This call flow has no steps yet.");
    }
}
