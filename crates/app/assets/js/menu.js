// Arrow keys, Home and End within an open menu. The browser handles Tab and Escape. Listens on the document, since the
// menus of rows come and go with their rows.
const MENUS = ".menu[popover], .rowmenu[popover]";
const items = (menu) => [...menu.querySelectorAll("a, button")];

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(MENUS)) return;
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
  opener?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open") (menu.querySelector("[aria-current]") ?? items(menu)[0])?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(MENUS);
  if (!menu?.matches(":popover-open")) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
});
