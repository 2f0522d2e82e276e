import { announce } from "./toast.js";
import { enhanceAll } from "./enhance.js";

// A link with data-dialog opens the dialog of that id; without this module the link leads to the same question
// on a page of its own.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  const link = event.target.closest("a[data-dialog-from]");
  const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
  if (dialog?.showModal && plain) {
    event.preventDefault();
    dialog.showModal();
  } else if (link && plain) {
    event.preventDefault();
    openFrom(link);
  } else if (event.target instanceof HTMLDialogElement && !event.target.dataset.from) {
    // The backdrop belongs to the dialog: a click on the element itself, not on its contents, is a click outside. What
    // was typed into a form is not thrown away by such a click.
    event.target.close();
  }
});

const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// A link with data-dialog-from opens the page that it leads to, or the part of it that is meant for this, in a dialog.
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
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, event.target, event.submitter);
  });
  fill(dialog, await page(answer));
  dialog.showModal();
  begin(dialog);
}

// The form of a dialog is sent from within it: a refusal is shown in its place, and what was done leads on.
async function send(dialog, form, button) {
  if (dialog.dataset.sending) return;
  dialog.dataset.sending = "yes";
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "x-fragment": "dialog" } }).catch(() => null);
  delete dialog.dataset.sending;
  if (!answer) return announce("Crewline could not be reached. Try again.");
  if (answer.redirected) return location.assign(answer.url);
  fill(dialog, await page(answer));
  begin(dialog);
}

function fill(dialog, html) {
  const title = html.querySelector("h1");
  const part = document.adoptNode(html.querySelector("[data-dialog-part]") ?? plain(html.querySelector("main"), title));
  dialog.querySelector("h2").textContent = title?.textContent ?? "";
  const content = dialog.querySelector(".content");
  content.replaceChildren(part);
  content.scrollTop = 0;
  enhanceAll(part);
}

// A page that has no part for dialogs, such as a failure, is shown by its text.
function plain(main, title) {
  const body = main.ownerDocument.createElement("div");
  body.className = "body";
  body.append(...main.childNodes);
  if (body.contains(title)) title.hidden = true;
  return body;
}

function begin(dialog) {
  const first = '.content :is(input:not([type=hidden], [readonly]), textarea, a, button:not([tabindex="-1"]))';
  (dialog.querySelector("[data-focus]") ?? dialog.querySelector(first))?.focus();
}
