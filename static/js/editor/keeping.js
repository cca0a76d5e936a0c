// The editor: what is typed is kept at the server a few seconds later, and in this browser until that has worked. These
// parts are sent as one module (blog/assets.py); without it the form works as any other.

const PAUSE = 2000; // milliseconds after the last key
const AGAIN = 5000; // milliseconds until the next try
const BRIEF = 500; // milliseconds after the last key, for what stays in this browser
const SMALL = 60_000; // letters of what may be sent while the page is left

const form = document.querySelector(".editor");
const { body, seen, csrf_token: token } = form.elements;
const say = form.dataset;
const byId = (id) => document.getElementById(id);
const wait = (time) => new Promise((done) => setTimeout(done, time));

let keeping = Promise.resolve(); // one after another
let isTyped = false; // since it was kept
let isStopped = false; // another tab has it, or it is being saved
let pause, brief;

function typed() {
  const fields = new FormData(form);
  fields.delete("picture"); // a file, which goes when it is saved
  return new URLSearchParams(fields);
}

async function post(address, fields, options) {
  const send = () => {
    fields.set("csrf_token", token.value);
    return fetch(address, { method: "POST", body: fields, ...options }).catch(() => null);
  };
  const answer = await send();
  return answer?.status === 400 && (await renewToken()) ? send() : answer;
}

// Whoever signed in anew in another tab has another token than this page.
async function renewToken() {
  const answer = await fetch(location).catch(() => null);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const fresh = page.querySelector(".editor [name=csrf_token]");
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
  const answer = await post(say.keep, fields, { keepalive: fields.toString().length < SMALL });
  if (answer?.ok && !answer.redirected) return kept(await answer.json());
  isTyped = true;
  const words = { 404: say.gone, 409: say.conflict }[answer?.status];
  isStopped = Boolean(words);
  complain(words ?? (answer?.redirected ? say.signedOut : say.offline));
  byId("compare").hidden = byId("compare").disabled = answer?.status !== 409;
  if (!isStopped) pause = setTimeout(keep, AGAIN);
}

function kept(answer) {
  seen.value = answer.seen;
  if (!isTyped) forget();
  if (answer.address) {
    form.action = answer.address;
    say.keep = `${answer.address}/working-copy`;
    history.replaceState(null, "", answer.address);
  }
  byId("kept").textContent = say.kept.replace("{time}", answer.kept);
  complain("");
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
  brief = setTimeout(keepHere, BRIEF);
});
form.addEventListener("focusout", keep);
addEventListener("online", keep);
document.addEventListener("visibilitychange", () => document.hidden && (keepHere(), keep()));

// What is on its way arrives first, or saving would meet it as the words of another tab.
let isSaving = false;
let isReady = false;
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (submitter?.value === "preview" || isReady) return;
  event.preventDefault();
  if (isSaving) return;
  keepHere();
  isSaving = isStopped = true;
  await Promise.all([wait(0), keeping, ...uploads]); // a form cannot be sent while this very event lasts
  isReady = true;
  form.requestSubmit(submitter);
});

// --- In this browser, where it lets us ---

const device = (() => {
  try {
    return localStorage ?? {};
  } catch {
    return {};
  }
})();
const place = () => `editor ${new URL(form.action).pathname}`;
const bare = (text) => text.replace(/\s+/g, " ").trim();
let offered = JSON.parse(device[place()] ?? "null"); // what is there from before, until it is taken or dropped

function keepHere() {
  if (offered || !isTyped) return;
  const fields = [...typed()].filter(([name]) => !["csrf_token", "seen", "drop"].includes(name));
  try {
    device[place()] = JSON.stringify({ at: Date.now(), fields });
  } catch {
    // it is full
  }
}

function forget() {
  clearTimeout(brief);
  if (!offered) delete device[place()];
}

function offer() {
  const now = typed();
  const isNew = offered?.fields.some(([name, text]) => bare(text) !== bare(now.get(name) ?? ""));
  if (!isNew || "saved" in say) {
    offered = null;
    return forget();
  }
  const time = new Date(offered.at).toLocaleString(document.documentElement.lang);
  byId("offer").hidden = false;
  byId("offered").textContent = say.offer.replace("{time}", time);
}

byId("offer").addEventListener("click", ({ target }) => {
  if (!target.matches("button")) return;
  const { fields } = offered;
  offered = null;
  byId("offer").hidden = true;
  if (target.value === "drop") return forget();
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  for (const [name, text] of fields) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = text;
  }
  body.dispatchEvent(new Event("input", { bubbles: true }));
});
offer();
