//! The name of the file of a recording.

use crewline_core::calls::Call;
use jiff::tz::TimeZone;

/// The most letters of the number's name in it.
const MAX_NAME: usize = 60;

/// The header that makes a browser keep a recording as a file: its moment in a time zone, and the number's friendly name. Browsers
/// that read no other letters than those of English get a name without them.
pub(super) fn attachment(call: &Call, zone: &TimeZone, media_type: &str) -> String {
    let at = zone.to_datetime(call.started_at.jiff()).strftime("%Y-%m-%d %H.%M.%S").to_string();
    let name: String = call.number_name.chars().map(plain).take(MAX_NAME).collect();
    let file = format!("{at} {}.{}", name.trim(), extension(media_type));
    let ascii: String = file.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", encoded(&file))
}

/// A letter that every file system takes.
fn plain(letter: char) -> char {
    if letter.is_alphanumeric() || " -_.,()+&'".contains(letter) { letter } else { '-' }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "audio/mpeg" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "audio/ogg" => "ogg",
        "audio/mp4" => "m4a",
        _ => "audio",
    }
}

/// A text as RFC 8187 has it: letters and digits as they are, and the other bytes in hex.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ => {
                let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase();
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encoded, extension, plain};

    #[test]
    fn a_name_has_no_letter_that_a_file_system_refuses() {
        let name: String = "Zoë's \"Café\" /\r\n: Oakland".chars().map(plain).collect();
        assert_eq!(name, "Zoë's -Café- ---- Oakland");
        assert_eq!(encoded("Zoë 1.mp3"), "Zo%C3%AB%201.mp3");
        assert_eq!((extension("audio/mpeg"), extension("audio/aiff")), ("mp3", "audio"));
    }
}
