// A form is not sent twice. The button is disabled after the event, so that its value is still sent.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  // A button that only closes its dialog sends nothing, and has to work again when the dialog opens again.
  if (event.defaultPrevented || event.target.method !== "post" || !button || button.formMethod === "dialog") return;
  setTimeout(() => (button.disabled = true));
});

// Back and forward may restore the page from the browser's cache.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("form button:disabled")) button.disabled = false;
});

// After a refused form the summary of the errors gets the focus.
document.querySelector("[data-focus]")?.focus();
