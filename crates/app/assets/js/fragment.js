// Fetches a page and replaces one part of this page, found by its id, with the same part of the other. A link, and whatever
// has an id, keeps the focus, and what was opened stays open.
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
    const focused = old.contains(document.activeElement) && document.activeElement;
    const opened = [...old.querySelectorAll("details[open][id]")];
    old.replaceWith(fresh);
    for (const { id } of opened) document.getElementById(id)?.setAttribute("open", "");
    const isSame = (each) => (focused.id ? each.id === focused.id : each.matches("a") && each.href === focused.href);
    if (focused) [...fresh.querySelectorAll("a, [id]")].find(isSame)?.focus({ preventScroll: true });
    return true;
  } catch {
    part.classList.remove("loading");
    return false;
  }
}
