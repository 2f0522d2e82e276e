// Arrow keys, Home and End within an open menu. The browser handles Tab and Escape.
for (const menu of document.querySelectorAll(".menu[popover]")) {
  const items = () => [...menu.querySelectorAll("a, button")];
  menu.addEventListener("toggle", (event) => {
    const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
    opener?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "open") (menu.querySelector("[aria-current]") ?? items()[0])?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  });
}
