// The media library: files are sent one by one, each with its progress and its answer, also when they are dropped on
// the page or pasted. Without this module the form sends them all at once.

const form = document.getElementById("upload");
const sent = document.getElementById("sent");
let last = Promise.resolve();

document.getElementById("upload-hint").hidden = false;

// One after the other: the server works on one picture at a time.
function take(files) {
  for (const file of files) {
    const line = sent.appendChild(document.createElement("li"));
    const name = line.appendChild(document.createElement("bdi"));
    const progress = line.appendChild(document.createElement("progress"));
    name.textContent = file.name;
    progress.max = 1;
    progress.value = 0;
    progress.ariaLabel = file.name;
    last = last.then(() => send(file, progress)).then((answer) => tell(line, progress, answer));
  }
  last = last.then(refresh);
}

// `fetch` tells nothing of what has gone up so far.
const send = (file, progress) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fields = new FormData();
    fields.set("csrf_token", form.elements.csrf_token.value);
    fields.set("files", file);
    request.upload.onprogress = ({ loaded, total }) => (progress.value = loaded / total);
    request.onloadend = () => resolve(read(request));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(fields);
  });

function read({ status, responseText }) {
  try {
    return JSON.parse(responseText).files[0];
  } catch {
    return { problem: status === 413 ? form.dataset.large : form.dataset.failed };
  }
}

function tell(line, progress, { id, markdown, problem }) {
  progress.remove();
  const words = document.createElement(problem ? "strong" : "code");
  words.textContent = problem ?? markdown;
  line.append(" ", words);
  line.classList.toggle("library__refused", Boolean(problem));
  if (!id) return;
  const link = document.createElement("a");
  link.href = `${form.action}/${id}`;
  link.append(line.firstChild);
  line.prepend(link);
}

async function refresh() {
  const { page } = await ask(location.href);
  const shelf = page?.getElementById("shelf");
  if (shelf) document.getElementById("shelf").replaceWith(shelf);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(form.elements.files.files);
  form.reset();
});

const holdsFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());

document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  take(event.dataTransfer.files);
});

document.addEventListener("paste", ({ clipboardData }) => take(clipboardData?.files ?? []));
