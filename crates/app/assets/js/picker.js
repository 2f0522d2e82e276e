import { announce } from "./toast.js";

// Choosing among thousands: the server finds, counts and keeps, by all that the form holds, and its answer takes the
// place of the part that shows it. Without this module the same buttons post the form.
function wire(picker) {
  const form = picker.closest("form");
  const search = picker.querySelector("input[type=search]");
  let timer;
  let turn = 0;
  const ask = async (button) => {
    clearTimeout(timer);
    const mine = ++turn;
    const body = new URLSearchParams(new FormData(form));
    if (button) body.append(button.name, button.value);
    const answer = await fetch(picker.dataset.source, { method: "POST", body, headers: { "x-fragment": "picker" } }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
    const old = picker.querySelector("[data-part]");
    if (!fresh || mine !== turn) return;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = old.querySelector("ul").scrollTop;
    old.replaceWith(fresh);
    fresh.querySelector("ul").scrollTop = scrolled;
    if (focused) {
      const same = (each) => each.name === focused.name && each.value === focused.value;
      ([...fresh.querySelectorAll("input, button")].find(same) ?? search).focus();
    }
    announce(fresh.querySelector("[data-count]").textContent);
    form.dispatchEvent(new Event("picked"));
  };
  const tell = () => {
    const chosen = picker.querySelectorAll("li input:checked").length;
    picker.querySelector("[data-count]").textContent = chosen === 1 ? "1 number in this group" : `${chosen} numbers in this group`;
  };
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  });
  search.nextElementSibling.hidden = true;
  picker.addEventListener("change", (event) => {
    if (event.target === search) return;
    "follow" in picker.dataset ? ask() : tell();
  });
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("[data-part] button");
    if (!button) return;
    event.preventDefault();
    ask(button);
  });
}

/** Makes every picker in `root` ask by itself. */
export function pickers(root) {
  for (const picker of root.querySelectorAll(".picker[data-source]")) wire(picker);
}
