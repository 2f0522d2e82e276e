// An edit that was opened from a list comes back to it: the address has the filters and the page, and this module the place
// that was scrolled to.
const KEY = "scroll";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='return_to=']");
  if (link) sessionStorage.setItem(KEY, JSON.stringify({ at: location.pathname + location.search, top: scrollY }));
});

const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
if (stored?.at === location.pathname + location.search) {
  sessionStorage.removeItem(KEY);
  scrollTo({ top: stored.top, behavior: "instant" });
}
