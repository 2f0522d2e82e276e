import { replace } from "./fragment.js";
import { pace } from "./pace.js";
import { announce } from "./toast.js";

// Shows new calls and changes to the team without a reload. Only the first page without selected rows and open players is
// refreshed: elsewhere the rows would move while the person reads, selects or listens. Events that come together cause one fetch, and a page
// fetches at most twice a second. A change of the person's own membership reloads the page, since its menus, filters and
// links may change too.
const place = document.querySelector("[data-live]");

if (place) {
  const kind = place.dataset.liveEvent ?? "call";
  let isBroken = false;
  let isReloading = false;
  const rowIds = () => new Set([...document.querySelectorAll("#results [data-id]")].map((row) => row.dataset.id));
  const refresh = async () => {
    const results = document.getElementById("results");
    if (!results?.hasAttribute("data-first-page") || results.querySelector("input:checked, :popover-open, .listen[open]")) return;
    const before = rowIds();
    if (!(await replace("results", location.href))) return;
    const fresh = [...document.querySelectorAll("#results [data-id]")].filter((row) => !before.has(row.dataset.id));
    for (const row of fresh) row.classList.add("fresh");
    if (kind === "call" && fresh.length > 0) announce(fresh.length === 1 ? "A new call" : `${fresh.length} new calls`);
  };
  // A stream ends with the membership, or when the server is away for a moment. Fetching the page shows which.
  const checkPage = async () => {
    const answer = await fetch(location.href, { headers: { "x-fragment": "page" } }).catch(() => null);
    if (answer && (answer.redirected || !answer.ok) && answer.status < 500) location.reload();
  };
  const ask = pace(async () => {
    if (isReloading) return location.reload();
    if (!isBroken) return refresh();
    isBroken = false;
    await checkPage();
  });
  const reload = () => {
    isReloading = true;
    ask();
  };
  // What was missed while the stream was broken is fetched when it is open again.
  let wasBroken = false;
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("member", (event) => {
    if (JSON.parse(event.data).id === place.dataset.liveMe) reload();
    else if (kind === "member") ask();
  });
  if (kind === "call") for (const event of ["call", "tags"]) stream.addEventListener(event, ask);
  stream.addEventListener("resync", ask);
  stream.addEventListener("open", () => {
    if (wasBroken) ask();
    wasBroken = false;
  });
  stream.addEventListener("error", () => {
    isBroken = true;
    wasBroken = true;
    ask();
  });
  addEventListener("pagehide", () => stream.close());
  // A page that the browser kept has no stream any more, and old rows.
  addEventListener("pageshow", (event) => {
    if (event.persisted) reload();
  });
}
