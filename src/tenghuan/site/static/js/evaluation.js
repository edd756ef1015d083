// Evaluation: tick all proposals at once. Alpine runs in its CSP build.
"use strict";

document.addEventListener("alpine:init", () => {
  Alpine.data("ticks", () => ({
    all(event) {
      this.$root.querySelectorAll("input[name=enterprise]").forEach((box) => { box.checked = event.target.checked; });
    },
  }));
});
