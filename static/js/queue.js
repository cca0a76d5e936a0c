// The queue by keyboard: j and k walk, a s d decide, z undoes. Every act is a form of the page, sent in the background;
// without this module the same forms work as they are.

const FIELDS = "input:not([type=checkbox]), textarea, select";
const UNDO = "undo"; // in the session's storage: what can be undone, the last one last

const byId = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll(".queue__row")];
const ticked = () => [...document.querySelectorAll(".queue__who [name=ids]:checked")];

let current = null;
let token = ""; // a newer one than the page's, once the page's was refused
let sending = Promise.resolve(); // acts go one after another, however fast the keys
const leaving = new Map(); // by the id of a row whose act is on its way: the mark where it stood

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
  return fetch(action, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
}

async function send(action, fields) {
  const words = byId("notice").dataset;
  let answer = await post(action, fields);
  if (answer?.status === 400 && (await renewToken())) answer = await post(action, fields);
  if (!answer) throw new Error(words.offline);
  if (answer.url.includes("/admin/login")) throw new Error(words.signedOut);
  if (answer.status === 404) throw new Error(words.gone, { cause: 404 });
  if (!answer.ok) throw new Error(words.failed);
  return parse(answer);
}

const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// Whoever signed in anew in another tab has another token than this page.
async function renewToken() {
  const answer = await fetch(location).catch(() => null);
  if (answer) token = (await parse(answer)).querySelector("[name=csrf_token]")?.value ?? "";
  return token;
}

function queued(act, onError = () => {}) {
  sending = sending.then(act).catch((error) => {
    onError(error);
    say(error.message);
  });
}

function say(text) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = text;
  byId("notice").replaceChildren(line);
}

function take(page, ...ids) {
  for (const id of ids) byId(id).replaceChildren(...page.getElementById(id).childNodes);
  document.title = page.title;
}

function showAll(page, focus = true) {
  const [here, ticks] = [current?.id, ticked().map((box) => box.value)];
  take(page, "notice", "tabs", "rows");
  for (const [id, mark] of leaving) if (byId(id)) leave(byId(id), mark);
  for (const box of document.querySelectorAll(".queue__who [name=ids]")) box.checked = ticks.includes(box.value);
  walkTo(byId(here) ?? rows()[0], focus);
}

// --- Rows go at once, and come back when their act failed; the numbers of their section follow them ---

function leave(row, mark = document.createComment("")) {
  leaving.set(row.id, mark);
  recount(row, true);
  row.replaceWith(mark);
}

function comeBack(row) {
  leaving.get(row.id).replaceWith(row);
  leaving.delete(row.id);
  if (row.isConnected) recount(row, false);
}

function stayAway(row) {
  leaving.get(row.id).remove();
  leaving.delete(row.id);
}

function recount(row, isGone) {
  const section = row.closest(".queue__section");
  for (const each of section.querySelectorAll("[data-count]")) {
    const text = "value" in each ? "value" : "textContent";
    each[text] = Number(each[text]) + (isGone ? -1 : 1);
  }
  const ids = [...section.querySelectorAll(".queue__group > [name=ids]")]; // that "Approve all" takes
  for (const input of ids) if (`row-${input.value}` === row.id) input.disabled = isGone;
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
  const all = rows();
  const isLeft = (row) => !these.includes(row);
  const next = all.slice(all.indexOf(these.at(-1))).find(isLeft) ?? all.findLast(isLeft);
  // What stood for others makes room for them, and a group for what comes after it.
  const isWhole = !form.matches(".queue__acts") || these.some((row) => "alike" in row.dataset);
  for (const row of these) leave(row);
  if (!current?.isConnected) walkTo(next);
  queued(
    async () => {
      const page = await send(action, fields);
      for (const row of these) stayAway(row);
      remember(page);
      if (isWhole || !rows().length) showAll(page);
      else take(page, "notice", "tabs");
    },
    (error) => {
      for (const row of these) (error.cause === 404 ? stayAway : comeBack)(row);
      // Whoever reads another row meanwhile goes on there: the next key is meant for that one.
      if (!current) walkTo(rows()[0]);
    },
  );
}

function rowsOf(form, ids) {
  if (ids.length) return ids.map((id) => byId(`row-${id}`));
  return [...(form.closest(".queue__section").querySelectorAll(".queue__row"))].filter(
    (row) => !form.closest(".queue__row") || row.contains(form),
  );
}

// --- Undoing: as deep as the session ---

const undoable = () => JSON.parse(sessionStorage.getItem(UNDO) ?? "[]");
const store = (stack) => sessionStorage.setItem(UNDO, JSON.stringify(stack));

function remember(page) {
  const action = page.querySelector(".desk__notice")?.getAttribute("action");
  if (action && !undoable().includes(action)) store([...undoable(), action]);
}

function undo(chosen) {
  const fields = new FormData(byId("bulk"));
  fields.delete("ids");
  queued(async () => {
    const action = chosen ?? undoable().at(-1);
    if (!action) return;
    const forget = () => store(undoable().filter((each) => each !== action));
    const before = new Set(rows().map((row) => row.id));
    const page = await send(action, fields).catch((error) => {
      if (error.cause === 404) forget();
      throw error;
    });
    forget();
    showAll(page, false);
    walkTo(rows().find((row) => !before.has(row.id)) ?? current);
  });
}

// --- What people do ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".queue__acts, .queue__group, .queue__bulk")) decide(form, event.submitter);
  else if (form.matches(".desk__notice")) undo(form.getAttribute("action"));
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".queue__row");
  if (row && row !== current) walkTo(row, false);
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

remember(document);
walkTo(rows()[0], false);
