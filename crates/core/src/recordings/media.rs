//! The audio types of recordings.

/// The accepted media types: as received, as stored, and the file's extension.
const MEDIA_TYPES: [(&str, &str, &str); 9] = [
    ("audio/mpeg", "audio/mpeg", "mp3"),
    ("audio/mp3", "audio/mpeg", "mp3"),
    ("audio/wav", "audio/wav", "wav"),
    ("audio/x-wav", "audio/wav", "wav"),
    ("audio/wave", "audio/wav", "wav"),
    ("audio/vnd.wave", "audio/wav", "wav"),
    ("audio/ogg", "audio/ogg", "ogg"),
    ("audio/mp4", "audio/mp4", "m4a"),
    ("audio/x-m4a", "audio/mp4", "m4a"),
];

/// A kind of audio that is safe to serve to every browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Media {
    pub(super) media_type: &'static str,
    pub(super) extension: &'static str,
}

/// How many bytes of the beginning tell the kind of audio.
pub(super) const HEAD_BYTES: usize = 16;

impl Media {
    /// The kind of audio of a response: what its first bytes say, or else what its type says. `None` if it is no audio, or of
    /// an unknown kind.
    pub(super) fn of_response(head: &[u8], content_type: &str) -> Option<Self> {
        Self::from_head(head).or_else(|| Self::from_content_type(content_type).filter(|_| !is_markup(head)))
    }

    /// Reads the first bytes of a file.
    fn from_head(head: &[u8]) -> Option<Self> {
        let known = |media_type, extension| Some(Self { media_type, extension });
        match head {
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => known("audio/wav", "wav"),
            [b'I', b'D', b'3', version, ..] if *version < 0xff => known("audio/mpeg", "mp3"),
            [b'O', b'g', b'g', b'S', ..] => known("audio/ogg", "ogg"),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => known("audio/mp4", "m4a"),
            [a, b, c, d, ..] if super::frames::mpeg_frame([*a, *b, *c, *d]).is_some() => known("audio/mpeg", "mp3"),
            _ => None,
        }
    }

    /// Reads a `Content-Type`; `None` if it is no audio, or of an unknown kind.
    fn from_content_type(content_type: &str) -> Option<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (_, media_type, extension) = MEDIA_TYPES.into_iter().find(|(known, _, _)| *known == essence)?;
        Some(Self { media_type, extension })
    }
}

/// Whether the beginning is that of a web page or of data in text form, whatever its type says.
pub(super) fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    matches!(head.trim_ascii_start().first(), Some(b'<' | b'{' | b'['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_kind_whatever_the_type_says() {
        let of = |head: &[u8], content_type| Media::of_response(head, content_type).map(|media| media.media_type);
        for content_type in ["", "application/octet-stream", "binary/octet-stream", "text/plain", "audio/ogg"] {
            assert_eq!(of(b"RIFF\x00\x00\x00\x00WAVEfmt ", content_type), Some("audio/wav"), "{content_type}");
            assert_eq!(of(b"ID3\x04\x00\x00\x00\x00\x00\x00", content_type), Some("audio/mpeg"));
            assert_eq!(of(b"\xff\xfb\x90\x64\x00", content_type), Some("audio/mpeg"));
            assert_eq!(of(b"\xff\xe3\x18\xc4\x00", content_type), Some("audio/mpeg"), "MPEG 2.5 of 8 kHz");
            assert_eq!(of(b"OggS\x00\x02", content_type), Some("audio/ogg"));
            assert_eq!(of(b"\x00\x00\x00\x20ftypM4A ", content_type), Some("audio/mp4"));
        }
        // An unknown beginning is believed to be what its type says, but a page never.
        assert_eq!(of(b"0123456789", "audio/mpeg"), Some("audio/mpeg"));
        assert_eq!(of(b"0123456789", "application/octet-stream"), None);
        for page in [&b"<!doctype html>"[..], b"\xef\xbb\xbf\n <html>", b"{\"error\":1}", b"  <?xml"] {
            assert_eq!(of(page, "audio/mpeg"), None);
        }
    }

    #[test]
    fn only_audio_types_are_accepted() {
        assert_eq!(Media::from_content_type("Audio/X-WAV; rate=8000").map(|media| media.media_type), Some("audio/wav"));
        for other in ["text/html", "", "audio/", "audio/mpeg2", "image/svg+xml", "application/octet-stream"] {
            assert_eq!(Media::from_content_type(other), None, "{other}");
        }
    }
}
