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
