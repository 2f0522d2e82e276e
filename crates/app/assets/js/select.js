// Rows are ticked one by one, all at once, or a stretch with Shift; one box more takes all that were found, on every
// page. What can be done with them shows by CSS alone; here it is counted, and the box in the head says whether all, some
// or none are ticked.
let last;

const boxes = (form) => [...form.querySelectorAll("tbody input[name=who]")];

const tell = (form) => {
  const all = boxes(form);
  const ticked = all.filter((box) => box.checked).length;
  const head = form.querySelector("[data-select-all]");
  const found = form.querySelector("[data-select-found]");
  const words = form.querySelector("[data-selected]");
  // Whoever takes one away no longer means all.
  if (found && ticked < all.length) found.checked = false;
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  if (!words) return;
  const count = found?.checked ? found.dataset.selectFound : ticked;
  words.textContent = ticked === 0 ? "With those selected" : `${count} selected`;
};

const begin = () => {
  for (const head of document.querySelectorAll("[data-select-all]")) {
    head.hidden = false;
    tell(head.form);
  }
};

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || box.name !== "who") return;
  const all = boxes(box.form);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  tell(box.form);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.("[data-select-all]") || (box.matches?.("[data-select-found]") && box.checked)) {
    for (const each of boxes(box.form)) each.checked = box.checked;
  } else if (!box.matches?.("[data-select-found]")) return;
  tell(box.form);
});

// Filters, sorting and what arrives put fresh rows in the place of the old ones.
const main = document.getElementById("main");
if (main && document.querySelector("[data-filters]")) new MutationObserver(begin).observe(main, { childList: true });
begin();
addEventListener("pageshow", begin);
