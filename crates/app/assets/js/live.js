import { replace } from "./fragment.js";
import { announce } from "./toast.js";

// Shows new calls and changes to the team without a reload. Only the first page without selected rows is refreshed:
// elsewhere the rows would move while the person reads or selects. Events that come together cause one fetch. A change of
// the person's own membership reloads the page, since its menus, filters and links may change too.
const place = document.querySelector("[data-live]");

if (place) {
  const kind = place.dataset.liveEvent ?? "call";
  let timer;
  const rowIds = () => new Set([...document.querySelectorAll("#results tr[data-id]")].map((row) => row.dataset.id));
  const refresh = async () => {
    const results = document.getElementById("results");
    if (!results?.hasAttribute("data-first-page") || results.querySelector("input:checked")) return;
    const before = rowIds();
    if (!(await replace("results", location.href))) return;
    const fresh = [...document.querySelectorAll("#results tr[data-id]")].filter((row) => !before.has(row.dataset.id));
    for (const row of fresh) row.classList.add("fresh");
    if (kind === "call" && fresh.length > 0) announce(fresh.length === 1 ? "A new call" : `${fresh.length} new calls`);
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 150);
  };
  // A stream ends with the membership, or when the server is away for a moment. Fetching the page shows which.
  const checkPage = async () => {
    const answer = await fetch(location.href, { headers: { "x-fragment": "page" } }).catch(() => null);
    if (answer && (answer.redirected || !answer.ok) && answer.status < 500) location.reload();
  };
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("member", (event) => {
    if (JSON.parse(event.data).id === place.dataset.liveMe) location.reload();
    else if (kind === "member") schedule();
  });
  if (kind === "call") stream.addEventListener("call", schedule);
  stream.addEventListener("resync", schedule);
  stream.addEventListener("error", checkPage);
  addEventListener("pagehide", () => stream.close());
}
