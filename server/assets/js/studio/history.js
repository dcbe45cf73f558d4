// @ts-check
// Undo and redo: states that were, each with the words for what led to it. Pure and bounded.

/** Steps that can be taken back. A state shares all that did not change with the one before. */
export const MAX_STEPS = 100;

/** @template S @typedef {{label: string, key: string, state: S}} Step */
/** @template S @typedef {{steps: readonly Step<S>[], at: number}} History */

/** @template S @param {string} label @param {S} state @returns {History<S>} */
export const begin = (label, state) => ({ steps: [{ label, key: "", state }], at: 0 });

/** @template S @param {History<S>} history @returns {S} */
export const current = ({ steps, at }) => /** @type {Step<S>} */ (steps[at]).state;

/**
 * A new state; what was undone is forgotten. Steps in a row with the same key (nudge after nudge) are one.
 * @template S @param {History<S>} history @param {string} label @param {S} state @param {string} [key] @returns {History<S>}
 */
export function push({ steps, at }, label, state, key = "") {
  const goesOn = key !== "" && at > 0 && steps[at]?.key === key;
  const kept = steps.slice(Math.max(0, at + 2 - MAX_STEPS), goesOn ? at : at + 1);
  return { steps: [...kept, { label, key, state }], at: kept.length };
}

/** The state at one of the steps; further ones can still be redone.
 * @template S @param {History<S>} history @param {number} at @returns {History<S>} */
export const goTo = ({ steps }, at) => ({ steps, at: Math.min(Math.max(at, 0), steps.length - 1) });
