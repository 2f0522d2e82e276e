// Toasts come with the page; here they get a way to be closed, and good news leaves by itself.
const stays = 6000;

for (const toast of document.querySelectorAll(".toast")) {
  const close = toast.querySelector("button");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.classList.contains("bad")) continue;
  let timer = setTimeout(() => toast.remove(), stays);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), stays);
  });
}

/** Says a sentence to screen readers, politely. */
export function announce(sentence) {
  const region = document.getElementById("announcements");
  if (region) region.textContent = sentence;
}
