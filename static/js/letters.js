// The form under an article: keeps what is typed until it was sent, shows how it will be printed, opens replies in
// place, and shows what waits to be read. All of it works without this module too, only with more pages.

const PAUSE = 600; // milliseconds without a key, before the preview follows
const EXCERPT = 160; // letters, as on the page that answers without script

const byId = (id) => document.getElementById(id);
const respond = byId("respond");
const home = document.createComment(""); // where the form stands while it answers nobody
const { action } = respond.querySelector("form");
const [DRAFT, SENT, WRITER] = [`draft ${action}`, `sent ${action}`, "writer"]; // what this browser keeps

let form, body, parent, writer; // of the page, or of the server's last answer; none once comments are closed

// --- Keeping: lists of words, for as long as the page where the browser refuses to ---

const device = (() => {
  try {
    return localStorage ?? {};
  } catch {
    return {};
  }
})();

const read = (key) => JSON.parse(device[key] ?? "[]");

function keep(key, list) {
  if (list.length) device[key] = JSON.stringify(list);
  else delete device[key];
}

const keepDraft = () => keep(DRAFT, body.value.trim() ? [body.value, parent.value] : []);
const keepWriter = () => keep(WRITER, byId("remember").checked ? writer.map((field) => field.value) : []);

// What the form holds already, as after an error, goes before what is kept.
function begin() {
  form = respond.querySelector("form");
  if (!form) return;
  ({ body, parent } = form.elements);
  writer = ["name", "email", "website"].map((name) => form.elements[name]);
  read(WRITER).forEach((text, at) => (writer[at].value ||= text));
  const box = byId("remember");
  box.type = "checkbox";
  box.checked = WRITER in device;
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id, textContent: box.dataset.words });
  box.after(label);
  box.parentNode.hidden = false;
  const [text = "", id] = body.value ? [body.value] : read(DRAFT);
  body.value = text;
  const answered = parent.value || id; // browsers fill in hidden fields too, when a page is loaded again
  if (!answered || !form.querySelector(".replied-to").hidden) return;
  // Where what is answered stands on another page, or nowhere any more, the server knows.
  if (byId(`comment-${answered}`) || new URLSearchParams(location.search).has("reply")) replyTo(answered);
  else location.replace(`${location.pathname}?reply=${answered}`);
}

// --- Replying: the form goes under a comment and quotes it, or goes home where there is none with that id ---

function replyTo(id) {
  const comment = byId(`comment-${id}`);
  const quote = form.querySelector(".replied-to");
  (comment ?? home).after(respond);
  quote.hidden = !comment;
  parent.value = comment ? id : "";
  if (!comment) return;
  const [line, cancel] = quote.children;
  const [before, between, after] = line.dataset.words.split("|");
  const name = comment.querySelector(".comment__name").textContent;
  const text = comment.querySelector(".comment__body").textContent.trim();
  const words = text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
  line.textContent = before + name + between + words + after;
  cancel.textContent = cancel.dataset.words;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".comment__foot [href*='reply='], .replied-to a");
  if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const left = byId(`comment-${parent.value}`)?.querySelector("[href*='reply=']");
  replyTo(new URL(link.href).searchParams.get("reply"));
  keepDraft();
  (parent.value ? body : (left ?? body)).focus();
});

// --- Sending to the server: never an answer where something else was sent since ---

let asked = 0;

async function post(address, fields) {
  const mine = ++asked;
  const answer = await ask(address, new URLSearchParams(fields));
  return mine === asked ? answer : new Promise(() => {});
}

// Said once, and not with every word that is typed.
function say(what) {
  const line = byId("progress");
  if (line.className !== what) line.textContent = form.dataset[what];
  line.className = what;
}

// --- The preview ---

let pause;

async function preview() {
  const fields = new FormData(form);
  fields.delete("email"); // it is not shown
  if (!body.value.trim()) return show([]);
  const { status, page } = await post(`${action}/preview`, fields);
  if (status === 200 || status === 422) show(page.body.childNodes);
}

// The line that is typed stays where it is while the preview grows above it.
function show(nodes) {
  const { top } = form.getBoundingClientRect();
  byId("preview").hidden = !nodes.length;
  say(nodes.length ? "previewed" : "");
  byId("preview").replaceChildren(...nodes);
  scrollBy(0, form.getBoundingClientRect().top - top);
}

respond.addEventListener("input", ({ target }) => {
  if (!form.ariaBusy) {
    asked += 1;
    clearTimeout(pause);
    pause = setTimeout(preview, PAUSE);
  }
  if (target === body) keepDraft();
  else keepWriter();
});

// --- Sending ---

respond.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (!submitter) return; // an old browser, which does not say which button it was
  event.preventDefault();
  clearTimeout(pause);
  const fields = new FormData(form);
  if (submitter.name) fields.set(submitter.name, submitter.value);
  form.ariaBusy = "true";
  say("sending");
  const { status, url, page } = await post(action, fields);
  form.ariaBusy = null;
  if (url?.includes("/receipts/")) leaveFor(url);
  else if (page?.getElementById("respond")) take(page, status);
  else if (status < 500 && !submitter.name) form.submit();
  else say("unsent");
});

function leaveFor(receipt) {
  location.assign(receipt);
  keep(SENT, [...sentBut(receipt), [receipt, parent.value]]);
  body.value = ""; // or it would be there again for who comes back
  keepDraft();
  show([]);
}

function take(page, status) {
  if (status === 409) keep(DRAFT, []); // the server has it
  respond.replaceChildren(...page.getElementById("respond").childNodes);
  document.title = page.title;
  begin();
  if (form && !parent.value) home.after(respond);
  respond.querySelector("[autofocus]")?.focus();
}

// --- What waits: its receipt is asked, for as long as it does ---

const sentBut = (receipt) => read(SENT).filter(([other]) => other !== receipt);

async function showWaiting() {
  for (const shown of document.querySelectorAll(".comment--waiting")) shown.remove();
  for (const [receipt, id] of read(SENT)) {
    const { status, page } = await ask(receipt);
    const link = page?.querySelector(".comment--waiting [hidden]"); // there only while it waits
    if (link) {
      const letter = link.closest(".comment");
      const answered = byId(`comment-${id}`);
      link.hidden = false;
      if (answered) answered.after(letter);
      else home.before(letter);
    } else if (status < 500) keep(SENT, sentBut(receipt));
  }
}

respond.before(home);
begin();
showWaiting();
addEventListener("pageshow", ({ persisted }) => persisted && showWaiting());
