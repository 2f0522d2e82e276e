// A long select becomes a search field. The select stays in the form and keeps the value, so other code needs no
// change; without this module the select works as it is.
let count = 0;
const MAX_SHOWN = 500;

function combobox(select) {
  const list = document.createElement("ul");
  list.id = `combobox-${++count}`;
  list.role = "listbox";
  list.hidden = true;
  // A list that scrolls would be a stop of the Tab key, and take the focus out of the field.
  list.tabIndex = -1;
  const label = select.labels[0];
  list.setAttribute("aria-label", label?.dataset.label ?? label?.textContent.trim() ?? "");
  const input = document.createElement("input");
  Object.assign(input, { type: "text", role: "combobox", autocomplete: "off", spellcheck: false });
  input.className = select.className;
  for (const [name, value] of [["aria-controls", list.id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) {
    input.setAttribute(name, value);
  }
  const described = select.getAttribute("aria-describedby");
  if (described) input.setAttribute("aria-describedby", described);
  if (select.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  input.id = select.id;
  select.removeAttribute("id");
  select.hidden = true;
  const box = document.createElement("span");
  box.className = "combo";
  select.after(box);
  box.append(input, list);

  const chosen = () => select.selectedOptions[0]?.textContent.trim() ?? "";
  const closeList = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); input.value = chosen(); };
  let active = -1;
  const highlight = (index) => {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const showMatches = (text) => {
    const query = text.toLowerCase();
    const all = [...select.options].filter((option) => option.textContent.toLowerCase().includes(query));
    // Of a long list, the part around the present value.
    const first = Math.max(0, Math.min(all.indexOf(select.selectedOptions[0]) - MAX_SHOWN / 2, all.length - MAX_SHOWN));
    const matches = all.slice(first, first + MAX_SHOWN);
    list.replaceChildren(...matches.map((option, index) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `${list.id}-${index}`;
      item.textContent = option.textContent.trim();
      item.dataset.value = option.value;
      return item;
    }));
    list.hidden = matches.length === 0;
    input.setAttribute("aria-expanded", String(matches.length > 0));
    // Opens at the present value, so that Enter in an untouched field changes nothing.
    highlight(matches.length > 0 ? Math.max(0, matches.findIndex((option) => option.selected)) : -1);
  };
  const choose = (item) => {
    if (item) select.value = item.dataset.value;
    closeList();
    if (item) select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  input.addEventListener("focus", () => { input.select(); showMatches(""); });
  input.addEventListener("input", (event) => { event.stopPropagation(); showMatches(input.value); });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", closeList);
  list.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(event.target.closest("li")); });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") list.hidden ? showMatches("") : highlight(Math.min(active + 1, last));
    else if (event.key === "ArrowUp") highlight(Math.max(active - 1, 0));
    else if (event.key === "Enter" && !list.hidden) choose(list.children[active]);
    else if (event.key === "Escape" && !list.hidden) closeList();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  closeList();
}

/** Turns every long select in `root` into a combobox. */
export function enhanceSelects(root) {
  for (const select of root.querySelectorAll("select[data-searchable]")) {
    if (select.options.length > 12) combobox(select);
  }
}
