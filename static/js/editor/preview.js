// The page as readers will see it, beside or below what is typed. The server draws it, one after another, and only what
// became different is exchanged, a few paragraphs at a time: a long text is never laid out at once.

const AFTER = 700; // milliseconds after the last key
const SLICE = 20; // paragraphs at a time

const pane = byId("pane");
const frame = pane.querySelector("iframe");
let drawing;
let isAsked = false; // the server is drawing it
let isStale = false; // what is shown is not what is typed: something came meanwhile, or no answer did

async function draw() {
  if (isAsked) return (isStale = true);
  isAsked = true;
  isStale = false;
  const fields = typed();
  const { action } = form; // which keeping a new piece meanwhile changes
  fields.set("do", "preview");
  const { status, url, page } = await withToken(fields, () => ask(action, fields));
  const isDrawn = status === 200 && page && url === action;
  if (isDrawn) await show(page);
  isAsked = false;
  if (isDrawn && isStale) draw();
  else isStale = !isDrawn;
}

function show(page) {
  const sheet = frame.contentDocument;
  if (!sheet.getElementById("main")) begin(sheet, page);
  return exchange(sheet.getElementById("main"), page.getElementById("main"));
}

// All but the words, which follow.
function begin(sheet, page) {
  const shell = sheet.importNode(page.documentElement, true);
  shell.querySelector("#main").replaceChildren();
  sheet.replaceChild(shell, sheet.documentElement);
  sheet.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault()); // it shows this page
}

async function exchange(old, now) {
  const [from, to] = [[...old.childNodes], [...now.childNodes]];
  const isSame = (at) => from.length && to.length && from.at(at).isEqualNode(to.at(at));
  let tail = 0;
  for (; isSame(0); to.shift()) from.shift();
  for (; isSame(-1); to.pop(), tail++) from.pop();
  // The parts of the page are entered; paragraphs are exchanged whole.
  if (from.length === to.length && from.every((one, at) => one.isEqualNode(to[at]) || isPart(one, to[at]))) {
    for (const [at, one] of from.entries()) if (!one.isEqualNode(to[at])) await exchange(one, to[at]);
    return;
  }
  const place = old.childNodes[old.childNodes.length - tail] ?? null;
  for (const each of from) each.remove();
  await fill(old, to, place);
}

const isPart = (one, other) => one.children?.length && one.nodeName === other.nodeName && one.className === other.className;

async function fill(old, nodes, place) {
  for (const [at, node] of nodes.entries()) {
    if (at && at % SLICE === 0) await wait(0);
    const isLong = node.childNodes.length > SLICE;
    const copy = old.ownerDocument.importNode(node, !isLong);
    old.insertBefore(copy, place);
    if (isLong) await fill(copy, [...node.childNodes], null);
  }
}

function open(isOpen) {
  pane.hidden = !isOpen;
  form.classList.toggle("editor--previewed", isOpen);
  device.preview = isOpen ? "open" : "";
  if (isOpen) draw();
}

form.addEventListener("input", () => {
  clearTimeout(drawing);
  if (!pane.hidden) drawing = setTimeout(draw, AFTER);
});
byId("previewing").addEventListener("click", (event) => {
  event.preventDefault();
  open(pane.hidden);
});
byId("phone").addEventListener("click", ({ target }) => {
  target.ariaPressed = String(frame.classList.toggle("editor__phone"));
});
byId("close").addEventListener("click", () => {
  open(false);
  byId("previewing").focus();
});
if (device.preview === "open" && matchMedia("(min-width: 80rem)").matches) open(true);
