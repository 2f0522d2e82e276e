// Keeps what was typed while a form is sent, in this tab alone. If the session had ended, the form is filled in again after
// the same person has signed in. Passwords, secrets, files and hidden fields are never kept.
const KEY = "crewline_unsaved";
const MAX_LENGTH = 100_000;
const MAX_AGE = 60 * 60 * 1000;

const person = () => document.querySelector("[data-person]")?.dataset.person ?? "";
const pathOf = (address) => {
  const url = new URL(address, location.href);
  return url.pathname + url.search;
};

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept && Date.now() - kept.at < MAX_AGE ? kept : null;
  } catch {
    return null;
  }
}

function write(kept) {
  try {
    const text = kept && JSON.stringify(kept);
    if (text && text.length <= MAX_LENGTH) sessionStorage.setItem(KEY, text);
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser without storage keeps nothing.
  }
}

// A password whose letters are shown has another type, but still its button.
const isSecret = (field) =>
  ["hidden", "password", "file", "submit", "button", "image", "reset"].includes(field.type) ||
  /password|one-time-code|cc-/.test(field.autocomplete ?? "") ||
  document.querySelector(`button[data-show="${CSS.escape(field.id)}"]`) !== null;

// A picker shows only some of what is chosen among thousands, so half of a choice is not kept either.
const isKept = (field) => field.name && field.type !== "fieldset" && !isSecret(field) && !field.closest(".picker");
const fieldsOf = (form) => [...form.elements].filter(isKept);
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || !person() || event.submitter?.formMethod === "dialog") return;
    const values = fieldsOf(form).flatMap((field) => {
      if (isChoice(field)) return field.checked ? [[field.name, field.value]] : [];
      if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => [field.name, option.value]);
      return [[field.name, field.value]];
    });
    if (values.length === 0) return write(null);
    const from = form.closest("dialog[data-from]")?.dataset.from;
    const page = pathOf(from ?? location.href);
    write({ at: Date.now(), person: person(), page, action: pathOf(form.action), values, lost: false });
  },
  { capture: true },
);

function fillIn(form, values) {
  const left = new Map();
  for (const [name, value] of values) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of fieldsOf(form)) {
    const own = left.get(field.name) ?? [];
    if (isChoice(field)) field.checked = own.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = own.includes(option.value);
    else if (own.length > 0) field.value = own.shift();
  }
  const notice = document.createElement("div");
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  notice.textContent = "Nothing was saved: you were signed out when the form was sent. What you typed is here again, without passwords and chosen numbers. Check it, then send it.";
  form.prepend(notice);
}

const kept = read();
const signIn = document.querySelector("form[action='/sign-in']");
if (signIn) {
  // The sign-in page says whether a form was lost. After it, the person is back on the form's own page.
  const isLost = signIn.hasAttribute("data-lost-form");
  write(kept && (isLost || kept.lost) ? { ...kept, lost: true } : null);
  if (kept && isLost) signIn.elements.return_to.value = kept.page;
} else if (kept && person()) {
  const isBack = kept.lost && kept.person === person() && kept.page === location.pathname + location.search;
  const form = isBack && [...document.forms].find((form) => form.method === "post" && pathOf(form.action) === kept.action);
  write(null);
  if (form) fillIn(form, kept.values);
}
