// The month's grid: Enter and arrows move by rows, a column can be pasted, nothing is handed in while a cell is saving.
"use strict";

const fields = (input) => [...input.closest("[data-grid]").querySelectorAll(`input[data-column="${input.dataset.column}"]`)];

const step = (input, by) => {
  const all = fields(input);
  const next = all[all.indexOf(input) + by];
  if (!next) { input.blur(); input.focus(); return; } // the last row is saved as well: leaving the field tells of its change
  next.focus();
  next.select();
};

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-grid] input[data-column]") || event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault(); // Enter must not hand the whole month in
    if (input.dataset.column) step(input, event.shiftKey ? -1 : 1);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(input, event.key === "ArrowDown" ? 1 : -1);
  }
});

// a column copied from a spreadsheet goes down the rows, several columns side by side into number and note
document.addEventListener("paste", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-grid] input[data-column]")) return;
  const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "");
  if (!/[\n\t]/.test(text)) return;
  event.preventDefault();
  const all = fields(input);
  const start = all.indexOf(input);
  text.split("\n").forEach((line, offset) => {
    const target = all[start + offset];
    if (!target) return;
    const [first, second] = line.split("\t");
    target.value = first.trim();
    const note = target.closest("tr").querySelector('input[data-column="note"]');
    if (second !== undefined && note && note !== target) note.value = second.trim();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// a tick in the head ticks all
document.addEventListener("change", (event) => {
  const head = event.target.closest?.("[data-all]");
  if (!head) return;
  head.form.querySelectorAll(`input[name="${head.dataset.all}"]`).forEach((box) => { box.checked = head.checked; });
});

// wait for cells that are being saved, then hand in
let saving = 0;
document.addEventListener("htmx:beforeRequest", () => { saving += 1; });
document.addEventListener("htmx:afterRequest", () => { saving = Math.max(0, saving - 1); });
document.addEventListener("submit", (event) => {
  if (event.target.id !== "sheet" || saving === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const again = () => (saving === 0 ? event.target.requestSubmit() : window.setTimeout(again, 100));
  window.setTimeout(again, 100);
}, true);

// a field that was marked as wrong is not, once it is typed anew
document.addEventListener("input", (event) => event.target.classList.remove("is-invalid"));
