// @ts-check
// Pages are the same for everybody; the reader's own name comes into the masthead here, and what only some roles can do
// ([data-roles], the roles, and beside them [data-people], the persons) or one person (data-of, their id), hidden until then, comes
// to light.

import { isHere } from "./here.js";

/** @typedef {{id: string, name: string, role: string}} Person */

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-me]"));

/**
 * Shows who one is. Whatever makes a guest tells of it: `dispatchEvent(new CustomEvent("throng:person", {detail}))`.
 * @param {Person} person
 */
function show(person) {
  for (const act of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-roles]"))) {
    const { roles = "", people = "" } = act.dataset;
    act.hidden = !roles.split(" ").includes(person.role) && !people.split(" ").includes(person.id);
  }
  for (const own of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-of]"))) {
    own.hidden = own.dataset.of !== person.id;
  }
  if (!place) return;
  const role = document.createElement("small");
  role.textContent = `· ${place.dataset[person.role] ?? person.role}`;
  place.replaceChildren(person.name, " ", role);
}

addEventListener("throng:person", (event) => show(/** @type {CustomEvent<Person>} */ (event).detail));

if (isHere()) {
  try {
    const answer = await fetch("/api/v1/me", { headers: { accept: "application/json" } });
    if (answer.ok) show(await answer.json());
  } catch {
    // Offline or too busy: "Sign in" stays, and works once the server is back.
  }
}
