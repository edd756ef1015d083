// Days, months and files are chosen in Chinese, whatever language the browser speaks. The fields stay the browser's
// own: without this script, on a touch screen, or in a browser without popovers they are as they were.
"use strict";
{ // the names are its own
const each = (root, choice, dress) => root.querySelectorAll(choice).forEach(dress);
const made = (name, className, words = "") => {
  const one = document.createElement(name);
  one.className = className;
  one.textContent = words;
  return one;
};

// ---- files: a button and the names beside it; the field itself lies over both, so that keys and drops reach it
const named = (field) => {
  const names = [...field.files].map((file) => file.name);
  if (!names.length) return field.multiple ? "可选多个，也可拖到这里" : "未选择，也可拖到这里";
  return names.length > 1 ? `${names.length} 个：${names.join("、")}` : names[0];
};
const dressFile = (field) => {
  if (field.closest(".file-pick")) return;
  const place = made("span", `file-pick ${field.className}`);
  const told = made("span", "file-pick-name", named(field));
  field.className = "file-pick-field";
  field.replaceWith(place);
  place.append(made("span", "file-pick-button", "选择文件"), told, field);
  const show = () => { told.textContent = named(field); told.title = told.textContent; };
  field.addEventListener("change", show);
  field.form?.addEventListener("reset", () => window.setTimeout(show));
};

// ---- days and months
const WEEK = ["一", "二", "三", "四", "五", "六", "日"];
const two = (number) => String(number).padStart(2, "0");
const iso = (day) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
// what people type: 2026-1-5, 2026/1/5, 2026.1.5, 20260105, 2026年1月5日; null for no day at all
const read = (text, months) => {
  const digits = text.trim().match(months ? /^(\d{4})\D?(\d{1,2})\D?$/ : /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?$/);
  if (!digits) return null;
  const [year, month, number] = [Number(digits[1]), Number(digits[2]), Number(digits[3] ?? 1)];
  const day = new Date(year, month - 1, number);
  return day.getMonth() === month - 1 && day.getDate() === number ? day : null;
};
const written = (day, months) => (months ? iso(day).slice(0, 7) : iso(day));

let field = null; // whose calendar is open
let shown = null; // the day that has the focus in it
let sheet = null;
const months = () => field.dataset.pick === "month";
const allowed = (day) => {
  const text = written(day, months());
  return (!field.dataset.min || text >= field.dataset.min) && (!field.dataset.max || text <= field.dataset.max);
};

const cell = (day, words, name) => {
  const one = made("button", "", words);
  one.type = "button";
  one.dataset.day = written(day, months());
  one.disabled = !allowed(day);
  one.tabIndex = one.dataset.day === written(shown, months()) ? 0 : -1;
  one.setAttribute("aria-label", name);
  if (one.dataset.day === written(new Date(), months())) one.setAttribute("aria-current", "date");
  if (field.value === one.dataset.day) one.setAttribute("aria-pressed", "true");
  return one;
};
const cells = () => {
  const year = shown.getFullYear();
  if (months()) {
    return [...Array(12).keys()].map((at) => cell(new Date(year, at, 1), `${at + 1}月`, `${year}年${at + 1}月`));
  }
  const month = shown.getMonth();
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const days = new Date(year, month + 1, 0).getDate();
  return [
    ...WEEK.map((words) => made("span", "day-sheet-week", words)),
    ...[...Array(before)].map(() => made("span", "")),
    ...[...Array(days).keys()].map((at) => {
      const day = new Date(year, month, at + 1);
      return cell(day, String(at + 1), `${year}年${month + 1}月${at + 1}日 星期${WEEK[(day.getDay() + 6) % 7]}`);
    }),
  ];
};
const step = (words, name, by) => {
  const one = made("button", "day-sheet-step", words);
  one.type = "button";
  one.setAttribute("aria-label", name);
  one.dataset.by = by;
  return one;
};
const draw = (focus) => {
  const head = made("div", "day-sheet-head");
  const title = made("b", "", `${shown.getFullYear()}年${months() ? "" : `${shown.getMonth() + 1}月`}`);
  title.setAttribute("aria-live", "polite");
  head.append(step("«", "上一年", -12), ...(months() ? [] : [step("‹", "上一月", -1)]), title,
    ...(months() ? [] : [step("›", "下一月", 1)]), step("»", "下一年", 12));
  const grid = made("div", months() ? "day-sheet-grid day-sheet-months" : "day-sheet-grid");
  grid.append(...cells());
  const foot = made("div", "day-sheet-foot");
  const today = made("button", "btn btn-sm", months() ? "本月" : "今天");
  const clear = made("button", "btn btn-sm", "清除");
  for (const one of [today, clear]) one.type = "button";
  today.dataset.day = written(new Date(), months());
  today.disabled = !allowed(new Date());
  clear.dataset.day = "";
  foot.append(today, ...(field.required ? [] : [clear]));
  sheet.replaceChildren(head, grid, foot);
  if (focus) sheet.querySelector(".day-sheet-grid [tabindex='0']")?.focus();
};
// by months; the day stays, or is the month's last
const later = (day, by) => {
  const last = new Date(day.getFullYear(), day.getMonth() + by + 1, 0);
  return new Date(last.getFullYear(), last.getMonth(), Math.min(day.getDate(), last.getDate()));
};

const openCalendar = (of) => {
  if (!sheet) {
    sheet = made("div", "day-sheet");
    sheet.popover = "auto";
    sheet.setAttribute("role", "dialog");
    sheet.addEventListener("click", clicked);
    sheet.addEventListener("keydown", pressed);
    document.body.append(sheet);
  }
  field = of;
  shown = read(field.value, months()) ?? new Date();
  sheet.setAttribute("aria-label", months() ? "选择月份" : "选择日期");
  draw(false);
  sheet.showPopover();
  const [at, size] = [field.getBoundingClientRect(), sheet.getBoundingClientRect()];
  const below = at.bottom + 4 + size.height <= window.innerHeight;
  sheet.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - size.width - 8))}px`;
  sheet.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - size.height - 4)}px`;
  sheet.querySelector(".day-sheet-grid [tabindex='0']")?.focus();
};
const take = (text) => {
  const of = field;
  sheet.hidePopover();
  of.value = text;
  of.setCustomValidity("");
  of.focus();
  for (const name of ["input", "change"]) of.dispatchEvent(new Event(name, { bubbles: true }));
};
const clicked = (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.by) {
    const name = button.getAttribute("aria-label");
    shown = later(shown, Number(button.dataset.by));
    draw(false);
    sheet.querySelector(`[aria-label="${name}"]`).focus();
  } else take(button.dataset.day);
};
const pressed = (event) => {
  if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); sheet.hidePopover(); field.focus(); }
  if (!event.target.closest(".day-sheet-grid")) return;
  const row = months() ? 3 : 7;
  const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key];
  const by = { PageUp: event.shiftKey || months() ? -12 : -1, PageDown: event.shiftKey || months() ? 12 : 1 }[event.key];
  if (days === undefined && by === undefined) return;
  event.preventDefault();
  if (by !== undefined) shown = later(shown, by);
  else if (months()) shown = later(shown, days);
  else shown = new Date(shown.getFullYear(), shown.getMonth(), shown.getDate() + days);
  draw(true);
};

const dressDay = (of) => {
  if (of.dataset.pick) return;
  const month = of.type === "month";
  of.dataset.pick = of.type;
  // what a text does not know: the calendar holds it
  for (const name of ["min", "max"]) if (of[name]) of.dataset[name] = of[name];
  of.type = "text";
  Object.assign(of, { placeholder: month ? "年-月" : "年-月-日", autocomplete: "off", inputMode: "numeric", maxLength: 11 });
  const place = made("span", of.classList.contains("w-auto") ? "date-pick w-auto" : "date-pick");
  of.replaceWith(place);
  const button = made("button", "date-pick-button");
  button.type = "button";
  button.setAttribute("aria-label", month ? "选择月份" : "选择日期");
  button.setAttribute("aria-haspopup", "dialog");
  place.append(of, button);
  button.addEventListener("click", () => openCalendar(of));
  of.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown") { event.preventDefault(); openCalendar(of); }
  });
  of.addEventListener("change", () => {
    const day = read(of.value, month);
    if (day) of.value = written(day, month);
    of.setCustomValidity(!of.value || day ? "" : month ? "月份请写成 2026-01" : "日期请写成 2026-01-31");
  }, true);
};

const plain = HTMLElement.prototype.showPopover && !window.matchMedia("(pointer: coarse)").matches;
const dressAll = (root) => {
  each(root, "input[type=file]", dressFile);
  if (plain) each(root, "input[type=date], input[type=month]", dressDay);
};
document.addEventListener("DOMContentLoaded", () => dressAll(document));
document.addEventListener("htmx:afterSettle", (event) => dressAll(event.target));
}
