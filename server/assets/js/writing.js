// @ts-check
// Writing a story: a picture is put up as soon as it is chosen, pasted or dropped, and the list of pictures is replaced by the
// server's; whatever was typed stays where it is. Without this script the button that looks at the story does the same.

const form = /** @type {HTMLFormElement} */ (document.getElementById("writing"));

const fileInput = () => /** @type {HTMLInputElement} */ (document.getElementById("file"));

/**
 * Sends the form as it stands and takes over what the server says of its pictures.
 * @param {(data: FormData) => void} change what to send beside
 */
async function exchange(change) {
  const status = /** @type {HTMLElement | null} */ (form.querySelector("[data-busy]"));
  if (status) status.textContent = status.dataset.busy ?? "";
  const data = new FormData(form);
  change(data);
  const answer = await fetch(form.dataset.look ?? "", { method: "POST", body: data }).catch(() => null);
  if (!answer) {
    if (status) status.textContent = status.dataset.offline ?? "";
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["wrong", "pictures"]) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
  }
}

/** @type {Promise<void>} one after another, so that each answer knows the pictures before it */
let turn = Promise.resolve();

/** @param {Iterable<File>} files */
function putUp(files) {
  for (const file of files) turn = turn.then(() => exchange((data) => data.set("file", file)));
}

form.addEventListener("change", (event) => {
  if (event.target === fileInput()) putUp([...(fileInput().files ?? [])]);
});

form.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button[name=arrange]");
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  turn = turn.then(() => exchange((data) => data.set("arrange", button.value)));
});

/** The pictures among what is dropped or pasted. @param {DataTransfer | null} from */
const pictures = (from) => [...(from?.files ?? [])].filter((file) => file.type.startsWith("image/"));

form.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
for (const kind of /** @type {const} */ (["drop", "paste"])) {
  form.addEventListener(kind, (event) => {
    const files = pictures(event instanceof DragEvent ? event.dataTransfer : event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    putUp(files);
  });
}

export {};
