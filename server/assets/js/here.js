// @ts-check
// Whether the reader is somebody, without a cookie that scripts can read: the server says so in the header Server-Timing of
// each page (`here;dur=1`, or 0). Where a browser hides that from scripts, the answer is yes: then /api/v1/me is asked.

let met = false;
addEventListener("throng:person", () => (met = true));

/** Whether there may be somebody behind this page's session. */
export function isHere() {
  const page = /** @type {PerformanceNavigationTiming | undefined} */ (
    performance.getEntriesByType("navigation")[0]
  );
  const said = page?.serverTiming?.find((one) => one.name === "here");
  return met || said === undefined || said.duration > 0;
}
