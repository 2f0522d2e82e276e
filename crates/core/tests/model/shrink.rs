//! Shrinks a failing sequence to few steps that still fail; the program's two-worlds test uses it too. A step is valid in any world, so any step can be left out.

/// The failure of a sequence.
pub(crate) struct Failure {
    /// The index of the failing step.
    pub(crate) at: usize,
    pub(crate) why: String,
}

/// The most steps that are run again, so that the failure is reported before the test times out.
const MAX_STEPS: usize = 6_000;

/// Leaves out long ranges first, then shorter ones, then single steps. Returns the remaining steps and their failure.
pub(crate) fn shrink<S: Clone, T>(
    mut steps: Vec<S>,
    mut failure: Failure,
    run: impl Fn(&[S]) -> Result<T, Failure>,
) -> (Vec<S>, Failure) {
    steps.truncate(failure.at + 1);
    let (mut range_length, mut steps_run) = (steps.len().div_ceil(2), 0);
    loop {
        let mut begin = 0;
        while begin < steps.len() && steps_run < MAX_STEPS {
            let end = (begin + range_length).min(steps.len());
            let fewer = [&steps[..begin], &steps[end..]].concat();
            steps_run += fewer.len();
            match run(&fewer) {
                Err(next) => {
                    steps = fewer;
                    steps.truncate(next.at + 1);
                    failure = next;
                }
                Ok(_) => begin = end,
            }
        }
        if range_length == 1 || steps_run >= MAX_STEPS {
            return (steps, failure);
        }
        range_length = range_length.div_ceil(2);
    }
}
