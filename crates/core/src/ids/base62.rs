//! Blocks as texts of digits and letters, always of the same length.

use std::fmt::{self, Write};

/// The digits, from the least to the greatest.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// As many digits as the greatest block has.
const LENGTH: usize = 22;
/// As many digits as a `u64` holds of every value. Dividing a `u128` costs far more, so it is done by this at once.
const PART_LENGTH: usize = 10;
const PART: u128 = 62_u128.pow(PART_LENGTH as u32);

/// Writes a block, from its greatest digit.
pub(super) fn write(to: &mut impl Write, block: u128) -> fmt::Result {
    let mut text = [b'0'; LENGTH];
    let mut rest = block;
    for part in text.rchunks_mut(PART_LENGTH) {
        let mut value = (rest % PART) as u64;
        rest /= PART;
        for digit in part.iter_mut().rev() {
            *digit = DIGITS[(value % 62) as usize];
            value /= 62;
        }
    }
    to.write_str(str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

/// Reads what [`write()`] writes, and nothing else.
pub(super) fn read(text: &str) -> Option<u128> {
    if text.len() != LENGTH {
        return None;
    }
    text.bytes().try_fold(0_u128, |block, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        block.checked_mul(62)?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_reads_back_and_a_greater_text_is_none() {
        for bit in 0..128 {
            for block in [1 << bit, (1 << bit) - 1, u128::MAX >> bit, (u128::MAX >> bit) - 1] {
                let mut text = String::new();
                write(&mut text, block).unwrap();
                assert_eq!((text.len(), read(&text)), (LENGTH, Some(block)), "{text}");
            }
        }
        assert_eq!(read("7n42DGM5Tflk9n8mt7Fhc8"), None, "one more than the greatest");
    }
}
