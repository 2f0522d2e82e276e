// Fetches a page and replaces one part of this page, found by its id, with the same part of the other. A link keeps the
// focus.
let latest = 0;

/** Resolves to true when the part was replaced. The response of an older call is ignored. */
export async function replace(id, url) {
  const request = ++latest;
  const part = document.getElementById(id);
  part.classList.add("loading");
  try {
    const answer = await fetch(url, { headers: { "x-fragment": id } });
    if (answer.redirected || !answer.ok) { location.assign(url); return false; }
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = html.getElementById(id);
    if (request !== latest || !fresh) return false;
    const old = document.getElementById(id);
    const focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
    old.replaceWith(fresh);
    if (focused) [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    return true;
  } catch {
    part.classList.remove("loading");
    return false;
  }
}
