// The list of keys, and the switch that turns them off for this browser.

const dialog = document.getElementById("shortcuts");
const open = document.getElementById("keys");
const on = document.getElementById("keys-on");
const root = document.documentElement;

function remember(isOn) {
  root.toggleAttribute("data-no-keys", !isOn);
  on.checked = isOn;
  localStorage.setItem("keys", isOn ? "on" : "off");
}

remember(localStorage.getItem("keys") !== "off");
open.hidden = false;
open.addEventListener("click", () => dialog.showModal());
on.addEventListener("change", () => remember(on.checked));
