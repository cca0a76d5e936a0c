// The queue by keyboard: j and k walk, a s d decide, z undoes. Every act is the row's own form, sent in the background;
// without this module the same forms work as they are.

const list = () => document.getElementById("rows");
const notice = () => document.getElementById("notice");
const rows = () => [...document.querySelectorAll(".queue__row")];

let current = null;
let sending = Promise.resolve(); // acts go one after another, however fast the keys
const leaving = new Set(); // rows whose act is on its way

function walkTo(row, focus = true) {
  current?.removeAttribute("aria-current");
  for (const each of rows()) each.tabIndex = each === row ? 0 : -1;
  current = row ?? null;
  if (!row) return;
  row.setAttribute("aria-current", "true");
  if (focus) row.focus();
}

function step(by) {
  const all = rows();
  walkTo(all[Math.min(Math.max(all.indexOf(current) + by, 0), all.length - 1)]);
}

// The page that the server answers with, or an error whose message can be shown.
async function send(form, button) {
  const { offline, signedOut } = notice().dataset;
  const answer = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(
    () => null,
  );
  if (answer?.url.includes("/admin/login")) throw new Error(signedOut);
  if (!answer?.ok) throw new Error(offline);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function say(text) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = text;
  notice().replaceChildren(line);
}

function take(page, id) {
  document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
}

function refresh(page) {
  for (const id of ["notice", "tabs"]) take(page, id);
  document.title = page.title;
}

function decide(form, button) {
  const row = form.closest(".queue__row");
  const place = document.createComment("");
  const all = rows();
  const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
  row.before(place);
  row.remove();
  leaving.add(row.id);
  walkTo(next);
  if (!next) notice().focus();
  sending = sending.then(async () => {
    try {
      const page = await send(form, button);
      leaving.delete(row.id);
      refresh(page);
      if (!rows().length) showAll(page);
      place.remove();
    } catch (error) {
      leaving.delete(row.id);
      place.replaceWith(row);
      walkTo(row);
      say(error.message);
    }
  });
}

function undo() {
  sending = sending.then(async () => {
    const button = notice().querySelector("[data-key=z]");
    if (!button) return;
    const before = new Set(rows().map((row) => row.id));
    try {
      const page = await send(button.form, { formAction: button.form.action });
      refresh(page);
      showAll(page);
      walkTo(rows().find((row) => !before.has(row.id)) ?? rows()[0]);
    } catch (error) {
      say(error.message);
    }
  });
}

function showAll(page) {
  take(page, "rows");
  for (const id of leaving) document.getElementById(id)?.remove();
  walkTo(rows()[0]);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".queue__acts")) decide(form, event.submitter);
  else if (form.matches(".desk__notice")) undo();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".queue__row");
  if (row && row !== current) walkTo(row, false);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const { key } = event;
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "z") undo();
  else if ("asd".includes(key)) current?.querySelector(`[data-key=${key}]`)?.click();
  else return;
  event.preventDefault();
});

if (list()) walkTo(rows()[0], false);
