// What saving does is said while it is chosen. Without this module a button asks, and saving asks by itself.
let turn = 0;

function watch(form) {
  let timer;
  const ask = async () => {
    const mine = ++turn;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.effect, { method: "POST", body, headers: { "x-fragment": "effect" } }).catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-effect-part]");
    if (fresh && mine === turn) form.querySelector("[data-effect-part]").replaceWith(fresh);
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 120); };
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") soon();
  });
  form.addEventListener("picked", soon);
  form.querySelector("button[name=see]")?.setAttribute("hidden", "");
}

/** Makes every form in `root` that has an effect tell it. */
export function effects(root) {
  for (const form of root.querySelectorAll("form[data-effect]")) watch(form);
  if (root.matches?.("form[data-effect]")) watch(root);
}
