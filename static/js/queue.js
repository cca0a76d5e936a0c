// The queue by keyboard: j and k walk, a s d decide, z undoes. Every act is a form of the page, sent in the background;
// without this module the same forms work as they are.

const FIELDS = "input:not([type=checkbox]), textarea, select";
const READ = 5000; // milliseconds that a line of trouble stands at least
const UNDO = "undo"; // in the session's storage: what can be undone, the last one last

const byId = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll(".queue__row")];
const ticked = () => [...document.querySelectorAll(".queue__who [name=ids]:checked")];

let current = null;
let token = ""; // a newer one than the page's, once the page's was refused
let sending = Promise.resolve(); // acts go one after another, however fast the keys
let unsent = 0;
const leaving = new Map(); // by the id of a row whose act is on its way: the mark where it stood, and how many it counts

// --- Walking: one row is current, and only its controls are stops of the Tab key ---

function walkTo(row, focus = true) {
  current?.removeAttribute("aria-current");
  current = row ?? null;
  for (const each of rows()) {
    each.tabIndex = each === row ? 0 : -1;
    for (const control of each.querySelectorAll("a, button, input, summary")) control.tabIndex = each.tabIndex;
  }
  if (row) row.setAttribute("aria-current", "true");
  if (focus) (row ?? byId("notice")).focus();
}

function step(by) {
  const all = rows();
  if (all.length) walkTo(all[Math.min(Math.max(all.indexOf(current) + by, 0), all.length - 1)]);
}

// --- Sending: the page that the server answers with, or an error whose message can be shown ---

function post(action, fields) {
  if (token) fields.set("csrf_token", token);
  return ask(action, new URLSearchParams(fields));
}

async function send(action, fields) {
  const words = byId("notice").dataset;
  let answer = await post(action, fields);
  if (answer.status === 400 && (await renewToken())) answer = await post(action, fields);
  const { status, url, page } = answer;
  if (!status) throw new Error(words.offline);
  if (url.includes("/admin/login")) throw new Error(words.signedOut);
  if (status === 404) throw new Error(words.gone, { cause: 404 });
  if (status !== 200 || !page?.getElementById("rows")) throw new Error(words.failed);
  return page;
}

// Whoever signed in anew in another tab has another token than this page.
async function renewToken() {
  const { page } = await ask(location);
  if (page) token = page.querySelector("[name=csrf_token]")?.value ?? "";
  return token;
}

function queued(act, onError) {
  for (const line of [...byId("trouble").children]) if (Date.now() - line.dataset.since > READ) line.remove();
  unsent += 1;
  sending = sending
    .then(act)
    .catch(onError)
    .finally(() => (unsent -= 1));
}

// What went wrong stands apart from the notice and for a while, so that no fast key wipes it away unread.
function say(text) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = text;
  line.dataset.since = Date.now();
  byId("trouble").append(line);
}

function take(page, ...ids) {
  for (const id of ids) {
    const isHeld = byId(id).contains(document.activeElement);
    byId(id).replaceChildren(...page.getElementById(id).childNodes);
    if (isHeld) byId("notice").focus();
  }
  document.title = page.title;
}

function showAll(page, focus = true) {
  const at = rows().indexOf(current);
  const ticks = ticked().map((box) => box.value);
  const open = [...document.querySelectorAll(".queue__row details[open]")];
  const opened = open.map((each) => `#${each.closest(".queue__row").id} .${each.className}`);
  take(page, "notice", "tabs", "rows");
  for (const [id, { mark, count }] of leaving) if (byId(id)) leave(byId(id), count, mark);
  for (const box of document.querySelectorAll(".queue__who [name=ids]")) box.checked = ticks.includes(box.value);
  for (const each of opened) document.querySelector(each)?.setAttribute("open", "");
  walkTo(byId(current?.id) ?? rows()[Math.min(Math.max(at, 0), rows().length - 1)], focus);
}

// --- Rows go at once, and come back when their act failed; the numbers of their section follow them ---

function leave(row, count, mark = document.createComment("")) {
  leaving.set(row.id, { mark, count });
  recount(row, -count);
  row.replaceWith(mark);
}

function comeBack(row) {
  const { mark, count } = leaving.get(row.id);
  mark.replaceWith(row);
  leaving.delete(row.id);
  // Without its tick, or the next key would mean this row and not the one that is read.
  for (const box of row.querySelectorAll("[name=ids]")) box.checked = false;
  if (row.isConnected) recount(row, count);
}

function stayAway(row) {
  leaving.get(row.id)?.mark.remove();
  leaving.delete(row.id);
}

function recount(row, by) {
  const section = row.closest(".queue__section");
  for (const each of section.querySelectorAll("[data-count]")) {
    const text = "value" in each ? "value" : "textContent";
    each[text] = Number(each[text]) + by;
  }
  const ids = [...section.querySelectorAll(".queue__group > [name=ids]")]; // that "Approve all" takes
  for (const input of ids) if (`row-${input.value}` === row.id) input.disabled = by < 0;
  const left = ids.filter((input) => !input.disabled).length;
  for (const each of section.querySelectorAll("[data-shown]")) {
    each.textContent = left;
    each.closest("form").hidden = !left;
  }
}

// --- Deciding ---

function decide(form, button) {
  const action = button.hasAttribute("formaction") ? button.formAction : form.action;
  const fields = new FormData(form);
  const these = rowsOf(form, fields.getAll("ids"));
  const total = fields.has("count") ? Number(fields.get("count")) : these.length;
  if (!total) return;
  const all = rows();
  const isLeft = (row) => !these.includes(row);
  const next = all.slice(all.indexOf(these.at(-1))).find(isLeft) ?? all.findLast(isLeft);
  // What stood for others makes room for them, a group for what comes after it, and an undo may bring more along.
  const isWhole =
    !form.matches(".queue__acts") || action.includes("/undo") || these.some((row) => "alike" in row.dataset);
  const act = isWhole && action.includes("/undo") ? null : begun();
  // The first row counts those too that it stands for, or that the page has no room for.
  these.forEach((row, place) => leave(row, place ? 1 : 1 + total - these.length));
  walkTo(current?.isConnected ? current : next);
  queued(
    async () => {
      const page = await send(action, fields);
      for (const row of these) stayAway(row);
      if (act) finished(act, page);
      const isUsedUp = [...document.querySelectorAll(".queue__section")].some((each) => !each.querySelector(".queue__row"));
      if (isWhole || isUsedUp || page.querySelector("[data-again]")) showAll(page, document.activeElement !== byId("notice") || rows().length === 0);
      else take(page, "notice", "tabs");
    },
    (error) => {
      if (act) finished(act, null);
      for (const row of these) (error.cause === 404 ? stayAway : comeBack)(row);
      say(these.length === 1 ? `${these[0].ariaLabel}: ${error.message}` : error.message);
      // Whoever reads another row meanwhile goes on there: the next key is meant for that one.
      walkTo(current ?? rows()[0], !current);
    },
  );
}

function rowsOf(form, ids) {
  if (ids.length) return ids.map((id) => byId(`row-${id}`));
  const row = form.closest(".queue__row");
  return row ? [row] : [...(form.closest(".queue__section")?.querySelectorAll(".queue__row") ?? [])];
}

// --- Undoing: as deep as the session. An act is in the list from the key on, so that `z` means that one ---

const acts = JSON.parse(sessionStorage.getItem(UNDO) ?? "[]").map((undo) => ({ undo, isOver: true }));

function begun() {
  acts.push({ undo: null });
  return acts.at(-1);
}

function finished(act, page) {
  act.undo = page?.querySelector(".desk__notice")?.getAttribute("action") ?? null;
  act.isOver = true;
  store();
}

function store() {
  sessionStorage.setItem(UNDO, JSON.stringify(acts.map((act) => act.undo).filter(Boolean)));
}

function undo(action) {
  const at = action ? acts.findIndex((act) => act.undo === action) : acts.length - 1;
  if (at < 0) return;
  const [act] = acts.splice(at, 1);
  if (act.isOver && !act.undo) return; // it was not done; the next `z` means the one before
  const fields = new FormData(byId("bulk"));
  fields.delete("ids");
  queued(
    async () => {
      if (!act.undo) return; // what was to be undone had not been done
      const page = await send(act.undo, fields);
      store();
      const row = page.querySelector("[data-undone]")?.dataset.undone;
      showAll(page, false);
      walkTo(byId(row) ?? current);
    },
    (error) => {
      if (error.cause !== 404) acts.splice(at, 0, act);
      store();
      say(error.message);
    },
  );
}

// --- What people do ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.formMethod === "dialog") return;
  if (form.matches(".queue__acts:not(.queue__acts--pending-edit), .queue__group, .queue__bulk")) decide(form, event.submitter);
  else if (form.matches(".desk__notice")) undo(form.getAttribute("action"));
  else if (unsent && form.method === "post") onceSent(() => form.requestSubmit(event.submitter));
  else return;
  event.preventDefault();
});

// Nobody leaves before what was decided has arrived; and what has not arrived is looked at first.
function onceSent(go) {
  sending.then(() => byId("trouble").childElementCount || go());
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || !unsent || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  onceSent(() => location.assign(link.href));
});

window.addEventListener("beforeunload", (event) => {
  if (unsent) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".queue__row");
  if (row && row !== current) walkTo(row, false);
});

// The browser gives the focus back to where it was, which may have been drawn anew meanwhile.
byId("shortcuts").addEventListener("close", (event) => {
  if (document.activeElement === document.body || event.target.contains(document.activeElement)) walkTo(current);
});

const keys = {
  j: () => step(1),
  k: () => step(-1),
  z: () => undo(),
  x: () => current?.querySelector("[name=ids]")?.click(),
  o: () => current?.querySelector(".queue__place a")?.click(),
  "/": () => document.querySelector("[data-key='/']")?.click(),
  "?": () => byId("keys").click(),
  S: () => document.querySelector("[data-key=S]")?.click(),
};
for (const key of "asdre") {
  const inBulk = () => ticked().length && byId("bulk").querySelector(`[data-key=${key}]`);
  keys[key] = () => (inBulk() || current?.querySelector(`[data-key=${key}]`))?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
  if (document.querySelector("dialog[open]")) return;
  if (document.documentElement.hasAttribute("data-no-keys") && event.key !== "?") return;
  // Caps Lock alone makes no S of an s; and a key that is held walks on, and decides nothing more.
  const key = event.getModifierState("CapsLock") && !event.shiftKey ? event.key.toLowerCase() : event.key;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  if (!event.repeat || "jk".includes(key)) keys[key]();
});

const told = document.querySelector(".desk__notice")?.getAttribute("action");
if (told && !acts.some((act) => act.undo === told)) finished(begun(), document);
walkTo(byId(location.hash.slice(1))?.closest(".queue__row") ?? rows()[0], false);
