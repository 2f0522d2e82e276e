//! The carrier's signed webhooks.

use mock_carrier::sign;

/// The base of the signed addresses.
pub(crate) const PUBLIC_URL: &str = "https://calls.northline.example";
/// The account at the carrier.
pub(crate) const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// The carrier's secret.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// The number that is called.
pub(crate) const NUMBER: &str = "+13125550100";

/// A call arrives.
pub(crate) fn voice(call: u64) -> Vec<u8> {
    voice_to(call, NUMBER)
}

/// A call arrives at a number.
pub(crate) fn voice_to(call: u64, number: &str) -> Vec<u8> {
    let (sid, caller) = (sid(call), format!("+1415{:07}", call % 10_000_000));
    signed(
        "voice",
        &[
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", &sid),
            ("CallStatus", "ringing"),
            ("Called", number),
            ("CalledCity", "CHICAGO"),
            ("CalledCountry", "US"),
            ("CalledState", "IL"),
            ("CalledZip", "60601"),
            ("Caller", &caller),
            ("CallerCity", ""),
            ("CallerCountry", "US"),
            ("CallerName", "DOE JANE"),
            ("CallerState", "CA"),
            ("CallerZip", ""),
            ("Direction", "inbound"),
            ("From", &caller),
            ("FromCity", ""),
            ("FromCountry", "US"),
            ("FromState", "CA"),
            ("FromZip", ""),
            ("StirVerstat", "TN-Validation-Passed-A"),
            ("To", number),
            ("ToCity", "CHICAGO"),
            ("ToCountry", "US"),
            ("ToState", "IL"),
            ("ToZip", "60601"),
        ],
    )
}

/// The leg of a call that arrived is answered.
pub(crate) fn leg(call: u64) -> Vec<u8> {
    let (parent, leg) = (sid(call), format!("CAf{call:031x}"));
    signed(
        "status",
        &[
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", &leg),
            ("CallStatus", "in-progress"),
            ("Called", "+13125550199"),
            ("Caller", NUMBER),
            ("CallbackSource", "call-progress-events"),
            ("Direction", "outbound-dial"),
            ("From", NUMBER),
            ("ParentCallSid", &parent),
            ("SequenceNumber", "2"),
            ("Timestamp", "Tue, 24 Nov 2026 10:00:05 +0000"),
            ("To", "+13125550199"),
        ],
    )
}

fn sid(call: u64) -> String {
    format!("CA{call:032x}")
}

fn signed(path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let fields: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let path = format!("/carrier/northline/{path}");
    let signature = sign::twilio(SECRET, &format!("{PUBLIC_URL}{path}"), &fields);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: calls.northline.example\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n\
         Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {length}\r\n\
         X-Twilio-Signature: {signature}\r\nI-Twilio-Idempotency-Token: 5a7bd0c2-2f0e-4f4e-9c62-0b7e3b0fd1a1\r\n\r\n{body}"
    )
    .into_bytes()
}
