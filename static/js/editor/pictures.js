// A picture that is pasted, dropped or chosen is uploaded, and its figure stands where the caret was.

let number = 0;

function take(event, files) {
  event.preventDefault();
  byId("refused").replaceChildren();
  for (const file of files) {
    const upload = bring(file).finally(() => uploads.delete(upload));
    uploads.add(upload);
  }
}

async function bring(file) {
  const mark = `![${say.uploading.replace("{name}", file.name)} ${++number}]()`;
  marks.add(mark);
  paragraph(mark);
  const began = body.value;
  const fields = new FormData();
  fields.append("files", file);
  const line = document.createElement("p");
  let answer;
  while (!(answer = await post(say.media, fields, { headers: { Accept: "application/json" } })) || answer.redirected) {
    tell(line, `${file.name}: ${answer ? say.signedOut : say.offline}`);
    await wait(AGAIN);
  }
  line.remove();
  const found = await answer.json().catch(() => ({}));
  const { markdown, problem } = found.files?.[0] ?? { problem: say.refused };
  marks.delete(mark);
  replace(mark, markdown ?? "", began === body.value);
  if (problem) tell(line, `${file.name}: ${problem}`);
}

function tell(line, words) {
  line.textContent = words;
  byId("refused").append(line);
}

// Alone in its paragraph, so that it becomes a figure.
function paragraph(text) {
  const before = body.value.slice(0, body.selectionStart);
  const after = body.value.slice(body.selectionEnd);
  const lines = (count) => "\n".repeat(Math.max(0, count));
  const above = before && lines(2 - before.match(/\n*$/)[0].length);
  put(above + text + lines(2 - after.match(/^\n*/)[0].length));
}

// The caret stays where it is; where nothing was typed meanwhile it goes to where the picture's words are missing.
function replace(mark, text, isUntouched) {
  const at = body.value.indexOf(mark);
  if (at < 0) return;
  const end = text ? at + mark.length : at + mark.length + body.value.slice(at + mark.length).match(/^\n*/)[0].length;
  if (document.activeElement === body) {
    const moved = (place) => (place <= at ? place : Math.max(at, place + text.length - (end - at)));
    const [from, to] = [moved(body.selectionStart), moved(body.selectionEnd)];
    put(text, at, end); // as somebody would, so that it can be undone
    body.setSelectionRange(from, to);
    if (isUntouched && text.startsWith("![](")) body.setSelectionRange(at + 2, at + 2);
  } else {
    body.setRangeText(text, at, end, "preserve");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const hasFiles = (event) => event.dataTransfer.types.includes("Files");
// Anywhere on the page: beside the text the browser would open the file over it.
document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
document.addEventListener("drop", (event) => {
  if (hasFiles(event) && !event.target.matches("[type=file]")) take(event, event.dataTransfer.files);
});
byId("choose").addEventListener("change", (event) => {
  take(event, event.target.files);
  event.target.value = "";
});
