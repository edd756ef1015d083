// What the intake's pages do beyond htmx.
"use strict";

document.addEventListener("alpine:init", () => {
  // after the upload button: say that reading a large workbook takes a moment
  Alpine.data("upload", () => ({
    wait() {
      if (this.$root.reportValidity()) this.$refs.waiting.hidden = false;
    },
  }));
});
