//! The attributes that each carrier documents.

use crate::provider::Provider;

/// Attributes that one carrier's documentation does not have, though the others' do.
const NOT_IN: [(Provider, &str, &str); 4] = [
    (Provider::Telnyx, "Dial", "answerOnBridge"),
    (Provider::Telnyx, "Dial", "sequential"),
    (Provider::Telnyx, "Gather", "actionOnEmptyResult"),
    (Provider::SignalWire, "Dial", "sequential"),
];

/// Attributes that one carrier alone has.
const ONLY_IN: [(Provider, &str, &str); 8] = [
    (Provider::Telnyx, "Dial", "recordingChannels"),
    (Provider::Telnyx, "Dial", "sendRecordingUrl"),
    (Provider::Telnyx, "Gather", "minDigits"),
    (Provider::Telnyx, "Gather", "maxDigits"),
    (Provider::Telnyx, "Gather", "validDigits"),
    (Provider::Telnyx, "Gather", "invalidDigitsAction"),
    (Provider::Telnyx, "Record", "channels"),
    (Provider::Telnyx, "Record", "sendRecordingUrl"),
];

/// Whether the carrier documents the attribute on that element.
pub(super) fn is_documented(provider: Provider, element: &str, attribute: &str) -> bool {
    let row = (provider, element, attribute);
    ONLY_IN.contains(&row) || (shared(element).contains(&attribute) && !NOT_IN.contains(&row))
}

fn shared(element: &str) -> &'static [&'static str] {
    match element {
        "Say" => &["voice", "language", "loop"],
        "Play" => &["loop", "digits"],
        "Pause" => &["length"],
        "Gather" => &[
            "input",
            "action",
            "method",
            "timeout",
            "speechTimeout",
            "maxSpeechTime",
            "profanityFilter",
            "finishOnKey",
            "numDigits",
            "partialResultCallback",
            "partialResultCallbackMethod",
            "language",
            "hints",
            "bargeIn",
            "debug",
            "actionOnEmptyResult",
            "speechModel",
            "enhanced",
        ],
        "Dial" => &[
            "action",
            "method",
            "timeout",
            "hangupOnStar",
            "timeLimit",
            "callerId",
            "record",
            "trim",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
            "recordingTrack",
            "answerOnBridge",
            "ringTone",
            "sequential",
            "referUrl",
            "referMethod",
        ],
        "Number" => {
            &["sendDigits", "url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod", "byoc"]
        }
        "Sip" => &[
            "username",
            "password",
            "url",
            "method",
            "statusCallback",
            "statusCallbackEvent",
            "statusCallbackMethod",
            "codecs",
        ],
        "Record" => &[
            "action",
            "method",
            "timeout",
            "finishOnKey",
            "maxLength",
            "playBeep",
            "trim",
            "transcribe",
            "transcribeCallback",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
        ],
        "Start" => &["action", "method"],
        "Recording" => &[
            "track",
            "channels",
            "trim",
            "recordingStatusCallback",
            "recordingStatusCallbackMethod",
            "recordingStatusCallbackEvent",
        ],
        "Redirect" => &["method"],
        "Reject" => &["reason"],
        _ => &[],
    }
}
