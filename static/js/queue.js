// The queue by keyboard: j and k walk, a s d decide, z undoes. Every act is a form of the page, sent in the background;
// without this module the same forms work as they are.

const FIELDS = "input:not([type=checkbox]), textarea, select, dialog *";
const UNDO = "undo"; // in the session's storage: what can be undone, the last one last

const byId = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll(".queue__row")];
const ticked = () => document.querySelector(".queue__who [name=ids]:checked");

let current = null;
let sending = Promise.resolve(); // acts go one after another, however fast the keys
const leaving = new Set(); // rows whose act is on its way

// --- Walking: one row is current, and only its controls are stops of the Tab key ---

function walkTo(row, focus = true) {
  current?.removeAttribute("aria-current");
  current = row ?? null;
  for (const each of rows()) {
    each.tabIndex = each === row ? 0 : -1;
    for (const control of each.querySelectorAll("a, button, input, summary")) control.tabIndex = each.tabIndex;
  }
  if (!row) return;
  row.setAttribute("aria-current", "true");
  if (focus) row.focus();
}

function step(by) {
  const all = rows();
  walkTo(all[Math.min(Math.max(all.indexOf(current) + by, 0), all.length - 1)]);
}

// --- Sending: the page that the server answers with, or an error whose message can be shown ---

async function send(action, fields) {
  const { offline, signedOut } = byId("notice").dataset;
  const answer = await fetch(action, { method: "POST", body: new URLSearchParams(fields) }).catch(() => null);
  if (answer?.url.includes("/admin/login")) throw new Error(signedOut);
  if (!answer?.ok) throw new Error(offline);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function queued(act, onError = () => {}) {
  sending = sending.then(act).catch((error) => {
    onError();
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
  const here = current?.id;
  take(page, "notice", "tabs", "rows");
  for (const id of leaving) byId(id)?.remove();
  walkTo(byId(here) ?? rows()[0], focus);
  if (!rows().length) byId("notice").focus();
}

// --- Deciding ---

function decide(form, button) {
  const row = form.closest(".queue__row");
  const place = document.createComment("");
  const all = rows();
  const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  const fields = new FormData(form);
  row.before(place);
  row.remove();
  leaving.add(row.id);
  walkTo(next);
  if (!next) byId("notice").focus();
  queued(
    async () => {
      const page = await send(button.formAction, fields);
      leaving.delete(row.id);
      place.remove();
      remember(page);
      // One that stood for others, or was the last of the page, has others that take its place.
      if ("alike" in row.dataset || !rows().length) showAll(page, !next);
      else take(page, "notice", "tabs");
    },
    () => {
      leaving.delete(row.id);
      place.replaceWith(row);
      walkTo(row);
    },
  );
}

function decideAll(form, button) {
  const fields = new FormData(form);
  queued(async () => {
    const page = await send(button.hasAttribute("formaction") ? button.formAction : form.action, fields);
    remember(page);
    showAll(page);
  });
}

// --- Undoing: as deep as the session ---

const undoable = () => JSON.parse(sessionStorage.getItem(UNDO) ?? "[]");

function remember(page) {
  const action = page.querySelector(".desk__notice")?.getAttribute("action");
  if (action) sessionStorage.setItem(UNDO, JSON.stringify([...undoable().filter((each) => each !== action), action]));
}

function undo() {
  const fields = new FormData(byId("bulk"));
  fields.delete("ids");
  queued(async () => {
    const stack = undoable();
    const action = stack.pop();
    if (!action) return;
    const before = new Set(rows().map((row) => row.id));
    const page = await send(action, fields);
    sessionStorage.setItem(UNDO, JSON.stringify(stack));
    showAll(page, false);
    walkTo(rows().find((row) => !before.has(row.id)) ?? current);
  });
}

// --- What people do ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".queue__acts")) decide(form, event.submitter);
  else if (form.matches(".queue__group, .queue__bulk")) decideAll(form, event.submitter);
  else if (form.matches(".desk__notice")) undo();
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
  z: undo,
  x: () => current?.querySelector("[name=ids]")?.click(),
  o: () => current?.querySelector(".queue__place a")?.click(),
  "/": () => document.querySelector("[data-key='/']")?.click(),
  "?": () => byId("keys").click(),
  S: () => document.querySelector("[data-key=S]")?.click(),
};
for (const key of "asdre") {
  keys[key] = () => (ticked() && byId("bulk").querySelector(`[data-key=${key}]`) || current?.querySelector(`[data-key=${key}]`))?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(FIELDS)) return;
  if (document.documentElement.hasAttribute("data-no-keys") && event.key !== "?") return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

remember(document);
walkTo(rows()[0], false);
