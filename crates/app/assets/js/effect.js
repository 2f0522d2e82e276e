// Shows what saving will do while the person chooses. Without this module a button shows it.
let latest = 0;

function watch(form) {
  let timer;
  const fetchEffect = async () => {
    const request = ++latest;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.effect, { method: "POST", body, headers: { "x-fragment": "effect" } }).catch(() => null);
    if (!answer?.ok || request !== latest) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-effect-part]");
    if (fresh && request === latest) form.querySelector("[data-effect-part]").replaceWith(fresh);
  };
  const schedule = () => { clearTimeout(timer); timer = setTimeout(fetchEffect, 120); };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[type=radio], select, [name=number_ids]")) schedule();
  });
  form.addEventListener("picked", schedule);
  form.querySelector("button[name=see]")?.setAttribute("hidden", "");
}

/** Watches every form in `root` that has an effect. */
export function enhanceEffectForms(root) {
  for (const form of root.querySelectorAll("form[data-effect]")) watch(form);
  if (root.matches?.("form[data-effect]")) watch(root);
}
