// Evaluation: tick all proposals at once, sums while one types, sliders beside their numbers. Alpine in its CSP build.
"use strict";

const typed = (field) => {
  const text = field.value.normalize("NFKC").replaceAll(",", "").trim();
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};
const rounded = (value) => String(Math.round(value * 1e6) / 1e6);

document.addEventListener("alpine:init", () => {
  Alpine.data("ticks", () => ({
    all(event) {
      this.$root.querySelectorAll("input[name=enterprise]").forEach((box) => { box.checked = event.target.checked; });
    },
  }));

  // fields with data-part add up to an output.sum; outputs with data-running show the sum so far
  Alpine.data("sums", () => ({
    total: "",
    state: "",
    init() { this.sum(); },
    sum() {
      const fields = [...this.$root.querySelectorAll("[data-part]")];
      const running = [...this.$root.querySelectorAll("[data-running]")];
      let so = 0;
      let known = true;
      fields.forEach((field, at) => {
        const value = typed(field);
        if (value === null) known = false; else so += value;
        if (running[at]) running[at].textContent = value === null ? "—" : rounded(so);
      });
      const place = this.$root.querySelector("output.sum");
      const whole = Number(place.dataset.whole);
      this.total = rounded(so);
      this.state = known && Math.abs(so - whole) < 1e-9 ? "right" : "strict" in place.dataset || !known ? "wrong" : "odd";
    },
  }));

  // a number with a slider: either moves the other
  Alpine.data("slider", () => ({
    slide() { this.$refs.number.value = this.$refs.range.value; this.$refs.number.dispatchEvent(new Event("input", { bubbles: true })); },
    type() {
      const value = typed(this.$refs.number);
      if (value !== null) this.$refs.range.value = value;
    },
  }));
});
