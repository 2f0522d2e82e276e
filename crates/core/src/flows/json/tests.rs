//! Flows in JSON: read, written, and refused with places.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::random_flows::flow;
use super::super::samples::office;
use super::super::{CallerId, Flow, MAX_STEPS, Mistakes, Order, Prompt, Step};

/// The mistakes of steps.
fn mistakes(steps: Value) -> Mistakes {
    Flow::from_json(&steps).expect_err("the steps are accepted")
}

fn read(steps: Value) -> Flow {
    Flow::from_json(&steps).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Steps with one in the outcome of the one above it, so deep.
fn nested(depth: usize) -> Value {
    (1..depth).fold(
        json!([{ "kind": "tag", "tags": ["New"] }]),
        |inner, _| json!([{ "kind": "branch", "on": "anonymous", "then": inner, "else": [] }]),
    )
}

proptest! {
    #[test]
    fn a_flow_reads_back_as_written(flow in flow()) {
        prop_assume!(flow.count() <= MAX_STEPS);
        let text = flow.to_json().to_string();
        let json: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Flow::from_json(&json), Ok(flow), "{}", text);
    }

    #[test]
    fn any_json_is_a_flow_or_has_mistakes_with_places(text in "\\PC{0,12}", number in any::<i64>(), kind in 0..9_usize) {
        let kind = ["greeting", "menu", "hours", "ring", "voicemail", "branch", "tag", "go_to", "hang_up"][kind];
        let names = ["text", "prompt", "choices", "weekly", "targets", "seconds", "on", "any_of", "tags", "then", "notify"];
        for value in [json!(text), json!(number), json!([text]), json!({ "text": number }), json!([{ "key": text }]), json!(null)] {
            for name in names {
                let steps = json!([{ "kind": kind, name: value }]);
                if let Err(mistakes) = Flow::from_json(&steps) {
                    prop_assert!(mistakes.0.iter().all(|mistake| mistake.place.starts_with("steps.0.")), "{}", mistakes);
                    prop_assert!(!mistakes.0.is_empty());
                }
            }
        }
    }
}

#[test]
fn the_office_reads_back_as_written() {
    assert_eq!(read(office().to_json()), office());
}

#[test]
fn settings_that_are_left_out_have_defaults() {
    let flow = read(json!([
        { "kind": "menu", "prompt": "Press 1.", "choices": [{ "key": "1", "label": "One", "steps": [] }] },
        { "kind": "ring", "targets": [{ "phone_number": "+4930123456" }] },
        { "kind": "ring", "targets": [{ "phone_number": "+4917612345678" }], "show": "number", "order": "in_order" },
        { "kind": "voicemail", "prompt": { "text": "Speak." } },
        { "kind": "hang_up" },
    ]));
    let [Step::Menu(menu), Step::Ring(desk), Step::Ring(mobile), Step::Voicemail(voicemail), Step::HangUp(None)] =
        flow.steps.as_slice()
    else {
        panic!("{flow:?}")
    };
    assert_eq!((menu.prompt.clone(), menu.wait_seconds, menu.tries), (Prompt::text("Press 1."), 5, 3));
    assert_eq!((desk.order, desk.seconds, desk.show, desk.record), (Order::All, 25, CallerId::Caller, false));
    assert!(!desk.screen && mobile.screen, "a mobile phone's owner presses 1");
    assert_eq!((mobile.order, mobile.show, mobile.targets[0].weight), (Order::InOrder, CallerId::Number, 1));
    assert_eq!((voicemail.max_seconds, voicemail.notify.len()), (120, 0));
}

#[test]
fn each_mistake_is_named_by_its_place() {
    let long = "a".repeat(1_001);
    let eleven: Vec<Value> = (0..11).map(|n| json!({ "phone_number": format!("+121255501{n:02}") })).collect();
    let target = |target: Value| json!({ "kind": "ring", "targets": [target] });
    let menu = |choices: Value| json!({ "kind": "menu", "prompt": "Choose.", "choices": choices });
    let span =
        |days: Value, from: &str| json!({ "kind": "hours", "weekly": [{ "days": days, "from": from, "to": "17:00" }] });
    for (step, place, sentence) in [
        (json!("greeting"), "kind", "Use one of greeting, menu,"),
        (json!({ "kind": "sing" }), "kind", "Use one of"),
        (json!({ "kind": "greeting" }), "text", "Type a text"),
        (json!({ "kind": "greeting", "text": "  " }), "text", "Type a text"),
        (json!({ "kind": "greeting", "text": long }), "text", "Use 1000 characters at most."),
        (json!({ "kind": "greeting", "text": "Hello\u{202e}" }), "text", "Remove the invisible characters."),
        (json!({ "kind": "greeting", "audio_id": "snd_1" }), "audio_id", "There is no such recording."),
        (json!({ "kind": "greeting", "text": "A", "language": "English" }), "language", "Use a language like en-US."),
        (json!({ "kind": "greeting", "text": "A", "voice": "<voice>" }), "voice", "Use the carrier's name"),
        (json!({ "kind": "greeting", "text": "A", "volume": 3 }), "volume", "There is no such setting."),
        (json!({ "kind": "menu", "choices": [] }), "prompt", "Type a text"),
        (menu(json!([])), "choices", "Add a key."),
        (menu(json!({})), "choices", "This has to be a list."),
        (menu(json!([{ "key": "12" }])), "choices.0.key", "Use a digit, * or #."),
        (menu(json!([{ "key": "a" }])), "choices.0.key", "Use a digit, * or #."),
        (menu(json!([{ "key": "1" }, { "key": "1" }])), "choices.1.key", "This key is used twice."),
        (menu(json!([{ "key": "1", "steps": [{ "kind": "tag" }] }])), "choices.0.steps.0.tags", "Add a tag."),
        (span(json!([]), "09:00"), "weekly.0.days", "Choose days"),
        (span(json!([0]), "09:00"), "weekly.0.days", "Choose days"),
        (span(json!([8]), "09:00"), "weekly.0.days", "Choose days"),
        (span(json!([1]), "9 o'clock"), "weekly.0.from", "Use a time of day like 09:00."),
        (json!({ "kind": "hours", "closed_on": ["25.12.2026"] }), "closed_on.0", "Use a day like 2026-12-25."),
        (json!({ "kind": "hours", "closed_yearly": ["02-30"] }), "closed_yearly.0", "Use a month and day like 12-25."),
        (json!({ "kind": "hours", "time_zone": "Mars/Base" }), "time_zone", "Choose a time zone"),
        (json!({ "kind": "hours", "open": {} }), "open", "This has to be a list of steps."),
        (json!({ "kind": "ring" }), "targets", "Add a phone number or SIP address"),
        (json!({ "kind": "ring", "targets": eleven }), "targets", "Use 10 at most."),
        (target(json!({ "phone_number": "2125550123" })), "targets.0.phone_number", "Use a number with +"),
        (target(json!({ "sip": "desk" })), "targets.0.sip", "Use a SIP address"),
        (target(json!({})), "targets.0", "Use either a phone number or a SIP address."),
        (
            target(json!({ "phone_number": "+12125550123", "weight": 11 })),
            "targets.0.weight",
            "Use a whole number from 1 to 10.",
        ),
        (json!({ "kind": "ring", "targets": [], "seconds": 121 }), "seconds", "Use a whole number from 5 to 120."),
        (json!({ "kind": "ring", "targets": [], "order": "random" }), "order", "Use one of all,"),
        (json!({ "kind": "ring", "targets": [], "show": "none" }), "show", "Use one of caller,"),
        (json!({ "kind": "ring", "targets": [], "record": "yes" }), "record", "Use true or false."),
        (json!({ "kind": "voicemail", "prompt": "A", "notify": ["nobody"] }), "notify.0", "Use a member's id"),
        (
            json!({ "kind": "voicemail", "prompt": "A", "max_seconds": 0 }),
            "max_seconds",
            "Use a whole number from 1 to 600.",
        ),
        (json!({ "kind": "branch", "on": "weather" }), "on", "Use one of called_before,"),
        (json!({ "kind": "branch", "on": "prefix" }), "any_of", "Add a value"),
        (json!({ "kind": "branch", "on": "prefix", "any_of": ["212"] }), "any_of.0", "Begin with +"),
        (
            json!({ "kind": "branch", "on": "anonymous", "any_of": ["x"] }),
            "any_of",
            "This question compares with no values.",
        ),
        (json!({ "kind": "tag", "tags": ["a".repeat(41)] }), "tags.0", "Use 40 characters at most."),
        (json!({ "kind": "go_to", "call_flow_id": "num_1" }), "call_flow_id", "There is no such call flow."),
        (json!({ "kind": "hang_up", "text": 7 }), "text", "This has to be a text."),
    ] {
        let mistakes = mistakes(json!([step.clone()]));
        let found = mistakes.at(&format!("steps.0.{place}"));
        assert!(found.is_some_and(|found| found.starts_with(sentence)), "{step}: {mistakes}");
    }
    assert_eq!(mistakes(json!({})).at("steps"), Some("This has to be a list of steps."));
}

#[test]
fn a_target_is_in_a_list_once() {
    let twice = json!([{ "phone_number": "+12125550123" }, { "phone_number": "+12125550123" }]);
    let mistakes = mistakes(json!([{ "kind": "ring", "targets": twice }]));
    assert!(mistakes.at("steps.0.targets.1").is_some_and(|sentence| sentence.contains("twice")), "{mistakes}");
}

#[test]
fn steps_nest_eight_deep_and_no_deeper() {
    assert!(Flow::from_json(&nested(8)).is_ok());
    let mistakes = mistakes(nested(9));
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    let place = format!("steps.0{}", ".then.0".repeat(8));
    assert_eq!(mistakes.0[0].place, place.trim_end_matches(".0"), "{mistakes}");
}

#[test]
fn a_flow_of_1000_steps_is_refused() {
    let steps = |count: usize| Value::Array(vec![json!({ "kind": "hang_up" }); count]);
    assert_eq!(read(steps(MAX_STEPS)).count(), MAX_STEPS);
    for count in [MAX_STEPS + 1, 1_000] {
        let mistakes = mistakes(steps(count));
        assert_eq!((mistakes.0.len(), mistakes.0[0].place.as_str()), (1, "steps.200"), "{mistakes}");
    }
}
