// Importing: how far a file has gone up, and then how far the import is, without loading the page again. Without this
// module the form sends the file, and a link looks again.

const form = document.getElementById("send");

async function follow() {
  const job = document.getElementById("job");
  if (!job?.hasAttribute("data-working")) return;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const { page } = await ask(location.pathname);
  const now = page?.getElementById("job");
  if (now && !now.hasAttribute("data-working")) return location.replace(location.pathname);
  const [bar, seen] = [document.getElementById("progress"), now?.querySelector("progress")];
  if (bar && seen && bar.previousElementSibling) {
    bar.value = seen.value;
    bar.textContent = seen.textContent;
    bar.previousElementSibling.replaceWith(seen.previousElementSibling);
  }
  follow();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const [request, progress, words] = [new XMLHttpRequest(), document.createElement("progress"), document.createElement("p")];
  const button = form.querySelector("button");
  progress.max = 1;
  progress.value = 0;
  progress.className = "import__bar";
  progress.ariaLabel = form.elements.file.files[0].name;
  words.role = "alert";
  words.className = "field__error";
  form.append(progress, words);
  button.disabled = true;
  request.upload.onprogress = ({ loaded, total }) => (progress.value = loaded / total);
  request.onloadend = () => {
    const { status, response } = request;
    if (status === 200) return location.replace(location.pathname);
    progress.remove();
    button.disabled = false;
    const said = response?.querySelector(".problem li") ?? response?.querySelector("main p");
    words.textContent = said?.textContent ?? form.dataset.failed;
  };
  request.open("POST", form.action);
  request.responseType = "document";
  request.send(new FormData(form));
});

follow();
