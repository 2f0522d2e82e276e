// Searching among thousands of numbers without losing what is checked: checked rows stay, the others are replaced
// by what the server finds.
for (const picker of document.querySelectorAll(".picker[data-source]")) {
  const list = picker.querySelector("ul");
  const search = picker.querySelector("input[type=search]");
  const count = picker.querySelector("[data-count]");
  const tell = () => {
    const chosen = list.querySelectorAll("input:checked").length;
    count.textContent = chosen === 1 ? "1 number in this group" : `${chosen} numbers in this group`;
  };
  let timer;
  let turn = 0;
  const find = async () => {
    const mine = ++turn;
    const url = new URL(picker.dataset.source, location.href);
    url.searchParams.set("q", search.value);
    const answer = await fetch(url, { headers: { "x-fragment": "picker" } }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    const kept = [...list.children].filter((row) => row.querySelector("input:checked"));
    const have = new Set(kept.map((row) => row.querySelector("input").value));
    const found = [...html.querySelectorAll("li")].filter((row) => !have.has(row.querySelector("input")?.value));
    list.replaceChildren(...kept, ...found);
  };
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 200); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    find();
  });
  picker.querySelector("button[name=search]")?.setAttribute("hidden", "");
  list.addEventListener("change", tell);
}
