//! The length of audio, from its own structure: how long it plays, and whether it was cut.

/// The most bytes of a header that is kept to be read.
const MAX_HEADER: usize = 512;

/// The result of reading a file's structure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Structure {
    /// How long it plays; `None` if that can't be read.
    pub(super) seconds: Option<f64>,
    /// Whether it ends before it should.
    pub(super) is_cut: bool,
    /// Whether it ends as it should, by lengths of its own.
    is_whole: bool,
}

impl Structure {
    /// Whether the structure would show that an end is missing.
    pub(super) fn tells_its_end(&self) -> bool {
        self.seconds.is_some() || self.is_whole
    }
}

/// Reads the structure of a file while it comes in, in constant memory.
#[derive(Debug)]
pub(super) struct Frames {
    format: Format,
    /// The beginning of a header that is not whole yet.
    header: Vec<u8>,
    /// How many bytes the next header needs at least.
    needed: usize,
    /// How many bytes follow before the next header.
    skip: u64,
}

#[derive(Debug)]
enum Format {
    Wav { bytes_per_second: f64, data: Option<u64>, is_in_data: bool, has_open_end: bool },
    Mpeg { seconds: f64, frames: u64, announced: Option<u64> },
    Ogg { rate: f64, samples: u64, pages: u64 },
    Mp4 { has_index: bool },
    Unknown,
}

/// The facts that a header gives.
enum Step {
    /// It is longer.
    Needs(usize),
    /// It is read, and the next one begins so many bytes after its beginning.
    NextAfter(u64),
    /// It is no header: the next byte may begin one.
    NotHere,
    /// Nothing more can be read.
    End,
}

impl Frames {
    /// Reads the format of a media type.
    pub(super) fn of(media_type: &str) -> Self {
        let format = match media_type {
            "audio/wav" => Format::Wav { bytes_per_second: 0.0, data: None, is_in_data: false, has_open_end: false },
            "audio/mpeg" => Format::Mpeg { seconds: 0.0, frames: 0, announced: None },
            "audio/ogg" => Format::Ogg { rate: 0.0, samples: 0, pages: 0 },
            "audio/mp4" => Format::Mp4 { has_index: false },
            _ => Format::Unknown,
        };
        Self { format, header: Vec::new(), needed: 4, skip: 0 }
    }

    /// Reads the next bytes.
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.skip > 0 {
                let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
                self.pass(skipped as u64);
                bytes = &bytes[skipped..];
                continue;
            }
            let taken = self.needed.saturating_sub(self.header.len()).min(bytes.len());
            self.header.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken..];
            while self.header.len() >= self.needed && self.skip == 0 {
                self.step();
            }
        }
    }

    fn pass(&mut self, count: u64) {
        self.skip -= count;
        if let Format::Wav { data: Some(data), is_in_data: true, .. } = &mut self.format {
            *data += count;
        }
    }

    fn step(&mut self) {
        match self.format.step(&self.header) {
            Step::Needs(count) => self.needed = count.min(MAX_HEADER),
            Step::NextAfter(count) => {
                let read = (self.header.len() as u64).min(count);
                self.skip = count - read;
                self.header.drain(..usize::try_from(read).unwrap_or(0));
                self.needed = 4;
            }
            Step::NotHere => {
                self.header.remove(0);
                self.needed = 4;
            }
            Step::End => {
                self.format = Format::Unknown;
                (self.header, self.needed) = (Vec::new(), 4);
            }
        }
    }

    /// The result at the end of the file.
    pub(super) fn finish(&self) -> Structure {
        let is_inside = self.skip > 0;
        let seconds = |seconds: f64| (seconds > 0.0).then_some(seconds);
        match &self.format {
            Format::Unknown => Structure::default(),
            Format::Wav { bytes_per_second, data, has_open_end, .. } => Structure {
                seconds: data.filter(|_| *bytes_per_second > 0.0).map(|data| data as f64 / bytes_per_second),
                is_cut: data.is_none() || (is_inside && !has_open_end),
                is_whole: false,
            },
            Format::Mpeg { seconds: played, frames, announced } => {
                // A last frame may be missing where an encoder counts its own header as one.
                let is_short = announced.is_some_and(|announced| frames + 1 < announced);
                Structure { seconds: seconds(*played), is_cut: *frames > 0 && (is_inside || is_short), is_whole: false }
            }
            Format::Ogg { rate, samples, pages } => Structure {
                seconds: (*rate > 0.0).then(|| *samples as f64 / rate).filter(|played| *played > 0.0),
                is_cut: *pages > 0 && (is_inside || !self.header.is_empty()),
                is_whole: false,
            },
            Format::Mp4 { has_index } => {
                Structure { seconds: None, is_cut: is_inside || !has_index, is_whole: !is_inside && *has_index }
            }
        }
    }
}

impl Format {
    fn step(&mut self, header: &[u8]) -> Step {
        let little =
            |at: usize| header.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let big =
            |at: usize| header.get(at..at + 4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
        match self {
            Self::Unknown => Step::NextAfter(header.len() as u64),
            Self::Wav { bytes_per_second, data, is_in_data, has_open_end } => {
                if data.is_some() {
                    // Nothing after the sound matters.
                    (*is_in_data, *has_open_end) = (false, true);
                    return Step::NextAfter(u64::MAX);
                }
                if header.starts_with(b"RIFF") {
                    return Step::NextAfter(12);
                }
                let Some(length) = little(4) else { return Step::Needs(8) };
                match &header[..4] {
                    b"fmt " => {
                        let Some(rate) = little(16) else { return Step::Needs(20) };
                        *bytes_per_second = f64::from(rate);
                    }
                    b"data" => {
                        *is_in_data = true;
                        *data = Some(0);
                        // A program that writes without knowing the length leaves nonsense here.
                        *has_open_end = length == 0 || length >= 0x7fff_0000;
                        if *has_open_end {
                            return Step::NextAfter(u64::MAX);
                        }
                        return Step::NextAfter(8 + u64::from(length));
                    }
                    _ => {}
                }
                Step::NextAfter(8 + u64::from(length) + u64::from(length % 2))
            }
            Self::Mpeg { seconds, frames, announced } => {
                if header.starts_with(b"ID3") {
                    let Some(size) = header.get(6..10) else { return Step::Needs(10) };
                    let size = size.iter().fold(0, |size, byte| (size << 7) | u64::from(byte & 0x7f));
                    return Step::NextAfter(10 + size);
                }
                if header.starts_with(b"TAG") {
                    // The old tag at the end of a file.
                    return Step::NextAfter(128);
                }
                let Some((length, duration)) = mpeg_frame([header[0], header[1], header[2], header[3]]) else {
                    return Step::NotHere;
                };
                if *frames == 0 && announced.is_none() {
                    let wanted = usize::try_from(length).unwrap_or(0).min(200);
                    if header.len() < wanted {
                        return Step::Needs(wanted);
                    }
                    let place = header.windows(4).position(|four| four == b"Xing" || four == b"Info");
                    *announced = place
                        .filter(|at| big(at + 4).is_some_and(|flags| flags & 1 == 1))
                        .and_then(|at| big(at + 8))
                        .map(u64::from);
                    if place.is_some() {
                        // The frame of the header plays nothing.
                        return Step::NextAfter(length);
                    }
                }
                *frames += 1;
                *seconds += duration;
                Step::NextAfter(length)
            }
            Self::Ogg { rate, samples, pages } => {
                if !header.starts_with(b"OggS") {
                    return Step::NotHere;
                }
                let Some(segments) = header.get(26) else { return Step::Needs(27) };
                let head = 27 + usize::from(*segments);
                // The first page also has the rate.
                let needed = if *pages == 0 { head + 19 } else { head };
                if header.len() < needed {
                    return Step::Needs(needed);
                }
                let body: u64 = header[27..head].iter().map(|length| u64::from(*length)).sum();
                if *pages == 0 {
                    let first = &header[head..];
                    if first.starts_with(b"OpusHead") {
                        *rate = 48_000.0;
                    } else if first.starts_with(b"\x01vorbis") {
                        *rate = little(head + 12).map_or(0.0, f64::from);
                    }
                }
                *pages += 1;
                let position = header
                    .get(6..14)
                    .map_or(0, |eight| eight.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte)));
                // All ones: no packet ends on the page.
                if position != u64::MAX {
                    *samples = position.max(*samples);
                }
                Step::NextAfter(head as u64 + body)
            }
            Self::Mp4 { has_index } => {
                let (Some(length), Some(kind)) = (big(0), header.get(4..8)) else { return Step::Needs(8) };
                *has_index |= kind == b"moov";
                match length {
                    // To the end of the file.
                    0 => Step::End,
                    1 => match (big(8), big(12)) {
                        (Some(high), Some(low)) => Step::NextAfter(((u64::from(high) << 32) | u64::from(low)).max(16)),
                        _ => Step::Needs(16),
                    },
                    length => Step::NextAfter(u64::from(length).max(8)),
                }
            }
        }
    }
}

/// The length of an MPEG audio frame of layer II or III in bytes, and how many seconds it plays; `None` for other bytes.
pub(super) fn mpeg_frame(header: [u8; 4]) -> Option<(u64, f64)> {
    const RATES: [u64; 3] = [44_100, 48_000, 32_000];
    const LAYER_2: [u64; 14] = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    const LAYER_3: [u64; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const LOW: [u64; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    if header[0] != 0xff || header[1] & 0xe0 != 0xe0 {
        return None;
    }
    let is_first_version = match header[1] >> 3 & 3 {
        3 => true,
        0 | 2 => false,
        _ => return None,
    };
    let is_layer_3 = match header[1] >> 1 & 3 {
        1 => true,
        2 => false,
        _ => return None,
    };
    let bit_rates = match (is_first_version, is_layer_3) {
        (true, true) => LAYER_3,
        (true, false) => LAYER_2,
        (false, _) => LOW,
    };
    let bit_rate = bit_rates.get(usize::from(header[2] >> 4).checked_sub(1)?)? * 1_000;
    let divisor = match header[1] >> 3 & 3 {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let rate = RATES.get(usize::from(header[2] >> 2 & 3))? / divisor;
    let samples: u64 = if is_layer_3 && !is_first_version { 576 } else { 1_152 };
    let padding = u64::from(header[2] >> 1 & 1);
    Some((samples / 8 * bit_rate / rate + padding, samples as f64 / rate as f64))
}

/// A file in which a second is 8,000 bytes, and whose header announces a length.
#[cfg(test)]
pub(super) fn sample_wav(seconds: u32, announced: u32) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x12\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\0\0".to_vec();
    file.extend(b"LIST\x03\0\0\0abc\0data");
    file.extend(announced.to_le_bytes());
    file.extend(vec![0x7f; usize::try_from(seconds * 8_000).unwrap()]);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn structure(media_type: &str, bytes: &[u8]) -> Structure {
        // In one piece, byte by byte, and in pieces of another size.
        let by = |size: usize| {
            let mut frames = Frames::of(media_type);
            bytes.chunks(size).for_each(|part| frames.add(part));
            frames.finish()
        };
        let all = [bytes.len().max(1), 1, 7].map(by);
        assert!(all[0] == all[1] && all[0] == all[2], "{all:?}");
        all[0]
    }

    /// Frames of 417 bytes and 1,152 samples at 44.1 kHz.
    fn mp3(frames: usize) -> Vec<u8> {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x64];
        frame.resize(417, 0);
        let mut file = b"ID3\x04\0\0\0\0\0\x05hello".to_vec();
        file.extend(frame.repeat(frames));
        file
    }

    #[test]
    fn the_header_of_wav_tells_its_length() {
        let whole = sample_wav(3, 24_000);
        assert_eq!(structure("audio/wav", &whole), Structure { seconds: Some(3.0), is_cut: false, is_whole: false });
        let cut = structure("audio/wav", &whole[..whole.len() - 8_000]);
        assert_eq!(cut, Structure { seconds: Some(2.0), is_cut: true, is_whole: false });
        for open in [0, u32::MAX, 0x7fff_ffff] {
            assert_eq!(
                structure("audio/wav", &sample_wav(2, open)),
                Structure { seconds: Some(2.0), is_cut: false, is_whole: false }
            );
        }
    }

    #[test]
    fn the_frames_of_mp3_tell_how_long_it_plays() {
        let whole = structure("audio/mpeg", &mp3(100));
        assert!(!whole.is_cut && (whole.seconds.unwrap() - 2.612).abs() < 0.001, "{whole:?}");
        let file = mp3(100);
        assert!(structure("audio/mpeg", &file[..file.len() - 100]).is_cut, "in the middle of a frame");
        let with_tag = [file, [b"TAG".to_vec(), vec![0; 125]].concat()].concat();
        assert!(!structure("audio/mpeg", &with_tag).is_cut);
        assert_eq!(structure("audio/mpeg", b"0123456789"), Structure::default());
    }

    #[test]
    fn a_count_of_frames_in_mp3_is_compared() {
        let mut first = vec![0xff, 0xfb, 0x90, 0x64];
        first.resize(36, 0);
        first.extend(b"Xing\0\0\0\x01\0\0\0\x64");
        first.resize(417, 0);
        let file = |frames| [first.clone(), mp3(frames)[15..].to_vec()].concat();
        assert!(!structure("audio/mpeg", &file(100)).is_cut);
        assert!(structure("audio/mpeg", &file(60)).is_cut);
    }

    #[test]
    fn the_pages_of_ogg_and_the_boxes_of_mp4_are_counted() {
        let page = |position: u64, body: &[u8]| {
            let mut page = b"OggS\0\0".to_vec();
            page.extend(position.to_le_bytes());
            page.extend([0; 12]);
            page.extend([1, u8::try_from(body.len()).unwrap()]);
            page.extend(body);
            page
        };
        let ogg = [page(0, b"OpusHead\x01\x01\0\0\x40\x1f\0\0\0\0\0"), page(96_000, &[7; 100])].concat();
        assert_eq!(structure("audio/ogg", &ogg), Structure { seconds: Some(2.0), is_cut: false, is_whole: false });
        assert!(structure("audio/ogg", &ogg[..ogg.len() - 1]).is_cut);
        let mp4 = [&b"\0\0\0\x0cftypM4A \0\0\0\x08moov\0\0\0\x0cmdat"[..], &[7; 4]].concat();
        assert_eq!(structure("audio/mp4", &mp4), Structure { seconds: None, is_cut: false, is_whole: true });
        assert!(structure("audio/mp4", &mp4[..mp4.len() - 1]).is_cut);
        assert!(structure("audio/mp4", &mp4[..12]).is_cut, "without its index it can't be played");
    }
}
