import { announce } from "./toast.js";

/** A file is read into the field that it is for, where it can be looked through before it is sent. */
export function files(root) {
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
      announce(`${file.name} is read. Look it through, then send it.`);
      field.focus();
    });
  }
}
