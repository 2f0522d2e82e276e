// Says why a recording can't be played, in place of its player. Listens on the document, since the players of rows come and go
// with their rows.
const explain = async (player) => {
  const answer = await fetch(player.src, { method: "HEAD" }).catch(() => null);
  const place = player.parentElement;
  const problem = place.querySelector(`[data-player-problem="${answer?.status}"]`) ?? place.querySelector('[data-player-problem=""]');
  problem.hidden = false;
  player.hidden = true;
};

document.addEventListener("error", (event) => {
  if (event.target.matches?.("audio[data-player]")) explain(event.target);
}, true);

// One may have failed before this script ran.
for (const player of document.querySelectorAll("audio[data-player]")) if (player.error) explain(player);

// One recording at a time.
document.addEventListener("play", (event) => {
  for (const other of document.querySelectorAll("audio[data-player]")) if (other !== event.target) other.pause();
}, true);
