// A click on the picture sets the point that its card must keep; the fields say the same in numbers.

const frame = document.getElementById("frame");
const picture = frame.querySelector("img");
const fields = ["focal_x", "focal_y"].map((name) => document.getElementById(name));
const point = frame.appendChild(document.createElement("span"));

function show() {
  [point.style.left, point.style.top] = fields.map((field) => `${Math.min(100, Math.max(0, field.value))}%`);
}

point.className = "medium__mark";
document.getElementById("point-hint").hidden = false;
for (const field of fields) field.addEventListener("input", show);

picture.addEventListener("click", ({ clientX, clientY }) => {
  const { left, top, width, height } = picture.getBoundingClientRect();
  const percents = [(clientX - left) / width, (clientY - top) / height];
  fields.forEach((field, at) => (field.value = Math.min(100, Math.max(0, Math.round(percents[at] * 100)))));
  show();
});

show();
