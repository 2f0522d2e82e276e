//! Statistics that somebody who knows the source and their own ids can compute from them: whether other rows came in between.

use super::IdCipher;

const COUNT: usize = 10_000;
/// Each statistic is a number of standard deviations from what chance gives. There are some 300 of them: one in a
/// thousand such batteries has a value beyond this.
const MAX_DEVIATION: f64 = 5.0;

/// The ids of one person's rows in the order of their making.
fn ids(cipher: &IdCipher, rows: impl Iterator<Item = i64>) -> Vec<u128> {
    let kind = u64::from_be_bytes(*b"call\0\0\0\0");
    rows.take(COUNT).map(|row| cipher.encrypt(kind, row)).collect()
}

/// Rows with others in between, from none to eight of them.
fn with_gaps() -> impl Iterator<Item = i64> {
    (0..).scan(0, |row, step: i64| {
        *row += 1 + step.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64).unsigned_abs() as i64 % 9;
        Some(*row)
    })
}

/// The statistics with their names.
fn battery(ids: &[u128]) -> Vec<(String, f64)> {
    let count = ids.len() as f64;
    let mut all = Vec::new();
    let rises = ids.windows(2).filter(|pair| pair[0] < pair[1]).count() as f64;
    all.push(("rises".to_owned(), (rises - (count - 1.0) / 2.0) / ((count + 1.0) / 12.0).sqrt()));
    let mut sorted: Vec<usize> = (0..ids.len()).collect();
    sorted.sort_by_key(|&at| ids[at]);
    let mut ranks = vec![0.0; ids.len()];
    for (rank, &at) in sorted.iter().enumerate() {
        ranks[at] = rank as f64;
    }
    let times: Vec<f64> = (0..ids.len()).map(|at| at as f64).collect();
    all.push(("order".to_owned(), correlation(&times, &ranks) * count.sqrt()));
    let (high, low): (Vec<f64>, Vec<f64>) =
        ids.iter().map(|id| ((id >> 75) as f64, (id & ((1 << 53) - 1)) as f64)).unzip();
    for lag in 1..=12 {
        for (part, values) in [("high", &high), ("low", &low)] {
            let serial = correlation(&values[..ids.len() - lag], &values[lag..]) * (count - lag as f64).sqrt();
            all.push((format!("serial correlation of the {part} bits, {lag} apart"), serial));
        }
    }
    let differences: Vec<u128> = ids.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
    let changes: Vec<u128> = ids.windows(2).map(|pair| pair[1] ^ pair[0]).collect();
    for bit in 0..128 {
        all.push((format!("bit {bit}"), one_bit(ids, bit)));
        all.push((format!("change of bit {bit}"), one_bit(&changes, bit)));
    }
    for place in 0..16 {
        all.push((format!("byte {place}"), bytes(ids, place)));
        all.push((format!("byte {place} of differences"), bytes(&differences, place)));
    }
    let twins = ids.len() - ids.iter().collect::<std::collections::HashSet<_>>().len();
    all.push(("twins".to_owned(), twins as f64 * 100.0));
    all
}

fn correlation(one: &[f64], two: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_one, mean_two) = (mean(one), mean(two));
    let (mut both, mut squares_one, mut squares_two) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(two) {
        let (a, b) = (a - mean_one, b - mean_two);
        both += a * b;
        squares_one += a * a;
        squares_two += b * b;
    }
    // Values that never change follow from each other wholly.
    if squares_one * squares_two == 0.0 { 1.0 } else { both / (squares_one * squares_two).sqrt() }
}

fn one_bit(values: &[u128], bit: usize) -> f64 {
    let (count, ones) = (values.len() as f64, values.iter().filter(|value| *value >> bit & 1 == 1).count() as f64);
    (ones - count / 2.0) / (count / 4.0).sqrt()
}

/// Chi squared of a byte, as a normal deviation.
fn bytes(values: &[u128], place: usize) -> f64 {
    let mut counts = [0.0; 256];
    for value in values {
        counts[usize::from(value.to_be_bytes()[place])] += 1.0;
    }
    let expected = values.len() as f64 / 256.0;
    let chi: f64 = counts.iter().map(|count: &f64| (count - expected).powi(2) / expected).sum();
    (chi - 255.0) / (2.0 * 255.0_f64).sqrt()
}

fn deviations(ids: &[u128]) -> Vec<(String, f64)> {
    battery(ids).into_iter().filter(|(_, value)| value.abs() > MAX_DEVIATION).collect()
}

#[test]
fn ten_thousand_ids_of_ones_own_do_not_tell_whether_others_came_in_between() {
    for key in 0..3_u8 {
        let cipher = IdCipher::new(Some(&[key; 16])).unwrap();
        let (alone, among_others) = (ids(&cipher, 1..), ids(&cipher, with_gaps()));
        assert_eq!((deviations(&alone), deviations(&among_others)), (Vec::new(), Vec::new()), "key {key}");
        // Nor does either history have more of the large values than the other.
        let large = |ids: &[u128]| battery(ids).iter().filter(|(_, value)| value.abs() > 2.0).count();
        assert!(large(&alone).abs_diff(large(&among_others)) < 25, "{} {}", large(&alone), large(&among_others));
    }
}

#[test]
fn the_battery_finds_counters_and_weak_permutations() {
    let count = |value: &dyn Fn(u128) -> u128| deviations(&(1..=COUNT as u128).map(value).collect::<Vec<_>>()).len();
    let odd = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    assert!(count(&|row| row) > 20);
    assert!(count(&|row| row.wrapping_mul(odd)) > 5);
    assert!(count(&|row| row.reverse_bits() ^ odd) > 20);
    assert!(count(&|row| (row / 7).wrapping_mul(odd) ^ row << 100) > 5);
}
