// Rows are ticked one by one, all at once, or as a range with Shift. One more box selects all matches on every page. CSS
// shows the actions; this module counts the selected rows, and the box in the head shows whether all, some or none are
// ticked.
let last;

const boxes = (form) => [...form.querySelectorAll("td.box input")];

const showSelection = (form) => {
  const all = boxes(form);
  const ticked = all.filter((box) => box.checked).length;
  const head = form.querySelector("[data-select-all]");
  const allMatches = form.querySelector("[data-select-found]");
  const words = form.querySelector("[data-selected]");
  // Unticking one row ends the selection of all matches.
  if (allMatches && ticked < all.length) allMatches.checked = false;
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  if (!words) return;
  const count = allMatches?.checked ? allMatches.dataset.selectFound : ticked;
  words.textContent = ticked === 0 ? "With those selected" : `${count} selected`;
};

const showSelections = () => {
  for (const head of document.querySelectorAll("[data-select-all]")) {
    head.hidden = false;
    showSelection(head.form);
  }
};

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !box.closest("td.box")) return;
  const all = boxes(box.form);
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  showSelection(box.form);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.("[data-select-all]") || (box.matches?.("[data-select-found]") && box.checked)) {
    for (const each of boxes(box.form)) each.checked = box.checked;
  } else if (!box.matches?.("[data-select-found]")) return;
  showSelection(box.form);
});

// Filters, sorting and live updates replace the rows.
const main = document.getElementById("main");
if (main && document.querySelector("[data-filters]")) new MutationObserver(showSelections).observe(main, { childList: true });
showSelections();
addEventListener("pageshow", showSelections);
