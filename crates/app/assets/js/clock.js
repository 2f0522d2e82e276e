// Keeps the clocks of calls under way going. The server's clock is the measure: a browser's own may be wrong, so the time that
// the page showed when it came is counted on from there.
const started = new WeakMap();

const shown = (text) => text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);

const text = (seconds) => {
  const two = (part) => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

const tick = () => {
  for (const clock of document.querySelectorAll(".clock[data-since]")) {
    if (!started.has(clock)) started.set(clock, performance.now() - shown(clock.textContent) * 1000);
    clock.textContent = text(Math.floor((performance.now() - started.get(clock)) / 1000));
  }
};

tick();
setInterval(tick, 1000);
