// Shows and hides passwords, and advises while typing. The server makes the final check.
function score(password) {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  const distinct = new Set(password.toLowerCase()).size;
  const bits = Math.min(password.length, distinct * 1.6) * (2.2 + kinds * 0.7);
  return password === "" ? 0 : bits < 34 ? 1 : bits < 48 ? 2 : bits < 66 ? 3 : 4;
}

const advice = [
  "",
  "Too easy to guess. Try three or four unrelated words.",
  "Could be stronger. Another word makes the difference.",
  "Good.",
  "Strong.",
];

for (const show of document.querySelectorAll("button[data-show]")) {
  const input = document.getElementById(show.dataset.show);
  show.hidden = false;
  show.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    show.textContent = hidden ? "Hide" : "Show";
    show.setAttribute("aria-pressed", String(hidden));
  });
}

for (const bar of document.querySelectorAll(".strength")) {
  const input = document.getElementById(bar.dataset.of);
  const words = document.getElementById(`${bar.dataset.of}-advice`);
  bar.hidden = false;
  input.addEventListener("input", () => {
    const value = score(input.value);
    bar.dataset.score = value;
    words.textContent = advice[value];
  });
}
