// The map of parcels: shapes on one canvas, coloured by group; 50 000 are more than elements of a page can carry.
"use strict";

const COLOURS = ["#1f5fa8", "#d98e04", "#a0522d", "#7a4fa3", "#0f8b8d", "#b3261e", "#c2185b", "#1b7f3b", "#5c7a29", "#3949ab", "#8d6e63", "#78909c"];

const STEP = 1e7, KM = 111.2; // parts of a degree that the shapes come in; kilometres a degree of latitude

// The box around shapes, ``margin`` times their longer side wider on each side.
function box(shapes, margin = 0) {
  let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
  shapes.forEach((one) => {
    west = Math.min(west, one.west); east = Math.max(east, one.east);
    south = Math.min(south, one.south); north = Math.max(north, one.north);
  });
  if (west > east) return { west: 0, south: 0, east: 1, north: 1 };
  const more = margin * Math.max(east - west, north - south);
  return { west: west - more, south: south - more, east: east + more, north: north + more };
}

class ParcelMap {
  constructor(root) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.tip = root.querySelector(".land-map-tip");
    this.note = root.querySelector(".land-map-note");
    this.off = new Set();
    this.at = Number(new URLSearchParams(location.search).get("at")) || 0;
    this.read();
  }

  async read() {
    const answer = await fetch(this.root.dataset.landMap, { headers: { Accept: "application/json" } });
    if (!answer.ok) { this.note.textContent = "读取失败，请刷新"; return; }
    this.told = await answer.json();
    this.wide = Math.cos(this.told.latitude * Math.PI / 180);
    this.parcels = this.told.parcels.map(([key, number, group, rings, rough]) => {
      const shape = new Path2D();
      let west = Infinity, south = Infinity, east = -Infinity, north = -Infinity;
      rings.forEach((ring) => {
        for (let i = 0; i < ring.length; i += 2) {
          const x = ring[i] * this.wide, y = -ring[i + 1];
          if (i) shape.lineTo(x, y); else shape.moveTo(x, y);
          west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y);
        }
        shape.closePath();
      });
      return { key, number, group, rough, shape, west, east, south, north };
    });
    const strays = this.told.strays ? `${this.told.strays} 宗图斑离本县其他图斑过远，没有画出，请核对坐标` : "";
    this.note.textContent = this.parcels.length ? strays : "还没有图斑";
    this.legend();
    this.listen();
    this.whole();
    this.apart();
    this.root.dataset.ready = this.parcels.length;
  }

  legend() {
    const list = this.root.querySelector(".land-map-legend");
    this.told.groups.forEach((word, at) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      const mark = document.createElement("i");
      mark.style.background = this.colour(at);
      button.append(mark, `${word} ${this.told.counts[at]}`);
      button.addEventListener("click", () => {
        if (this.off.delete(at)) button.setAttribute("aria-pressed", "true");
        else { this.off.add(at); button.setAttribute("aria-pressed", "false"); }
        this.within() ? this.draw() : this.whole();
      });
      item.append(button);
      list.append(item);
    });
  }

  colour(group) { return COLOURS[this.told.colours[group] % COLOURS.length]; }

  fit() {
    const box = this.canvas.getBoundingClientRect();
    this.ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(box.width * this.ratio);
    this.canvas.height = Math.round(box.height * this.ratio);
  }

  shown() { return this.parcels.filter((one) => !this.off.has(one.group)); }

  // whether anything that is chosen lies within the view
  within() {
    const west = -this.x / this.scale, east = (this.canvas.width - this.x) / this.scale;
    const south = -this.y / this.scale, north = (this.canvas.height - this.y) / this.scale;
    const shown = this.shown();
    return !shown.length || shown.some((one) => one.east > west && one.west < east && one.north > south && one.south < north);
  }

  // Where sketches lie far from what was surveyed, both in one view would be dots: say so and look at one of them.
  apart() {
    const parts = [["测绘图斑", this.parcels.filter((one) => !one.rough)], ["示意图斑", this.parcels.filter((one) => one.rough)]];
    if (parts.some(([, members]) => !members.length)) return;
    const [a, b] = parts.map(([, members]) => box(members));
    const gap = Math.hypot(Math.max(0, b.west - a.east, a.west - b.east), Math.max(0, b.south - a.north, a.south - b.north));
    if (gap < 2 * Math.max(a.east - a.west, a.north - a.south, b.east - b.west, b.north - b.south)) return;
    const far = gap / STEP * KM;
    const words = document.createElement("span");
    words.textContent = `示意图斑离测绘图斑约 ${far < 10 ? far.toFixed(1) : Math.round(far)} 公里，合在一张图上会很小，请分开看：`;
    const buttons = parts.map(([word, members]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = `${word} ${members.length} 宗`;
      button.addEventListener("click", () => { this.at = 0; look(button, members); });
      return button;
    });
    const look = (pressed, members) => {
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === pressed)));
      this.look(box(members));
    };
    this.note.append(words, ...buttons);
    const chosen = this.parcels.find((one) => one.key === this.at);
    const at = chosen && chosen.rough ? 1 : 0;
    if (chosen) buttons[at].setAttribute("aria-pressed", "true");
    else look(buttons[at], parts[at][1]);
    this.pressed = buttons;
  }

  // The parcel that was asked for with its surroundings, else all that is chosen in the legend.
  whole() {
    const chosen = this.parcels.find((one) => one.key === this.at);
    if (this.pressed) this.pressed.forEach((button) => button.setAttribute("aria-pressed", "false"));
    this.look(chosen ? box([chosen], 2) : box(this.shown().length ? this.shown() : this.parcels));
  }

  look(at) {
    this.fit();
    this.scale = Math.min(this.canvas.width / (at.east - at.west || 1), this.canvas.height / (at.north - at.south || 1)) * 0.94;
    this.x = this.canvas.width / 2 - (at.west + at.east) / 2 * this.scale;
    this.y = this.canvas.height / 2 - (at.south + at.north) / 2 * this.scale;
    this.draw();
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(this.scale, 0, 0, this.scale, this.x, this.y);
    pen.lineWidth = this.ratio / this.scale;
    const west = -this.x / this.scale, east = (this.canvas.width - this.x) / this.scale;
    const south = -this.y / this.scale, north = (this.canvas.height - this.y) / this.scale;
    this.parcels.forEach((one) => {
      if (this.off.has(one.group) || one.east < west || one.west > east || one.north < south || one.south > north) return;
      pen.fillStyle = this.colour(one.group);
      pen.globalAlpha = 0.72;
      pen.fill(one.shape, "evenodd");
      pen.globalAlpha = 1;
      pen.strokeStyle = one.key === this.at ? "#1d2733" : "#ffffff";
      pen.stroke(one.shape);
    });
  }

  under(event) {
    const box = this.canvas.getBoundingClientRect();
    const px = (event.clientX - box.left) * this.ratio, py = (event.clientY - box.top) * this.ratio;
    const x = (px - this.x) / this.scale, y = (py - this.y) / this.scale;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    return this.parcels.find((one) => !this.off.has(one.group) && x >= one.west && x <= one.east && y >= one.south && y <= one.north && pen.isPointInPath(one.shape, x, y, "evenodd"));
  }

  zoom(times, px = this.canvas.width / 2, py = this.canvas.height / 2) {
    this.x = px - (px - this.x) * times;
    this.y = py - (py - this.y) * times;
    this.scale *= times;
    this.draw();
  }

  listen() {
    this.root.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => this.zoom(Number(button.dataset.zoom))));
    this.root.querySelector("[data-whole-map]").addEventListener("click", () => { this.at = 0; this.whole(); });
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = this.canvas.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, (event.clientX - box.left) * this.ratio, (event.clientY - box.top) * this.ratio);
    }, { passive: false });
    let from = null, moved = false;
    this.canvas.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; moved = false; });
    this.canvas.addEventListener("pointermove", (event) => {
      if (from) {
        const dx = event.clientX - from[0], dy = event.clientY - from[1];
        if (!moved && Math.abs(dx) + Math.abs(dy) < 4) return;
        moved = true;
        this.x += dx * this.ratio; this.y += dy * this.ratio;
        from = [event.clientX, event.clientY];
        this.draw();
        return;
      }
      const found = this.under(event);
      this.tip.hidden = !found;
      if (found) this.tip.textContent = `${found.number}　${this.told.groups[found.group]}`;
    });
    window.addEventListener("pointerup", (event) => {
      const click = from && !moved && event.target === this.canvas;
      from = null;
      const found = click && this.under(event);
      if (found) location.assign(`${this.root.dataset.parcel}${found.key}/`);
    });
    window.addEventListener("resize", () => { this.fit(); this.draw(); });
  }
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-land-map]").forEach((root) => new ParcelMap(root)));
