// Runs an action when it is asked for, a moment later, so that requests that come together cause one run. Runs begin at most
// once in an interval, and never two at a time; what is asked for meanwhile causes one more.

const MOMENT = 50;
const INTERVAL = 500;

/** Returns a function that asks for the action. `clock` is for tests. */
export function pace(action, clock = { now: () => performance.now(), wait: (run, time) => setTimeout(run, time) }) {
  let lastBegin = -Infinity;
  let isWaiting = false;
  let isRunning = false;
  let isAskedAgain = false;
  const run = async () => {
    isWaiting = false;
    isRunning = true;
    lastBegin = clock.now();
    try {
      await action();
    } finally {
      isRunning = false;
      if (isAskedAgain) ask();
    }
  };
  const ask = () => {
    if (isRunning) isAskedAgain = true;
    if (isRunning || isWaiting) return;
    isAskedAgain = false;
    isWaiting = true;
    clock.wait(run, Math.max(MOMENT, lastBegin + INTERVAL - clock.now()));
  };
  return ask;
}
