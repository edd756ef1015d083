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
