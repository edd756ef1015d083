// Lists and records of the kit: ticking rows, printing.
"use strict";

document.addEventListener("alpine:init", () => {
  Alpine.data("picking", () => ({
    picked: 0,
    count() {
      this.picked = this.$root.querySelectorAll('input[name="pk"]:checked').length;
    },
    all(event) {
      this.$root.querySelectorAll('input[name="pk"]').forEach((box) => { box.checked = event.target.checked; });
      this.count();
    },
  }));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// the panels of a record: one at a time, the one that the address names, else the first; all of them on paper
const panels = () => document.querySelector(".panels");
const switchPanel = () => {
  const place = panels();
  if (!place) return;
  const named = place.querySelector(`:scope > section[id="${CSS.escape(location.hash.slice(1))}"]`);
  // a form that was refused is shown where it stands
  const wanted = named || document.getElementById("refused")?.closest(".panels > section") || place.firstElementChild;
  if (!wanted) return;
  place.classList.add("switched");
  for (const section of place.children) section.classList.toggle("here", section === wanted);
  document.querySelectorAll("[data-panel]").forEach((link) => {
    if (link.dataset.panel === wanted.id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  // a chart that was drawn out of sight knows no width
  window.dispatchEvent(new Event("resize"));
};
window.addEventListener("hashchange", () => switchPanel());
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-panel]");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  switchPanel();
});
switchPanel();
document.querySelector("[aria-describedby=refused]")?.focus();
