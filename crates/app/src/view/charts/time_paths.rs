//! The shapes of a chart over time, as paths of a drawing whose slots are [`SLOT`] wide, and that is [`HEIGHT`] high. The page
//! stretches it to its place.

use std::ops::Range;

use super::scale::Scale;

/// The width of a slot.
pub(super) const SLOT: i64 = 100;
/// The height of the drawing.
pub(super) const HEIGHT: i64 = 1000;

/// How wide the bar of a slot is: thin where there are few, so that one bar is no wall, and without a gap where there are so
/// many that a gap would be thinner than a pixel.
fn bar_width(count: usize) -> i64 {
    match count {
        0..=3 => 30,
        4..=14 => 58,
        15..=70 => 70,
        71..=130 => 80,
        _ => SLOT,
    }
}

fn left(slot: usize) -> i64 {
    i64::try_from(slot).unwrap_or(i64::MAX / SLOT) * SLOT
}

/// The bars of one part, each on top of those of the parts below it. `floors` is how high each slot is filled, and rises.
pub(super) fn bars(scale: Scale, values: &[i64], floors: &mut [i64], count: usize) -> Vec<String> {
    let width = bar_width(count);
    let bar = |(slot, (value, floor)): (usize, (&i64, &mut i64))| {
        let height = scale.height(*value);
        let (x, y) = (left(slot) + (SLOT - width) / 2, HEIGHT - *floor);
        *floor += height;
        if height == 0 { String::new() } else { format!("M{x} {y}v-{height}h{width}v{height}z") }
    };
    values.iter().zip(floors).enumerate().map(bar).collect()
}

/// The outline of a value a slot, as stairs: without its sides, or closed at the bottom as an area.
pub(super) fn stairs(scale: Scale, values: &[i64], is_area: bool) -> String {
    let y = |value: &i64| HEIGHT - scale.height(*value);
    let Some((first, last)) = values.first().zip(values.len().checked_sub(1)) else { return String::new() };
    let steps = values.iter().enumerate().map(|(slot, value)| format!("V{}H{}", y(value), left(slot + 1)));
    let steps: String = steps.collect();
    match is_area {
        true => format!("M0 {HEIGHT}{steps}V{HEIGHT}H0z"),
        // One slot alone has no step to show its height.
        false if last == 0 => format!("M0 {}H{SLOT}", y(first)),
        false => format!("M0 {}{steps}", y(first)),
    }
}

/// A line through the middles of the slots in a range.
pub(super) fn line(scale: Scale, values: &[i64], range: Range<usize>) -> String {
    let points = range.clone().zip(&values[range]);
    let point = |(slot, value): (usize, &i64)| format!("{} {}", left(slot) + SLOT / 2, HEIGHT - scale.height(*value));
    let points: Vec<String> = points.map(point).collect();
    if points.is_empty() { String::new() } else { format!("M{}", points.join("L")) }
}

/// The area below such a line.
pub(super) fn area(scale: Scale, values: &[i64]) -> String {
    let line = line(scale, values, 0..values.len());
    if line.is_empty() { line } else { format!("{line}V{HEIGHT}H{}z", SLOT / 2) }
}

#[cfg(test)]
mod tests {
    use super::super::unit::Unit;
    use super::*;

    fn to_ten() -> Scale {
        Scale::up_to(10, &Unit::Count)
    }

    #[test]
    fn a_part_stands_on_the_part_below_it() {
        let mut floors = [0; 3];
        let answered = bars(to_ten(), &[5, 0, 10], &mut floors, 3);
        assert_eq!(answered, ["M35 1000v-500h30v500z", "", "M235 1000v-1000h30v1000z"]);
        let missed = bars(to_ten(), &[5, 1, 0], &mut floors, 3);
        assert_eq!(missed, ["M35 500v-500h30v500z", "M135 1000v-100h30v100z", ""]);
        assert_eq!(floors, [1000, 100, 1000]);
    }

    #[test]
    fn stairs_run_over_the_whole_slot() {
        assert_eq!(stairs(to_ten(), &[5, 10], false), "M0 500V500H100V0H200");
        assert_eq!(stairs(to_ten(), &[5, 10], true), "M0 1000V500H100V0H200V1000H0z");
        assert_eq!(stairs(to_ten(), &[5], false), "M0 500H100");
        assert_eq!(stairs(to_ten(), &[], true), "");
    }

    #[test]
    fn a_line_runs_through_the_middles() {
        let values = [0, 10, 5];
        assert_eq!(line(to_ten(), &values, 0..3), "M50 1000L150 0L250 500");
        assert_eq!(line(to_ten(), &values, 1..3), "M150 0L250 500");
        assert_eq!(line(to_ten(), &values, 1..1), "");
        assert_eq!(area(to_ten(), &values), "M50 1000L150 0L250 500V1000H50z");
        assert_eq!(area(to_ten(), &[]), "");
    }
}
