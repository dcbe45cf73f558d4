// @ts-check
// Gathering: the rows looked at as soon as there are some, and the question as the crowd will see it. Without this script the page
// has a button for the rows.

const form = /** @type {HTMLFormElement} */ (document.getElementById("gather"));
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

/** The field of this name. @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** Asks of claims what is usually asked of them, and takes that back with the choice, but never what the host wrote. */
function askOfClaims() {
  const check = /** @type {HTMLInputElement | null} */ (form.querySelector("[value=check]"));
  if (!check) return;
  for (const name of ["question", "choices"]) {
    const usual = check.dataset[name] ?? "";
    if (check.checked && !field(name).value.trim()) field(name).value = usual;
    else if (!check.checked && field(name).value === usual) field(name).value = "";
  }
  preview();
  look();
}

/** Only one column can be the text, the picture and so on: the one that was chosen last. @param {HTMLSelectElement} chosen */
function onlyOne(chosen) {
  for (const other of form.querySelectorAll("select")) {
    if (other !== chosen && other.name.startsWith("as-") && other.value === chosen.value)
      other.value = "private";
  }
}

let typed = 0;
form.addEventListener("change", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (target.name === "template") askOfClaims();
  if (target instanceof HTMLSelectElement && target.name.startsWith("as-")) onlyOne(target);
  const isOfRows = ["items", "pasted", "heading", "target_confidence"].includes(target.name);
  const isClaim = target.name === "objective" && form.querySelector("[value=check]:checked");
  if (isOfRows || isClaim || target.name.startsWith("as-")) look();
});
form.addEventListener("input", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name !== "pasted") return;
  clearTimeout(typed);
  typed = window.setTimeout(look, 600);
});
