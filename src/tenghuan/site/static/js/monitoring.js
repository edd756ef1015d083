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

// the docked panel shows the row that the focus is in; Escape leads back to the cell it came from
const docked = () => {
  const dock = document.getElementById("dock");
  return dock && getComputedStyle(dock).display !== "none" ? dock : null;
};
let cell = null; // the field of the grid that had the focus last
let pending = 0;
const show = (row) => {
  document.querySelectorAll(".sheet tr.current").forEach((other) => other.classList.remove("current"));
  row.classList.add("current");
  const body = document.getElementById("dock-body");
  if (!docked() || body.dataset.shown === row.dataset.report) return;
  window.clearTimeout(pending);
  pending = window.setTimeout(() => {
    body.dataset.shown = row.dataset.report;
    htmx.ajax("GET", row.dataset.report, { target: "#dock-body", swap: "innerHTML" });
  }, 200);
};
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-grid] tr[data-report]");
  if (!row) return;
  if (event.target.matches("input, select")) cell = event.target.id || event.target.name;
  show(row);
});
const back = () => {
  const field = cell && (document.getElementById(cell) || document.querySelector(`[name="${cell}"]`));
  if (field) field.focus();
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#dock")) back();
});
document.addEventListener("hidden.bs.offcanvas", back);
// "详情" opens beside the grid where the panel is docked
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-grid] a.details");
  if (!link || !docked()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  show(link.closest("tr"));
  document.getElementById("dock").querySelector("a, input, button, select")?.focus();
}, true);
// a row that was put in anew (零报告, 用现在的) keeps the focus; a saved number is told in the panel too
document.addEventListener("htmx:afterSettle", (event) => {
  const row = event.detail.elt?.closest?.("[data-grid] tr[data-report]");
  if (!row) return;
  const body = document.getElementById("dock-body");
  if (body && body.dataset.shown === row.dataset.report) body.dataset.shown = "";
  if (document.activeElement === document.body) (row.querySelector("input[data-column]") || row.querySelector("a"))?.focus();
});
