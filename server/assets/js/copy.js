// @ts-check
// Buttons that copy what stands in a field: [data-copy] names the field, [data-copied] says that it is done. Without this script, or
// without a clipboard, the field can be selected by hand.

for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("button[data-copy]")
)) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.copy ?? ""));
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value).then(
      () => {
        button.textContent = button.dataset.copied ?? "";
      },
      () => field.focus(),
    );
  });
}

export {};
