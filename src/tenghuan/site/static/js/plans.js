// Boards (filter over grouped tables) and the review of a draft. Alpine runs in its CSP build.
"use strict";

document.addEventListener("alpine:init", () => {
  // a table with one tbody a group: a group without a match disappears with its heading
  Alpine.data("grouped", () => ({
    filter(event) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const body of this.$root.querySelectorAll("tbody")) {
        let found = false;
        for (const row of body.querySelectorAll("tr:not(.campaign)")) {
          row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
          found ||= !row.hidden;
        }
        body.hidden = !found;
      }
    },
  }));
});

document.addEventListener("alpine:init", () => {
  // the list of a review: a box that narrows it
  Alpine.data("items", () => ({
    filter(event) {
      const wanted = event.target.value.trim().toLowerCase();
      for (const row of this.$root.querySelectorAll("article.review-item")) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
      }
    },
  }));
});

// the review: an item and its span in the document are chosen together
const review = {
  chosen: null, // data-item or id of the chosen row
  next: null, // where to go once the row has been swapped
  rows: () => [...document.querySelectorAll("#panel article.review-item:not([hidden])")],

  choose(row, { scroll = true } = {}) {
    document.querySelectorAll(".review .here").forEach((old) => old.classList.remove("here"));
    if (!row) return;
    this.chosen = row.id;
    row.classList.add("here");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    if (!row.dataset.item) return;
    const marks = document.querySelectorAll(`mark[data-items~="${row.dataset.item}"]`);
    marks.forEach((mark) => mark.classList.add("here"));
    if (scroll && marks[0]) {
      const page = marks[0].closest(".review-document");
      const inside = marks[0].getBoundingClientRect().top - page.getBoundingClientRect().top;
      page.scrollTop += inside - page.clientHeight / 3;
    }
  },

  step(by) {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.id === this.chosen);
    this.choose(rows[Math.min(Math.max(at + by, 0), rows.length - 1)]);
  },

  find(mark) {
    const wanted = `item-${mark.dataset.items.split(" ")[0]}`;
    const row = document.getElementById(wanted);
    if (row) { this.choose(row, { scroll: false }); return; }
    this.next = wanted;
    document.querySelector(`.review-tabs [data-kind="${mark.dataset.kind}"]`)?.click();
  },
};

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-items]");
  if (mark) { review.find(mark); return; }
  const row = event.target.closest("#panel article.review-item");
  if (!row || row.classList.contains("editing")) return;
  if (!event.target.closest("button, a, select, input")) { review.choose(row); return; }
  const key = event.target.closest("[data-key]")?.dataset.key;
  if (key === "a" || key === "x") {
    const rows = review.rows();
    review.next = rows[rows.indexOf(row) + 1]?.id ?? row.id;
  } else if (key) {
    review.next = row.id;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !document.querySelector(".review")) return;
  const row = document.getElementById(review.chosen);
  const writing = event.target.closest("input, select, textarea");
  if (event.key === "Escape") row?.querySelector('[data-key="Escape"]')?.click();
  if (writing) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "arrowdown") { event.preventDefault(); review.step(1); }
  else if (key === "k" || key === "arrowup") { event.preventDefault(); review.step(-1); }
  else if ("aexu".includes(key) && key.length === 1) row?.querySelector(`[data-key="${key}"]`)?.click();
});

// an address with an item (from the publication page's list of faults) opens on it
window.addEventListener("load", () => {
  const wanted = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (wanted && document.querySelector(".review")) review.choose(wanted);
});

// after a decision the next row is chosen; a form that appears takes the cursor; a refusal stays where it is
document.addEventListener("htmx:afterSettle", (event) => {
  if (!document.querySelector(".review")) return;
  const refused = event.detail.xhr?.status === 422;
  const wanted = document.getElementById(refused ? review.chosen : review.next);
  review.next = null;
  if (!wanted) {
    if (event.target.id === "panel") event.target.scrollTop = 0;
    if (event.target.id === "adding") event.target.querySelector("input:not([type=hidden])")?.focus();
    return;
  }
  review.choose(wanted);
  wanted.querySelector("form:not(.review-buttons):not(.unit-row) input:not([type=hidden])")?.focus();
});
