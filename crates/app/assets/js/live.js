import { replace } from "./fragment.js";
import { announce } from "./toast.js";

// A call that arrives, or a change to the team, shows without a reload. Only the first page follows: on a later one the
// rows would move under the reader's eyes, and so they would where rows are selected. Events that come together are
// answered by one fetch. What changes for oneself changes the whole page: its menus, its filters, what it leads to.
const place = document.querySelector("[data-live]");

if (place) {
  const of = place.dataset.liveEvent ?? "call";
  let timer;
  const ids = () => new Set([...document.querySelectorAll("#results tr[data-id]")].map((row) => row.dataset.id));
  const refresh = async () => {
    const results = document.getElementById("results");
    if (!results?.hasAttribute("data-first-page") || results.querySelector("input:checked")) return;
    const before = ids();
    if (!(await replace("results", location.href))) return;
    const fresh = [...document.querySelectorAll("#results tr[data-id]")].filter((row) => !before.has(row.dataset.id));
    for (const row of fresh) row.classList.add("fresh");
    if (of === "call" && fresh.length > 0) announce(fresh.length === 1 ? "A new call" : `${fresh.length} new calls`);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, 150);
  };
  // A stream ends when the membership does, or when the program is away for a moment: the page itself says which.
  const look = async () => {
    const answer = await fetch(location.href, { headers: { "x-fragment": "page" } }).catch(() => null);
    if (answer && (answer.redirected || !answer.ok) && answer.status < 500) location.reload();
  };
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("member", (event) => {
    if (JSON.parse(event.data).id === place.dataset.liveMe) location.reload();
    else if (of === "member") soon();
  });
  if (of === "call") stream.addEventListener("call", soon);
  stream.addEventListener("resync", soon);
  stream.addEventListener("error", look);
  addEventListener("pagehide", () => stream.close());
}
