// @ts-check
// Rules for the browser's modules and for the journeys. Formatting is Prettier's, types are tsc's.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/node_modules/", "e2e/shots/", "e2e/test-results/"] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "Set textContent, or clone a <template>: texts come from people.",
        })),
        ...["skip", "only", "fixme", "fail", "slow"].map((property) => ({
          object: "test",
          property,
          message: "Every journey runs, always.",
        })),
        { property: "waitForTimeout", message: "Wait for what is expected to be seen." },
      ],
    },
  },
  { files: ["server/assets/**/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["e2e/**/*.js"],
    languageOptions: { globals: { ...globals.node, document: "readonly", matchMedia: "readonly" } },
  },
];
