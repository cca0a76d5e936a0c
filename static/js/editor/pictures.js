// A picture that is pasted, dropped or chosen is uploaded, and its figure stands where the caret was.

const uploads = new Set(); // what is on its way; saving waits for it

function take(event, files) {
  event.preventDefault();
  for (const file of files) {
    const upload = bring(file).finally(() => uploads.delete(upload));
    uploads.add(upload);
  }
}

async function bring(file) {
  const mark = paragraph(`![${say.uploading.replace("{name}", file.name)} ${uploads.size + 1}]()`);
  const fields = new FormData();
  fields.append("files", file);
  let answer;
  while (!(answer = await post(say.media, fields, { headers: { Accept: "application/json" } })) || answer.redirected) {
    complain(answer ? say.signedOut : say.offline);
    await wait(AGAIN);
  }
  const found = await answer.json().catch(() => ({}));
  const { markdown, problem } = found.files?.[0] ?? { problem: say.refused };
  replace(mark, markdown ?? "");
  complain("");
  byId("refused").textContent = problem ? `${file.name}: ${problem}` : "";
}

// Alone in its paragraph, so that it becomes a figure.
function paragraph(text) {
  const before = body.value.slice(0, body.selectionStart);
  const after = body.value.slice(body.selectionEnd);
  const lines = (count) => "\n".repeat(Math.max(0, count));
  const above = before && lines(2 - before.match(/\n*$/)[0].length);
  put(above + text + lines(2 - after.match(/^\n*/)[0].length));
  return text;
}

// The caret stays where it is; right behind the picture it goes to where its words are missing.
function replace(mark, text) {
  const at = body.value.indexOf(mark);
  if (at < 0) return;
  const isBehind = body.selectionStart === body.selectionEnd && /^\n*$/.test(body.value.slice(at + mark.length, body.selectionEnd)) && body.selectionEnd > at;
  body.setRangeText(text, at, at + mark.length, "preserve");
  if (isBehind && text.startsWith("![](")) body.setSelectionRange(at + 2, at + 2);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

const hasFiles = (event) => event.dataTransfer.types.includes("Files");
body.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
body.addEventListener("drop", (event) => hasFiles(event) && take(event, event.dataTransfer.files));
byId("choose").addEventListener("change", (event) => {
  take(event, event.target.files);
  event.target.value = "";
});
