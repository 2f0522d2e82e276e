import { announce } from "./toast.js";

/** Reads a chosen file into its field, where the person can check it before sending. */
export function enhanceFileInputs(root) {
  for (const place of root.querySelectorAll("[data-file]")) {
    const input = place.querySelector("input[type=file]");
    const field = place.closest("form").elements[place.dataset.file];
    place.hidden = false;
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      const fits = file.size <= 500_000;
      input.setCustomValidity(fits ? "" : "This file is larger than a list of 500 people can be.");
      input.reportValidity();
      if (!fits) return;
      field.value = await file.text();
      announce(`${file.name} is read. Check it, then send it.`);
      field.focus();
    });
  }
}
