// Behaviour that pages share. Alpine runs in its CSP build: components are registered here, none is written inline.
"use strict";

const number = (cell) => {
  const raw = cell.dataset.value ?? cell.textContent.replaceAll(",", "");
  const value = Number.parseFloat(raw);
  return Number.isNaN(value) ? null : value;
};

document.addEventListener("alpine:init", () => {
  // a table that is sorted by its headings and filtered by a search box, as in includes/table.html
  Alpine.data("table", () => ({
    sort(event) {
      const button = event.currentTarget;
      const column = Number(button.dataset.column);
      const body = this.$root.querySelector("tbody");
      const down = button.getAttribute("aria-sort") === "ascending";
      this.$root.querySelectorAll("button.sort").forEach((other) => other.removeAttribute("aria-sort"));
      button.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].filter((row) => row.cells.length > column);
      const numeric = rows.every((row) => number(row.cells[column]) !== null || /^[—\s]*$/.test(row.cells[column].textContent));
      rows.sort((a, b) => {
        const [x, y] = [a.cells[column], b.cells[column]];
        const order = numeric
          ? (number(x) ?? -Infinity) - (number(y) ?? -Infinity)
          : x.textContent.trim().localeCompare(y.textContent.trim(), "zh-Hans-CN", { numeric: true });
        return down ? -order : order;
      });
      body.append(...rows);
    },
    filter(event) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const row of this.$root.querySelector("tbody").rows) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      }
    },
  }));
});

// a form element with data-submit sends its form when it changes (period pickers and the like)
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// a button with data-confirm asks first
document.addEventListener("click", (event) => {
  const asking = event.target.closest("[data-confirm]");
  if (asking && !window.confirm(asking.dataset.confirm)) event.preventDefault();
}, true);

// a form is sent once: a double click does not do it twice
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 3000);
});

// a telephone shows the tables of .stacked as a card a row: a cell that does not tell its heading takes it from the head
const label = (root) => root.querySelectorAll(".stacked table").forEach((table) => {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
  for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
    if (row.cells.length !== headings.length) continue;
    [...row.cells].forEach((cell, at) => { if (headings[at]) cell.dataset.label ??= headings[at]; });
  }
});
document.addEventListener("DOMContentLoaded", () => label(document));
document.addEventListener("htmx:load", (event) => label(event.target));

// charts: <div class="chart" data-chart="id-of-json-script"></div>; the JSON is an ECharts option; data-height in pixels
const draw = (root) => root.querySelectorAll("[data-chart]").forEach((place) => {
  if (!window.echarts || place.dataset.drawn) return;
  place.dataset.drawn = "1";
  if (place.dataset.height) place.style.height = `${place.dataset.height}px`;
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption(JSON.parse(document.getElementById(place.dataset.chart).textContent));
  window.addEventListener("resize", () => chart.resize());
});
document.addEventListener("DOMContentLoaded", () => draw(document));
document.addEventListener("htmx:afterSwap", (event) => draw(event.target));
