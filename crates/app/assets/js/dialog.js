import { announce } from "./toast.js";
import { enhanceAll } from "./enhance.js";

// A link with data-dialog opens the dialog of that id. Without this module the link leads to the same question on a
// page of its own.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  const link = event.target.closest("a[data-dialog-from]");
  const isPlainClick = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
  if (dialog?.showModal && isPlainClick) {
    event.preventDefault();
    dialog.showModal();
  } else if (link && isPlainClick) {
    event.preventDefault();
    openFrom(link);
  } else if (event.target instanceof HTMLDialogElement && !event.target.dataset.from) {
    // The backdrop belongs to the dialog, so a click outside has the dialog itself as its target. A dialog with a form
    // stays open, to keep the typed values.
    event.target.close();
  }
});

const parsePage = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// A link with data-dialog-from opens its page, or the page's part for dialogs, in a dialog.
async function openFrom(link) {
  const answer = await fetch(link.href, { headers: { "x-fragment": "dialog" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.assign(link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "dialog wide";
  dialog.dataset.from = link.href;
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.innerHTML = '<header><h2 id="dialog-title"></h2><button class="iconbutton" type="button" data-close aria-label="Close">✕</button></header><div class="content"></div>';
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.querySelector("[data-changed]")) location.reload();
  });
  dialog.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (!closer) return;
    event.preventDefault();
    // Cancel says what it does; the cross and Escape may be pressed by mistake.
    closer.matches("header [data-close]") ? closeOrAsk(dialog) : dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeOrAsk(dialog);
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog || !isChanged(dialog)) return;
    event.preventDefault();
    closeOrAsk(dialog);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, event.target, event.submitter);
  });
  fill(dialog, await parsePage(answer));
  dialog.showModal();
  focusFirst(dialog);
}

// The values of a dialog's form. Those of a picker's search and of the shown effect are no input.
const valuesOf = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => !["seen", "q", "access_q", "access_sought"].includes(name)));

function isChanged(dialog) {
  const form = dialog.querySelector(".content form");
  return Boolean(form && dialog.dataset.values && valuesOf(form) !== dialog.dataset.values);
}

// Closes a dialog. If its form was changed, it asks first.
function closeOrAsk(dialog) {
  if (!isChanged(dialog)) return dialog.close();
  const question = document.createElement("dialog");
  question.className = "dialog";
  question.setAttribute("aria-labelledby", "discard-title");
  question.innerHTML = '<form method="dialog"><header><h2 id="discard-title">Throw your changes away?</h2></header><div class="body"><p>Nothing of them is saved.</p></div><footer><button class="button" value="keep">Keep editing</button><button class="button danger" value="discard">Throw away</button></footer></form>';
  dialog.append(question);
  // The keys and clicks of the question are not those of the dialog around it.
  for (const kind of ["keydown", "click", "submit", "cancel"]) question.addEventListener(kind, (event) => event.stopPropagation());
  question.addEventListener("close", (event) => {
    event.stopPropagation();
    question.remove();
    if (question.returnValue === "discard") dialog.close();
  });
  question.showModal();
}

// Sends the form of a dialog. A refusal is shown in the dialog, and a redirect is followed.
async function send(dialog, form, button) {
  if (dialog.dataset.sending) return;
  dialog.dataset.sending = "yes";
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "x-fragment": "dialog" } }).catch(() => null);
  delete dialog.dataset.sending;
  if (!answer) return announce("Crewline could not be reached. Try again.");
  if (answer.redirected) return location.assign(answer.url);
  fill(dialog, await parsePage(answer));
  focusFirst(dialog);
}

function fill(dialog, html) {
  const title = html.querySelector("h1");
  const part = document.adoptNode(html.querySelector("[data-dialog-part]") ?? mainContent(html.querySelector("main"), title));
  dialog.querySelector("h2").textContent = title?.textContent ?? "";
  const content = dialog.querySelector(".content");
  content.replaceChildren(part);
  content.scrollTop = 0;
  enhanceAll(part);
  // A form that comes back with a question or a refusal has unsaved input from the start.
  const form = content.querySelector("form");
  if (!dialog.dataset.values || content.querySelector("[data-changed]")) dialog.dataset.values = form ? valuesOf(form) : "";
}

// A page without a part for dialogs, such as a failure, shows its main content.
function mainContent(main, title) {
  const body = main.ownerDocument.createElement("div");
  body.className = "body";
  body.append(...main.childNodes);
  if (body.contains(title)) title.hidden = true;
  return body;
}

function focusFirst(dialog) {
  // Not the hidden button that Enter presses: a person who types would type into nothing.
  const first = '.content :is(input:not([type=hidden], [type=submit], [readonly]), select, textarea, a, button):not([tabindex="-1"])';
  (dialog.querySelector("[data-focus]") ?? dialog.querySelector(first))?.focus();
}
