// The shell: menu, drops, drawer, search, toasts. What opens by data-bs-toggle (Tabler's markup) is served here too.
"use strict";

const cookie = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };

// the menu on a telephone
const menuOpen = (open) => {
  document.body.classList.toggle("menu-open", open);
  document.querySelectorAll("[data-menu]").forEach((one) => one.setAttribute("aria-expanded", String(open)));
};

// drops and drawers
const closeDrops = (but) => {
  document.querySelectorAll(".dropdown-menu.show").forEach((one) => {
    if (one.parentElement === but) return;
    one.classList.remove("show");
    one.parentElement.querySelector("[data-bs-toggle]").setAttribute("aria-expanded", "false");
  });
  document.querySelectorAll("details[data-drop][open], details.list-drop[open]").forEach((one) => {
    if (one !== but) one.open = false;
  });
};
let opener = null;
const drawer = (panel, open) => {
  panel.classList.toggle("show", open);
  panel.setAttribute("aria-hidden", String(!open));
  if (open) panel.querySelector(".btn-close, button, a")?.focus();
  else opener?.focus();
};

const toggles = {
  dropdown(button) {
    const menu = button.parentElement.querySelector(".dropdown-menu");
    const open = menu.classList.toggle("show");
    button.setAttribute("aria-expanded", String(open));
  },
  offcanvas(button) {
    opener = button;
    drawer(document.querySelector(button.dataset.bsTarget), true);
  },
};

// one drawer for all: a link with data-drawer shows the content of its page at the side
const openDrawer = async (link) => {
  const place = document.getElementById("drawer");
  const body = place.querySelector(".drawer-body");
  const response = await fetch(link.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.getElementById("content");
  if (!content) { location.assign(link.href); return; }
  place.querySelector("h2").textContent = page.querySelector("h1")?.textContent.trim() ?? "";
  place.querySelector("[data-whole]").href = link.href;
  body.replaceChildren(...content.childNodes);
  body.scrollTop = 0;
  opener = link;
  drawer(place, true);
};

// search: Ctrl-K opens it, arrows walk through what was found
const palette = () => document.getElementById("palette");
const openSearch = () => {
  const place = palette();
  if (!place || place.open) return;
  place.showModal();
  place.querySelector("input").select();
};
const walk = (event) => {
  const links = [...palette().querySelectorAll("section > a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? Math.min(at + 1, links.length - 1) : at - 1;
  if (next < 0) palette().querySelector("input").focus();
  else links[next].focus();
  event.preventDefault();
};

document.addEventListener("click", (event) => {
  const target = event.target;
  const toggle = target.closest("[data-bs-toggle]");
  closeDrops(target.closest(".dropdown, details[data-drop], details.list-drop"));
  if (toggle && toggles[toggle.dataset.bsToggle]) {
    event.preventDefault();
    toggles[toggle.dataset.bsToggle](toggle);
  }
  if (target.closest("[data-bs-dismiss=offcanvas]")) drawer(target.closest(".offcanvas"), false);
  const aside = target.closest("[data-drawer]");
  if (aside && !event.ctrlKey && !event.metaKey) { event.preventDefault(); openDrawer(aside); }
  if (target.closest("[data-drawer-close]")) drawer(document.getElementById("drawer"), false);
  if (target.closest("[data-menu]")) menuOpen(!document.body.classList.contains("menu-open"));
  if (target.closest("[data-menu-close]")) menuOpen(false);
  if (target.closest("[data-toast-close]")) target.closest("[data-toast]").remove();
  if (target.closest("[data-search]")) { event.preventDefault(); openSearch(); }
  if (target === palette()) palette().close();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openSearch(); }
  if (palette()?.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) walk(event);
  if (event.key === "Escape") {
    closeDrops(null);
    menuOpen(false);
    const open = document.querySelector(".offcanvas.show, .drawer.show");
    if (open) drawer(open, false);
  }
});

// which groups of the menu stand open is remembered
document.addEventListener("click", (event) => {
  if (!event.target.closest(".side-group > summary")) return;
  window.setTimeout(() => {
    const open = [...document.querySelectorAll(".side-group[open]")].map((one) => one.dataset.group);
    cookie("menu", open.join("."));
  });
});

// what went well says so for a while; what went wrong, and what can be undone, stays until it is closed
window.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-toast]").forEach((one) => {
    if (one.querySelector("form") || one.matches(".toast-error, .toast-warning")) return;
    window.setTimeout(() => one.remove(), 8000);
  });
});

// an address says only what was asked for: empty fields of a search form are not sent
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-lean]")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-lean] :disabled").forEach((field) => { field.disabled = false; });
});
