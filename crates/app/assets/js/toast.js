// Makes the page's toasts closable. A toast of a success closes after a while.
const TOAST_DURATION = 6000;

for (const toast of document.querySelectorAll(".toast")) {
  const close = toast.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.classList.contains("bad")) continue;
  let timer = setTimeout(() => toast.remove(), TOAST_DURATION);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), TOAST_DURATION);
  });
}

/** Says a sentence to screen readers, politely. */
export function announce(sentence) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = sentence;
}
