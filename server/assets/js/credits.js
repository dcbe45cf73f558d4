// @ts-check
// The page is the same for everybody; which of its dots is the reader's is found here.
//
// <throng-credits people="ID ID …"> around the dots in the same order, with [data-yours] somewhere on the page.

import { isHere } from "./here.js";

class ThrongCredits extends HTMLElement {
  async connectedCallback() {
    if (!isHere()) return;
    const answer = await fetch("/api/v1/me", { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { id } = await answer.json();
    const place = (this.getAttribute("people") ?? "").split(" ").indexOf(id);
    const dot = this.querySelectorAll("circle")[place];
    if (!dot) return;
    dot.classList.add("you");
    const yours = /** @type {HTMLElement | null} */ (document.querySelector("[data-yours]"));
    if (yours) yours.textContent = yours.dataset.yours ?? "";
  }
}

customElements.define("throng-credits", ThrongCredits);
