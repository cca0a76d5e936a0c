// The editor: what is typed is kept at the server a few seconds later, and in this browser until that has worked. These
// parts are sent as one module (blog/assets.py); without it the form works as any other.

const PAUSE = 2000; // milliseconds after the last key
const AGAIN = 5000; // milliseconds until the next try
const BRIEF = 500; // milliseconds after the last key, for what stays in this browser
const LARGEST = 2 ** 31 - 2;
const SLOW = 10_000; // milliseconds after which saving may be tried again
const TRIES = 50; // whose answers were lost, that are still known
const SMALL = 60_000; // letters of what may be sent while the page is left

const form = document.querySelector(".editor");
const { body, seen, csrf_token: token } = form.elements;
const say = form.dataset;
const byId = (id) => document.getElementById(id);
const wait = (time) => new Promise((done) => setTimeout(done, time));

let keeping = Promise.resolve(); // one after another
const uploads = new Set(); // what is on its way; saving waits for it
const marks = new Set(); // where it will stand; they are never kept
let isTyped = false; // since it was kept
let isNew = say.keep.includes("/new/");
let isStopped = false; // another tab has it, or it is being saved
let pause, brief;

function typed() {
  const fields = new FormData(form);
  fields.delete("picture"); // a file, which goes when it is saved
  for (const mark of marks) fields.set("body", fields.get("body").replace(mark, ""));
  return new URLSearchParams(fields);
}

const post = (address, fields, options) =>
  withToken(fields, () => fetch(address, { method: "POST", body: fields, ...options }).catch(() => null));

async function withToken(fields, send) {
  const once = () => {
    fields.set("csrf_token", token.value);
    return send();
  };
  const answer = await once();
  return answer?.status === 400 && (await renewToken()) ? once() : answer;
}

// Whoever signed in anew in another tab has another token than this page.
async function renewToken() {
  const { page } = await ask(location);
  const fresh = page?.querySelector(".editor [name=csrf_token]");
  if (fresh) token.value = fresh.value;
  return fresh;
}

function keep() {
  clearTimeout(pause);
  if (isTyped && !isStopped) keeping = keeping.then(keepOnce);
  return keeping;
}

async function keepOnce() {
  if (!isTyped || isStopped) return;
  isTyped = false;
  const fields = typed();
  const version = 1 + Math.floor(Math.random() * LARGEST); // by which a keeping whose answer is lost is known again
  fields.set("version", version);
  const answer = await post(say.keep, fields, { keepalive: fields.toString().length < SMALL });
  if (answer?.ok && !answer.redirected) return kept(await answer.json());
  if (!answer && seen.value) remember(version);
  isTyped = true;
  const words = { 404: say.gone, 409: say.conflict }[answer?.status];
  isStopped = Boolean(words);
  complain(words ?? (answer?.redirected ? say.signedOut : say.offline));
  byId("compare").hidden = byId("compare").disabled = answer?.status !== 409;
  if (!isStopped) pause = setTimeout(keep, AGAIN);
}

// The edition and the copy that this page began from, and those that may have arrived since.
function remember(version) {
  const [edition, copy, ...tried] = seen.value.split(".");
  seen.value = [edition, copy, ...[...tried, version].slice(-TRIES)].join(".");
}

function kept(answer) {
  seen.value = answer.seen;
  if (!isTyped) forget();
  if (answer.address) {
    isNew = false;
    form.action = answer.address;
    say.keep = `${answer.address}/working-copy`;
    history.replaceState(null, "", answer.address);
  }
  byId("kept").textContent = say.kept.replace("{time}", answer.kept);
  complain("");
  if (isStale && !pane.hidden) draw();
}

function complain(words) {
  if (byId("trouble").textContent !== words) byId("trouble").textContent = words;
  byId("trouble").parentNode.hidden = !words;
  if (words) byId("kept").textContent = "";
}

form.addEventListener("input", () => {
  isTyped = true;
  clearTimeout(pause);
  clearTimeout(brief);
  pause = setTimeout(keep, PAUSE);
  brief = setTimeout(() => keepHere(), BRIEF);
});
form.addEventListener("focusout", keep);
addEventListener("online", keep);
document.addEventListener("visibilitychange", () => document.hidden && (keepHere(), keep()));

// What is on its way arrives first, or saving would meet it as the words of another tab.
// A new piece is a draft first, so that saving it twice makes no two.
let isSaving = false;
let isReady = false;
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (submitter?.value === "preview" || isReady) return;
  event.preventDefault();
  const mistyped = [...form.elements].find((field) => field.validity?.badInput); // it would be sent as if it were empty
  if (mistyped) return mistyped.reportValidity();
  if (isSaving) return;
  isSaving = true;
  keepHere(true);
  byId("kept").textContent = say.saving;
  await wait(0); // a form cannot be sent while this very event lasts
  if (isNew) isTyped = true;
  if (isNew || uploads.size) keep();
  await Promise.all([keeping, ...uploads]);
  const wasStopped = isStopped;
  isReady = isStopped = true;
  form.requestSubmit(submitter);
  isReady = false;
  await wait(SLOW);
  [isSaving, isStopped] = [false, wasStopped];
});

// Enter in a field of one line would show to readers what is half written.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox], [type=file])")) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=save]:not([hidden])"));
  }
});

// --- In this browser, where it lets us: of each time that the editor was opened what did not arrive ---

const device = (() => {
  try {
    return localStorage ?? {};
  } catch {
    return {};
  }
})();
const opened = Date.now();
const place = () => `editor ${new URL(form.action).pathname}`;
const bare = (text) => text.replace(/\s+/g, " ").trim();
const here = () => JSON.parse(device[place()] ?? "[]");

function putHere(list) {
  try {
    if (list.length) device[place()] = JSON.stringify(list);
    else delete device[place()];
  } catch {
    // it is full
  }
}

const others = (at) => here().filter((each) => each.opened !== at);

function keepHere(isSent = false) {
  if (!isTyped) return;
  const fields = [...typed()].filter(([name]) => !["csrf_token", "seen", "drop"].includes(name));
  putHere([...others(opened), { opened, isSent, at: Date.now(), seen: seen.value, fields }]);
}

function forget(at = opened) {
  if (at === opened) clearTimeout(brief);
  putHere(others(at));
}

function offer() {
  const now = typed();
  const isOther = ({ fields }) => fields.some(([name, text]) => bare(text) !== bare(now.get(name) ?? ""));
  for (const each of others(opened)) if (("saved" in say && each.isSent) || !isOther(each)) forget(each.opened);
  const [last] = others(opened).sort((one, other) => other.at - one.at);
  byId("offer").hidden = !last;
  if (!last) return;
  const time = new Date(last.at).toLocaleString(document.documentElement.lang);
  byId("offered").textContent = say.offer.replace("{time}", time);
}

byId("offer").addEventListener("click", ({ target }) => {
  if (!target.matches("button")) return;
  const [last] = others(opened).sort((one, other) => other.at - one.at);
  forget(last.opened);
  if (target.value === "take") takeOver(last);
  offer();
});

// What was saved since they were typed is not overwritten: the server is told what they began from.
function takeOver({ seen: began, fields }) {
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  for (const [name, text] of fields) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = text;
  }
  seen.value = began;
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

// That it was saved is said once, not at each time that the page is loaded again.
if ("saved" in say) history.replaceState(null, "", location.pathname);
offer();
delete say.saved;
