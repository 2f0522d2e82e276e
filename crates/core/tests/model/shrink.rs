//! Cuts a sequence that fails down to few steps that still fail. A step means something in any world, so any of them can
//! be left out.

use super::step::Step;

/// That a sequence failed.
pub(crate) struct Failed {
    /// At which of its steps.
    pub(crate) at: usize,
    pub(crate) why: String,
}

/// So many steps are walked again at most, so that the failure is told in the time that a test has.
const MAX_RUNS: usize = 6_000;

/// Few steps that fail, and how. Whole stretches are left out first, then shorter ones, then single steps.
pub(crate) fn shrink<T>(
    mut steps: Vec<Step>,
    mut failed: Failed,
    walk: impl Fn(&[Step]) -> Result<T, Failed>,
) -> (Vec<Step>, Failed) {
    steps.truncate(failed.at + 1);
    let (mut stretch, mut walked) = (steps.len().div_ceil(2), 0);
    loop {
        let mut begin = 0;
        while begin < steps.len() && walked < MAX_RUNS {
            let end = (begin + stretch).min(steps.len());
            let fewer = [&steps[..begin], &steps[end..]].concat();
            walked += fewer.len();
            match walk(&fewer) {
                Err(again) => {
                    steps = fewer;
                    steps.truncate(again.at + 1);
                    failed = again;
                }
                Ok(_) => begin = end,
            }
        }
        if stretch == 1 || walked >= MAX_RUNS {
            return (steps, failed);
        }
        stretch = stretch.div_ceil(2);
    }
}
