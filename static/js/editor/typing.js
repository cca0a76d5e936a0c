// Small help with Markdown: bold, italic, a link and a quotation, by key or button; an address that is pasted over words
// makes a link of them. All of it can be undone as what is typed.

const ADDRESS = /^https?:\/\/\S+$/;

// `execCommand` is the only way that leaves the browser's own undo whole.
function put(text, from = body.selectionStart, to = body.selectionEnd) {
  body.focus();
  body.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    body.setRangeText(text, from, to, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const selected = () => body.value.slice(body.selectionStart, body.selectionEnd);

// White space at its ends stays outside, and marks do not reach over paragraphs.
function around(mark) {
  const words = selected().trim();
  const from = body.selectionStart + selected().indexOf(words);
  const to = from + words.length;
  if (/\n\s*\n/.test(words)) return;
  const run = (text, at, step) => {
    let length = 0;
    while (text[at + step * length] === "*") length += 1;
    return length;
  };
  const stars = Math.min(run(body.value, from - 1, -1), run(body.value, to, 1));
  const isSet = stars === mark.length || stars === 3; // ***both***
  if (isSet) put(words, from - mark.length, to + mark.length);
  else put(mark + words + mark, from, to);
  const start = from + (isSet ? -mark.length : mark.length);
  body.setSelectionRange(start, start + words.length);
}

function link(address = "") {
  const from = body.selectionStart;
  const words = selected();
  put(`[${words}](${address})`);
  const at = words ? from + words.length + 3 : from + 1; // where something is missing: the address, or the words
  if (!address) body.setSelectionRange(at, at);
}

function quote() {
  const { value } = body;
  const from = value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const last = body.selectionEnd - (body.selectionEnd > from && value[body.selectionEnd - 1] === "\n"); // of whole lines
  const found = value.indexOf("\n", last);
  const end = found < 0 ? value.length : found;
  const lines = value.slice(from, end).split("\n");
  const isSet = lines.every((line) => line.startsWith(">"));
  put(lines.map((line) => (isSet ? line.replace(/^> ?/, "") : `> ${line}`)).join("\n"), from, end);
}

const ACTS = { bold: () => around("**"), italic: () => around("*"), link, quote, picture: () => byId("choose").click() };
const KEYS = { KeyB: "bold", KeyI: "italic", KeyK: "link" };

body.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const act = event.shiftKey ? event.code === "Period" && "quote" : KEYS[event.code];
  if (!act) return;
  event.preventDefault();
  ACTS[act]();
});

byId("tools").hidden = false;
byId("tools").addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
byId("tools").addEventListener("click", ({ target }) => ACTS[target.closest("button")?.value]?.());

body.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain").trim();
  // Spreadsheets give a picture along with their words; the words are meant.
  if (event.clipboardData.files.length && !text) take(event, event.clipboardData.files);
  else if (ADDRESS.test(text) && selected().trim() && !ADDRESS.test(selected())) {
    event.preventDefault();
    link(text);
  }
});

// --- How much it is ---

const FAR_EAST = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g; // two such letters count as a word, as on the page
let counting;

function count() {
  const letters = body.value.match(FAR_EAST)?.length ?? 0;
  const bare = letters ? body.value.replace(FAR_EAST, " ") : body.value;
  const words = Math.ceil((bare.match(/\S+/g)?.length ?? 0) + letters / 2);
  const minutes = Math.max(1, Math.ceil(words / say.pace));
  if (body.value.length > say.most) return (byId("count").textContent = say.tooLong.replace("{most}", say.most));
  byId("count").textContent = say.count.replace("{words}", words.toLocaleString(document.documentElement.lang)).replace("{minutes}", minutes);
}

body.addEventListener("input", () => {
  clearTimeout(counting);
  counting = setTimeout(count, BRIEF);
});
count();
