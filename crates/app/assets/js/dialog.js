// A link with data-dialog opens the dialog of that id; without this module the link leads to the same question
// on a page of its own.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target instanceof HTMLDialogElement) {
    // The backdrop belongs to the dialog: a click on the element itself, not on its contents, is a click outside.
    event.target.close();
  }
});
