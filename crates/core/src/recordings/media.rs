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

impl Media {
    /// Reads a `Content-Type`; `None` if it is no audio, or of an unknown kind.
    pub(super) fn from_content_type(content_type: &str) -> Option<Self> {
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (_, media_type, extension) = MEDIA_TYPES.into_iter().find(|(known, _, _)| *known == essence)?;
        Some(Self { media_type, extension })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_audio_types_are_accepted() {
        assert_eq!(Media::from_content_type("Audio/X-WAV; rate=8000").map(|media| media.media_type), Some("audio/wav"));
        for other in ["text/html", "", "audio/", "audio/mpeg2", "image/svg+xml", "application/octet-stream"] {
            assert_eq!(Media::from_content_type(other), None, "{other}");
        }
    }
}
