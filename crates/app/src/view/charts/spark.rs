use std::fmt;

use super::scale::Percent;

/// A small line beside a figure. It is decoration: the figure and its change say the same in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spark {
    /// The values, oldest first.
    pub(crate) values: Vec<i64>,
    /// Whether the last value is of a part of the period that still goes on.
    pub(crate) is_running: bool,
}

impl Spark {
    /// How far from the top a value lies, in parts of a hundred. A line of nothing but zeros is at the bottom.
    fn y(&self, value: i64) -> i64 {
        let top = self.values.iter().copied().max().unwrap_or(0).max(1);
        100 - (value.max(0) as f64 / top as f64 * 100.0).round() as i64
    }

    fn path(&self, range: std::ops::Range<usize>) -> String {
        let points = range.clone().zip(self.values[range].iter());
        let point = |(at, value): (usize, &i64)| format!("{at} {}", self.y(*value));
        format!("M{}", points.map(point).collect::<Vec<_>>().join("L"))
    }
}

impl fmt::Display for Spark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(last) = self.values.len().checked_sub(1) else { return Ok(()) };
        out.write_str(r#"<svg class="spark" aria-hidden="true">"#)?;
        if last > 0 {
            write!(out, r#"<svg viewBox="0 0 {last} 100" preserveAspectRatio="none">"#)?;
            write!(out, r#"<path class="wash" d="{}L{last} 100L0 100Z"/>"#, self.path(0..last + 1))?;
            let whole = if self.is_running { last } else { last + 1 };
            write!(out, r#"<path class="stroke" d="{}"/>"#, self.path(0..whole))?;
            if self.is_running {
                write!(out, r#"<path class="stroke running" d="{}"/>"#, self.path(last - 1..last + 1))?;
            }
            out.write_str("</svg>")?;
        }
        let end = if last == 0 { 50 } else { 100 };
        write!(out, r#"<circle cx="{end}%" cy="{}" r="2.5"/></svg>"#, Percent::of(self.y(self.values[last]), 100))
    }
}

/// It holds digits alone.
impl askama::filters::HtmlSafe for Spark {}

#[cfg(test)]
mod tests {
    use super::Spark;

    fn drawn(values: &[i64], is_running: bool) -> String {
        Spark { values: values.to_vec(), is_running }.to_string()
    }

    #[test]
    fn the_highest_value_is_at_the_top_and_zero_at_the_bottom() {
        assert!(drawn(&[0, 8, 4], false).contains(r#"d="M0 100L1 0L2 50"/>"#));
        assert!(drawn(&[0, 0], false).contains(r#"d="M0 100L1 100"/>"#));
    }

    #[test]
    fn a_part_that_still_goes_on_is_drawn_apart() {
        let line = drawn(&[0, 8, 4], true);
        assert!(
            line.contains(r#"class="stroke" d="M0 100L1 0"/>"#) && line.contains(r#"running" d="M1 0L2 50"/>"#),
            "{line}"
        );
        assert!(drawn(&[3, 5], true).contains(r#"class="stroke" d="M0 40""#));
    }

    #[test]
    fn no_value_draws_nothing_and_one_a_dot() {
        assert_eq!(drawn(&[], false), "");
        assert!(drawn(&[7], true).contains(r#"<circle cx="50%" cy="0%""#));
    }
}
