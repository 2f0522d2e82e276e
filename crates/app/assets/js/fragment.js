// Fetches a page and puts one part of it, found by its id, in the place of the same part here. The keyboard's place
// is kept: a link that had the focus has it again.
let latest = 0;

/** Resolves to true when the part was replaced; a newer call makes an older answer moot. */
export async function replace(id, url) {
  const turn = ++latest;
  const part = document.getElementById(id);
  part.classList.add("loading");
  try {
    const answer = await fetch(url, { headers: { "x-fragment": id } });
    if (answer.redirected || !answer.ok) { location.assign(url); return false; }
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = html.getElementById(id);
    if (turn !== latest || !fresh) return false;
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
