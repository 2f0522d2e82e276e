// The browser's time zone. It is preselected in a form without a choice, named where the profile follows the browser,
// and kept in a cookie so that the server can render the next page in it.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `time_zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  for (const select of document.querySelectorAll("select[data-zone]")) {
    const known = [...select.options].find((option) => option.value === zone);
    if (known && !select.querySelector("option[selected]")) select.value = zone;
  }
  for (const place of document.querySelectorAll("[data-zone-name]")) {
    place.textContent = zone.replaceAll("_", " ");
  }
}
