//! The sound of recordings: soft tones, as MP3.
//!
//! A tone needs no encoder: each frame (MPEG-2 layer III, 16 kHz, 576 samples) carries a single spectral line, and
//! the sign of the line changes between frames as the phase of a steady tone does.

use crate::audio;

/// Samples a second.
const RATE: u64 = 16_000;
/// Samples a frame.
const FRAME: u64 = 576;
/// Spectral lines near the notes of the WAV: a line is 13.9 Hz wide.
const LINES: [u32; 6] = [15, 18, 21, 23, 28, 31];
/// Gain of a line at a tenth of full loudness; four steps are a factor of two.
const GAIN: u32 = 197;

/// An MP3 of this length, as recordings are served: 8 kbit/s a channel, an hour at most. The id picks the tones; the
/// right channel, if there is one, answers the left.
#[must_use]
pub fn mp3(sid: &str, seconds: u64, channels: u8) -> Vec<u8> {
    let seconds = seconds.min(3_600);
    let stereo = channels > 1;
    let frames = (seconds * RATE).div_ceil(FRAME);
    let size = if stereo { 72 } else { 36 };
    let mut mp3 = Vec::with_capacity(usize::try_from(frames).unwrap_or_default() * size);
    for frame in 0..frames {
        let at = frame * FRAME;
        let second = u32::try_from(at / RATE).unwrap_or_default();
        // Swells and fades within each second, as far as the steps of the gain go.
        let part = u32::try_from(at % RATE * 16 / RATE).unwrap_or_default();
        let gain = GAIN - 2 * part.abs_diff(8);
        let is_negative = has_negative_sign(frame);
        let tone = |offset: u32, speaks: bool| {
            speaks.then(|| Tone { line: LINES[audio::pick(sid, second + offset)], gain, is_negative })
        };
        let sides = if stereo {
            vec![tone(0, second.is_multiple_of(2)), tone(7, !second.is_multiple_of(2))]
        } else {
            vec![tone(0, true)]
        };
        let start = mp3.len();
        mp3.extend_from_slice(&write(&sides));
        mp3.resize(start + size, 0);
    }
    mp3
}

struct Tone {
    line: u32,
    gain: u32,
    is_negative: bool,
}

/// The sign of a steady tone's line goes +, +, -, -.
fn has_negative_sign(frame: u64) -> bool {
    frame % 4 >= 2
}

/// A frame's header, side information and main data, without padding.
fn write(sides: &[Option<Tone>]) -> Vec<u8> {
    let mut bits = Bits::default();
    // Sync, MPEG-2, layer III, no checksum.
    bits.put(0xFFF3, 16);
    // 8 or 16 kbit/s at 16 kHz, no padding; then mono or stereo, original.
    bits.put(if sides.len() == 1 { 0x18C4 } else { 0x2804 }, 16);
    // Main data begins in this frame; private bits.
    bits.put(0, 8);
    bits.put(0, if sides.len() == 1 { 1 } else { 2 });
    for tone in sides {
        let (length, pairs, gain) = tone
            .as_ref()
            .map_or((0, 0, 0), |tone| (tone.line / 2 + line_bits(tone.line), tone.line / 2 + 1, tone.gain));
        bits.put(length, 12);
        bits.put(pairs, 9);
        bits.put(gain, 8);
        // No scale factors, long window.
        bits.put(0, 9 + 1);
        // Huffman table 1 in all three regions; their bounds do not matter.
        bits.put(0b00001_00001_00001, 15);
        bits.put(0, 4 + 3);
        bits.put(0, 1 + 1);
    }
    for tone in sides.iter().flatten() {
        // A pair of zeros is one bit; then the pair with the line in its first or second place, and its sign.
        for _ in 0..tone.line / 2 {
            bits.put(1, 1);
        }
        if tone.line.is_multiple_of(2) {
            bits.put(0b01, 2);
        } else {
            bits.put(0b001, 3);
        }
        bits.put(u32::from(tone.is_negative), 1);
    }
    bits.bytes
}

fn line_bits(line: u32) -> u32 {
    if line.is_multiple_of(2) { 3 } else { 4 }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    free: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for place in (0..count).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut()
                && value >> place & 1 == 1
            {
                *last |= 1 << self.free;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mp3_frames_are_contiguous() {
        for (channels, size) in [(1, 36), (2, 72)] {
            let mp3 = mp3("RE1", 10, channels);
            assert_eq!(mp3.len() % size, 0);
            assert_eq!(mp3.len() / size, 278, "36 ms a frame");
            for frame in mp3.chunks(size) {
                assert_eq!(frame[..2], [0xFF, 0xF3]);
            }
        }
    }
}
