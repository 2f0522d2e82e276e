// Says why a recording can't be played, in place of its player.
for (const player of document.querySelectorAll("audio[data-player]")) {
  const explain = async () => {
    const answer = await fetch(player.src, { method: "HEAD" }).catch(() => null);
    const place = player.parentElement;
    const problem = place.querySelector(`[data-player-problem="${answer?.status}"]`) ?? place.querySelector('[data-player-problem=""]');
    problem.hidden = false;
    player.hidden = true;
  };
  player.addEventListener("error", explain);
  // It may have failed before this script ran.
  if (player.error) explain();
}
