// @ts-check
// Times in the host's own zone: a form with [data-zone] has fields of day and time, which the server fills in UTC, and a hidden
// field that says how far the host's zone is from that. Without this script the page says UTC.

/** A moment as `datetime-local` wants it. @param {Date} at */
const local = (at) => new Date(at.valueOf() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll("form[data-zone]")
)) {
  const time = /** @type {HTMLInputElement | null} */ (form.querySelector("[type=datetime-local]"));
  const zone = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("offset_minutes"));
  if (!time || !zone) continue;
  if (!zone.value && time.value) time.value = local(new Date(`${time.value}Z`));
  const keep = () => {
    // Of the day that is chosen: summer time may begin in between.
    zone.value = String(-new Date(time.value).getTimezoneOffset());
  };
  keep();
  time.addEventListener("change", keep);
  form.querySelector("[data-utc]")?.remove();
}

export {};
