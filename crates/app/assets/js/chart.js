import { announce } from "./toast.js";

// Reads the points of charts aloud and shows them: under the pointer, and along the arrow keys, Home and End. The words are
// those of the chart's table, so a chart holds every figure once. Listens on the document, since charts come anew with
// filters and live updates.
const AREA = ".chart .area";

const tip = document.createElement("div");
tip.className = "tip";
tip.ariaHidden = "true";
let shown;
// The last point of each chart, by its id: the keys go on from there also when the chart came anew.
const points = {};

const number = (text) => Number(text ?? 1);

/** The words of a point: its name, and pairs of a name and a value. */
function words(area, index) {
  const table = area.closest("figure").querySelector("table");
  const [heads, columns] = [[...table.tHead.rows[0].cells], number(area.dataset.columns)];
  const cell = area.dataset.rows ? 1 + (index % columns) : 0;
  const row = [...table.tBodies[0].rows[cell ? Math.floor(index / columns) : index].cells];
  if (cell) return { name: `${row[0].textContent}, ${heads[cell].textContent}`, pairs: [[heads[0], row[cell]]] };
  return { name: row[0].textContent, pairs: heads.slice(1).map((head, at) => [head, row[at + 1]]).filter(([, value]) => value.textContent) };
}

function hide() {
  if (!shown) return;
  shown.area.querySelector(".cursor")?.setAttribute("width", 0);
  tip.remove();
  shown = undefined;
}

function show(area, index) {
  if (shown?.area === area && shown.index === index) return;
  hide();
  const [columns, rows] = [number(area.dataset.columns), number(area.dataset.rows)];
  if (index < 0 || index >= columns * rows) return;
  shown = { area, index };
  points[area.id] = index;
  const [x, y] = [index % columns, Math.floor(index / columns)];
  const cursor = area.querySelector(".cursor");
  cursor.setAttribute("x", `${(x / columns) * 100}%`);
  cursor.setAttribute("y", `${(y / rows) * 100}%`);
  cursor.setAttribute("width", `${100 / columns}%`);
  const { name, pairs } = words(area, index);
  const element = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
  const list = element("dl", "");
  for (const [head, value] of pairs) list.append(element("dt", head.textContent, head.className), element("dd", value.textContent));
  tip.replaceChildren(element("b", name), list);
  area.parentElement.append(tip);
  // It stands beside the point, on the side with more room, and stays inside the chart.
  const [slot, room] = [area.clientWidth / columns, area.parentElement.clientWidth];
  const [left, width] = [room - area.clientWidth + x * slot, tip.offsetWidth];
  tip.style.left = `${Math.max(0, Math.min(room - width, left < room / 2 ? left + slot + 8 : left - width - 8))}px`;
  tip.style.top = y + 1 < rows / 2 ? `${((y + 1) / rows) * area.clientHeight + 8}px` : rows > 1 ? "-24px" : "";
}

const say = (area) => {
  const { name, pairs } = words(area, shown.index);
  announce(`${name}: ${pairs.map(([head, value]) => `${head.textContent} ${value.textContent}`).join(", ")}`);
};

document.addEventListener("pointermove", (event) => {
  const area = event.target.closest?.(AREA);
  if (!area) return shown && !shown.area.matches(":focus-visible") ? hide() : undefined;
  const { left, top, width, height } = area.getBoundingClientRect();
  const [columns, rows] = [number(area.dataset.columns), number(area.dataset.rows)];
  const place = (at, size, count) => Math.max(0, Math.min(count - 1, Math.floor((at / size) * count)));
  show(area, place(event.clientX - left, width, columns) + columns * place(event.clientY - top, height, rows));
});

document.addEventListener("keydown", (event) => {
  const area = event.target.closest?.(AREA);
  if (!area) return;
  if (event.key === "Escape") return hide();
  const [columns, last] = [number(area.dataset.columns), number(area.dataset.columns) * number(area.dataset.rows) - 1];
  const at = points[area.id];
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: area.dataset.rows ? columns : 1, ArrowUp: area.dataset.rows ? -columns : -1 }[event.key];
  const to = { Home: 0, End: last }[event.key] ?? (step && (at === undefined ? (step > 0 ? 0 : last) : at + step));
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0 || to > last) return;
  show(area, to);
  say(area);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(AREA)) hide();
});
