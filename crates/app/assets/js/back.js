// The link back to a list leads to the list as it was: with its filters, order and page.
const back = document.querySelector("a.crumb");

if (back && document.referrer) {
  const from = new URL(document.referrer);
  if (from.origin === location.origin && from.pathname === new URL(back.href).pathname) back.href = from.href;
}
