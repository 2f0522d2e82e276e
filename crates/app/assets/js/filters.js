import { replace } from "./fragment.js";
import { announce } from "./toast.js";

// Filters apply at once: the results are fetched again, and the address changes with them, so that it can be shared.
for (const form of document.querySelectorAll("form[data-filters]")) {
  const apply = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    const url = `${form.action.split("?")[0]}?${query}`;
    for (const pill of form.querySelectorAll(".pill")) {
      pill.classList.toggle("on", [...pill.querySelectorAll("select, input[name]")].some((field) => field.value !== ""));
    }
    const clear = form.querySelector("[data-clear]");
    if (clear) clear.hidden = ![...form.querySelectorAll("input[name]:not([type=hidden]), input[data-filter], select")].some((field) => field.value !== "");
    if (await replace("results", url)) {
      history.replaceState(null, "", url);
      for (const link of document.querySelectorAll("a[data-export]")) {
        const exportQuery = new URLSearchParams(query);
        if (link.dataset.export) exportQuery.set("format", link.dataset.export);
        link.search = exportQuery;
      }
      const rows = document.querySelectorAll("#results tbody tr").length;
      announce(rows === 1 ? "1 row" : `${rows} rows`);
    }
  };
  form.querySelector("button:not([type])")?.classList.add("only-narrow");
  let timer;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(apply, 250);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "search") apply();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    form.querySelector("[popover]:popover-open")?.hidePopover();
    apply();
  });
}
