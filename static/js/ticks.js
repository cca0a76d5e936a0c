// Shift and a click tick all rows between the last one that was ticked and this one.

let last = null;

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.(".queue__who [name=ids]")) return;
  const boxes = [...document.querySelectorAll(".queue__who [name=ids]")];
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
    for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
  }
  last = box;
});
