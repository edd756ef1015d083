// The grid of a breakdown: sums by column and by row follow what is typed.
"use strict";

{
  const number = (text) => {
    const value = Number(String(text).replace(/[,，\s]/g, ""));
    return text.trim() === "" || Number.isNaN(value) ? null : value;
  };
  const shown = (value) => value === null ? "—" : value.toLocaleString("zh-CN", { maximumFractionDigits: 4 });

  const reckon = (form) => {
    const adds = form.dataset.adds === "1";
    const lines = [...form.querySelectorAll("tr[data-line]")].map((row) => {
      const cells = Object.fromEntries([...row.querySelectorAll("input[data-column]")].map((one) => [one.dataset.column, number(one.value)]));
      const total = Object.entries(cells).filter(([key]) => key !== "weight").reduce((sum, [, value]) => sum + (value ?? 0), 0);
      const place = row.querySelector("[data-total]");
      if (place) place.textContent = shown(total);
      return { ...cells, "": total };
    });
    for (const place of form.querySelectorAll("[data-sum]")) {
      const key = place.dataset.sum;
      const told = lines.filter((line) => (line[key] ?? null) !== null);
      const weight = told.reduce((sum, line) => sum + (line.weight ?? 0), 0);
      const plain = adds || key === "weight" || key === "base";
      const found = plain ? told.reduce((sum, line) => sum + line[key], 0)
        : weight ? told.reduce((sum, line) => sum + line[key] * (line.weight ?? 0), 0) / weight : null;
      place.textContent = shown(found);
      const asked = form.querySelector(`[data-of="${key}"]`);
      const left = form.querySelector(`[data-left="${key}"]`);
      if (!asked || !left || found === null) continue;
      const over = Math.round((found - Number(asked.dataset.asked)) * 1e6) / 1e6;
      left.textContent = shown(over);
      const short = form.dataset.ceiling === "1" ? over > 0 : over < 0;
      left.classList.toggle("text-danger", short && "stated" in asked.dataset);
    }
  };

  const form = document.getElementById("breakdown");
  if (form && form.querySelector("input[data-column]")) {
    form.addEventListener("input", () => reckon(form));
    form.addEventListener("change", () => reckon(form));
    reckon(form);
  }
}
