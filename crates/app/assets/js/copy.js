import { announce } from "./toast.js";

/** Shows the copy buttons in `root` where the clipboard works (a secure context). */
export function enhanceCopyButtons(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      button.textContent = "Copied";
      announce("Copied");
      setTimeout(() => (button.textContent = label), 2000);
    });
  }
}
