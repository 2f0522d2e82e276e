import { announce } from "./toast.js";

// A picker among thousands of numbers. The server searches and counts by all fields of the form, and its response
// replaces the picker's part. Without this module the same buttons post the form.
function enhancePicker(picker) {
  const form = picker.closest("form");
  const search = picker.querySelector("input[type=search]");
  let timer;
  let latest = 0;
  const refresh = async (button) => {
    clearTimeout(timer);
    const request = ++latest;
    const body = new URLSearchParams(new FormData(form));
    if (button) body.append(button.name, button.value);
    const answer = await fetch(picker.dataset.source, { method: "POST", body, headers: { "x-fragment": "picker" } }).catch(() => null);
    if (!answer?.ok || request !== latest) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part]");
    const old = picker.querySelector("[data-part]");
    if (!fresh || request !== latest) return;
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
  const showCount = () => {
    const chosen = picker.querySelectorAll("li input:checked").length;
    picker.querySelector("[data-count]").textContent = chosen === 1 ? "1 number in this group" : `${chosen} numbers in this group`;
  };
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, 200); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    refresh();
  });
  search.nextElementSibling.hidden = true;
  picker.addEventListener("change", (event) => {
    if (event.target === search) return;
    "follow" in picker.dataset ? refresh() : showCount();
  });
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("[data-part] button");
    if (!button) return;
    event.preventDefault();
    refresh(button);
  });
}

/** Makes every picker in `root` update at once. */
export function enhancePickers(root) {
  for (const picker of root.querySelectorAll(".picker[data-source]")) enhancePicker(picker);
}
