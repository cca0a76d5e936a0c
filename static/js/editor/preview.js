// The page as readers will see it, beside or below what is typed. The server draws it, and only what became different is
// exchanged, a few paragraphs at a time: a long text is never laid out at once.

const AFTER = 700; // milliseconds after the last key
const SLICE = 20; // paragraphs at a time

const pane = byId("pane");
const frame = pane.querySelector("iframe");
let drawn = 0; // counts: an older answer is not drawn over a newer one
let drawing;
let isStale = false; // the last answer did not come

async function draw() {
  const mine = ++drawn;
  const fields = typed();
  fields.set("do", "preview");
  const answer = await post(form.action, fields);
  isStale = !pane.hidden && (!answer?.ok || answer.redirected);
  if (isStale || mine !== drawn) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sheet = frame.contentDocument;
  if (!sheet.getElementById("main")) begin(sheet, page);
  await exchange(sheet.getElementById("main"), page.getElementById("main"), () => mine === drawn);
  pane.ariaBusy = null;
}

// All but the words, which follow.
function begin(sheet, page) {
  const shell = sheet.importNode(page.documentElement, true);
  shell.querySelector("#main").replaceChildren();
  sheet.replaceChild(shell, sheet.documentElement);
  sheet.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault()); // it shows this page
}

async function exchange(old, now, isWanted) {
  const [from, to] = [[...old.childNodes], [...now.childNodes]];
  const isSame = (at) => from.length && to.length && from.at(at).isEqualNode(to.at(at));
  let tail = 0;
  for (; isSame(0); to.shift()) from.shift();
  for (; isSame(-1); to.pop(), tail++) from.pop();
  // The parts of the page are entered; paragraphs are exchanged whole.
  if (from.length === to.length && from.every((one, at) => one.isEqualNode(to[at]) || isPart(one, to[at]))) {
    for (const [at, one] of from.entries()) if (!one.isEqualNode(to[at])) await exchange(one, to[at], isWanted);
    return;
  }
  const place = old.childNodes[old.childNodes.length - tail] ?? null;
  for (const each of from) each.remove();
  await fill(old, to, place, isWanted);
}

const isPart = (one, other) => one.children?.length && one.nodeName === other.nodeName && one.className === other.className;

async function fill(old, nodes, place, isWanted) {
  for (const [at, node] of nodes.entries()) {
    if (at && at % SLICE === 0) await wait(0);
    if (!isWanted()) return;
    const long = node.childNodes.length > SLICE;
    const copy = old.ownerDocument.importNode(node, !long);
    old.insertBefore(copy, place);
    if (long) await fill(copy, [...node.childNodes], null, isWanted);
  }
}

function show(isShown) {
  pane.hidden = !isShown;
  form.classList.toggle("editor--previewed", isShown);
  device.preview = isShown ? "shown" : "";
  if (isShown) draw();
}

form.addEventListener("input", () => {
  clearTimeout(drawing);
  if (!pane.hidden) drawing = setTimeout(draw, AFTER);
});
byId("previewing").addEventListener("click", (event) => {
  event.preventDefault();
  show(pane.hidden);
});
byId("phone").addEventListener("click", ({ target }) => {
  target.ariaPressed = String(frame.classList.toggle("editor__phone"));
});
byId("close").addEventListener("click", () => {
  show(false);
  byId("previewing").focus();
});
if (device.preview === "shown" && matchMedia("(min-width: 80rem)").matches) show(true);
