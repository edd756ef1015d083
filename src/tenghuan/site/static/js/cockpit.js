// Walls: one screen after the other, and new data without a reload. Nothing is added as time goes by: a section whose
// content changed is replaced whole, there is one timer for the turn and one for the next look.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const wall = document.getElementById("wall");
  if (!wall || !wall.dataset.refresh) return;
  const say = wall.dataset;
  const screens = [...wall.querySelectorAll(".wall-screen")];
  const tabs = [...wall.querySelectorAll(".wall-tabs [data-to]")];
  const hold = wall.querySelector("[data-hold]");
  const live = wall.querySelector("[data-live]");
  const LONGEST = 300; // seconds between two tries while there is no connection

  // -- turn
  let here = 0;
  let held = false;
  let turn = 0;
  const show = (to) => {
    here = (to + screens.length) % screens.length;
    screens.forEach((screen, n) => screen.classList.toggle("here", n === here));
    tabs.forEach((tab, n) => (n === here ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current")));
    window.clearTimeout(turn);
    if (!held && screens.length > 1) turn = window.setTimeout(() => show(here + 1), Number(screens[here].dataset.dwell) * 1000);
  };
  const stop = (whether) => {
    held = whether;
    hold?.setAttribute("aria-pressed", String(held));
    show(here);
  };
  tabs.forEach((tab) => tab.addEventListener("click", () => { show(Number(tab.dataset.to)); }));
  hold?.addEventListener("click", () => stop(!held));

  // -- what somebody does here keeps an account's page alive; its own looks do not
  let touched = Date.now();
  ["pointerdown", "pointermove", "keydown", "wheel"].forEach((kind) =>
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true }));
  const idle = () => Number(say.idle) > 0 && Date.now() - touched > Number(say.idle) * 1000;
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") show(here + 1);
    else if (event.key === "ArrowLeft") show(here - 1);
    else if (event.key === " " && !event.target.closest("button, a")) { event.preventDefault(); stop(!held); }
  });

  // -- new data
  let tag = "";
  let failed = 0;
  let next = 0;
  const told = (words, lost) => {
    live.textContent = words;
    live.classList.toggle("lost", lost);
  };
  const put = (name, text) => {
    const place = wall.querySelector(`[data-${name}]`);
    if (place && place.textContent !== text) place.textContent = text;
  };
  const take = (found) => {
    for (const panel of wall.querySelectorAll("[data-section]")) {
      const fresh = found.sections[panel.dataset.section];
      if (!fresh || fresh.digest === panel.dataset.digest) continue;
      panel.querySelector(".panel-body").innerHTML = fresh.html;
      panel.dataset.digest = fresh.digest;
    }
    put("scope", found.scope);
    put("day", found.day || "—");
  };
  const later = (seconds) => {
    window.clearTimeout(next);
    next = window.setTimeout(look, seconds * 1000);
  };
  const look = async () => {
    if (idle()) { told(say.saidIdle, true); later(Number(say.refresh)); return; }
    const address = new URL(window.location.href);
    address.searchParams.set("parts", "1");
    try {
      const answer = await fetch(address, { headers: tag ? { "If-None-Match": tag } : {}, redirect: "manual", cache: "no-store", credentials: "same-origin" });
      if (answer.type === "opaqueredirect" || answer.status === 401) { told(say.saidLogin, true); later(LONGEST); return; }
      if (answer.status === 403) { told(say.saidClosed, true); later(LONGEST); return; }
      if (answer.status === 200) {
        const found = await answer.json();
        if (found.layout !== say.layout) { window.location.reload(); return; }
        tag = answer.headers.get("ETag") || "";
        take(found);
      } else if (answer.status !== 304) throw new Error(String(answer.status));
      failed = 0;
      put("at", new Date().toTimeString().slice(0, 8));
      told(say.saidLive, false);
      later(Number(say.refresh));
    } catch {
      failed += 1;
      told(say.saidLost, true);
      // twice as long after each try, and not all screens of a building in the same second
      later(Math.min(LONGEST, 2 ** Math.min(failed, 9)) * (0.8 + Math.random() * 0.4));
    }
  };
  window.addEventListener("online", () => later(0));
  show(0);
  later(Number(say.refresh));
});
