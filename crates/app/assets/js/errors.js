// A field that was refused loses its mark once its text has changed: the sentence was about the old text.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.getAttribute?.("aria-invalid") !== "true" || !field.checkValidity()) return;
  field.removeAttribute("aria-invalid");
  const error = document.getElementById(`${field.id}-error`);
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error?.id);
  if (others.length > 0) field.setAttribute("aria-describedby", others.join(" "));
  else field.removeAttribute("aria-describedby");
  error?.remove();
}, true);
