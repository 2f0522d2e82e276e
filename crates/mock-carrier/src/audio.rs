//! The sound of recordings: soft tones, as WAV.

use std::f64::consts::TAU;

/// Samples a second.
const RATE: u32 = 8_000;
/// A pentatonic scale from A3: any order of its notes is pleasant.
const NOTES: [f64; 6] = [220.0, 261.63, 293.66, 329.63, 392.0, 440.0];

/// A WAV of this length, as recordings are served: 16 bits, 8 kHz, an hour at most. The id picks the tones; the
/// right channel, if there is one, answers the left.
#[must_use]
pub fn wav(sid: &str, seconds: u64, channels: u8) -> Vec<u8> {
    let frames = u32::try_from(seconds).unwrap_or(u32::MAX / RATE).min(3_600) * RATE;
    let channels = channels.clamp(1, 2);
    let bytes = frames * 2 * u32::from(channels);
    let mut wav = Vec::with_capacity(44 + bytes as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&u16::from(channels).to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&(RATE * 2 * u32::from(channels)).to_le_bytes());
    wav.extend_from_slice(&(2 * u16::from(channels)).to_le_bytes());
    wav.extend_from_slice(&16_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    // One second is one note; a note is computed once for each pitch and side and then repeated.
    let notes: Vec<Vec<i16>> = NOTES.iter().map(|pitch| note(*pitch)).collect();
    for second in 0..frames / RATE {
        let left = &notes[pick(sid, second)];
        let right = &notes[pick(sid, second + 7)];
        let left_speaks = second % 2 == 0;
        for place in 0..RATE as usize {
            if channels == 1 {
                wav.extend_from_slice(&left[place].to_le_bytes());
            } else {
                let (left, right) = if left_speaks { (left[place], 0) } else { (0, right[place]) };
                wav.extend_from_slice(&left.to_le_bytes());
                wav.extend_from_slice(&right.to_le_bytes());
            }
        }
    }
    wav
}

/// The index of the note in a second of a recording.
pub(crate) fn pick(sid: &str, second: u32) -> usize {
    let salt = sid.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let mixed = salt.wrapping_add(second).wrapping_mul(2_654_435_761);
    (mixed >> 16) as usize % NOTES.len()
}

/// A second of one pitch that swells and fades, a tenth of full loudness.
fn note(pitch: f64) -> Vec<i16> {
    (0..RATE)
        .map(|place| {
            let at = f64::from(place) / f64::from(RATE);
            let swell = (at * TAU / 2.0).sin();
            #[expect(clippy::cast_possible_truncation, reason = "a tenth of the range fits")]
            let sample = ((at * pitch * TAU).sin() * swell * 3_276.0) as i16;
            sample
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wav_has_the_right_length_and_is_not_silent() {
        let mono = wav("RE1", 3, 1);
        assert_eq!(mono.len(), 44 + 3 * 8_000 * 2);
        assert_eq!(&mono[..4], b"RIFF");
        assert_eq!(u32::from_le_bytes(mono[40..44].try_into().unwrap()) as usize, mono.len() - 44);
        assert!(mono[44..].iter().any(|byte| *byte != 0));
        let dual = wav("RE1", 3, 2);
        assert_eq!(dual.len(), 44 + 3 * 8_000 * 4);
        assert_eq!(u16::from_le_bytes(dual[22..24].try_into().unwrap()), 2);
        assert_ne!(wav("RE2", 3, 1), mono, "another recording sounds the same");
    }
}
