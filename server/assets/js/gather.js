// @ts-check
// Gathering: the deadline in the host's own zone, the rows looked at as soon as there are some, and the question as the
// crowd will see it. Without this script the page says UTC and has a button for the rows.

const form = /** @type {HTMLFormElement} */ (document.getElementById("gather"));
const deadline = /** @type {HTMLInputElement} */ (form.elements.namedItem("deadline"));
const zone = /** @type {HTMLInputElement} */ (form.elements.namedItem("offset_minutes"));

/** A moment as `datetime-local` wants it. @param {Date} at */
const local = (at) => new Date(at.valueOf() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** How far the host's zone is from UTC on that day. */
function keepZone() {
  zone.value = String(-new Date(deadline.value).getTimezoneOffset());
}

if (!zone.value && deadline.value) deadline.value = local(new Date(`${deadline.value}Z`));
keepZone();
deadline.addEventListener("change", keepZone);
form.querySelector("[data-utc]")?.remove();

/** Shows the question and its answers beside the form, as they are typed. */
function preview() {
  const question = document.querySelector("[data-preview=question]");
  const choices = document.querySelector("[data-preview=choices]");
  const text = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name))?.value.trim() ?? "";
  if (question) question.textContent = text("question");
  const objective = document.querySelector("[data-preview=objective]");
  if (objective) objective.textContent = text("objective");
  const last = choices?.lastElementChild;
  if (!choices || !last) return;
  const named = text("choices")
    .split("\n")
    .map((choice) => choice.trim())
    .filter(Boolean);
  choices.replaceChildren(
    ...named.map((choice) => {
      const answer = document.createElement("span");
      answer.className = "answer";
      answer.textContent = choice;
      return answer;
    }),
    last,
  );
}

form.addEventListener("input", preview);

/** How often the server was asked; only the last answer counts. */
let looks = 0;

/** Asks the server what the rows become, and puts its answer in place of what stands there. */
async function look() {
  const mine = ++looks;
  const answer = await fetch("/gather/preview", { method: "POST", body: new FormData(form) }).catch(
    () => null,
  );
  const text = await answer?.text();
  // An answer that was overtaken would put the rows back to what they were.
  if (text === undefined || mine !== looks) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of ["rows", "cost", "first"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
  }
}

// A second press while the rows travel would send them twice.
form.addEventListener("submit", () => {
  for (const button of document.querySelectorAll("button[form=gather]")) button.setAttribute("disabled", "");
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[form=gather]")) button.removeAttribute("disabled");
});

let typed = 0;
form.addEventListener("change", (event) => {
  const name = /** @type {HTMLInputElement} */ (event.target).name;
  if (["items", "pasted", "target_confidence"].includes(name) || name.startsWith("as-")) look();
});
form.addEventListener("input", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name !== "pasted") return;
  clearTimeout(typed);
  typed = window.setTimeout(look, 600);
});
