// What lies over the plot and moves without redrawing it: the point, the trajectory, the playing of it.

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.appendChild(element);
  return element;
}

class Overlay {
  constructor(root) {
    this.element = svg("svg", { class: "lm-overlay", "aria-hidden": "true" }, root);
    this.path = svg("g", { class: "lm-path" }, this.element);
    this.vertical = svg("line", { class: "lm-cross" }, this.element);
    this.horizontal = svg("line", { class: "lm-cross" }, this.element);
    this.marker = svg("g", { class: "lm-marker" }, this.element);
    svg("circle", { class: "lm-halo", r: 9 }, this.marker);
    svg("circle", { class: "lm-ring", r: 9 }, this.marker);
    svg("circle", { class: "lm-core", r: 2.5 }, this.marker);
    this.steps = [];
  }

  // frame: {left, top, width, height} of the plot area inside the root; project: (z1, z2) -> pixels in it.
  draw(frame, project, point, frameAt) {
    const style = this.element.style;
    [style.left, style.top] = [`${frame.left}px`, `${frame.top}px`];
    this.element.setAttribute("width", frame.width);
    this.element.setAttribute("height", frame.height);
    // A point out of view is held at the edge, dashed, so that it is never lost.
    const exact = project(point.z1, point.z2);
    const [x, y] = [Math.min(Math.max(exact[0], 0), frame.width), Math.min(Math.max(exact[1], 0), frame.height)];
    this.marker.classList.toggle("lm-off", x !== exact[0] || y !== exact[1]);
    this.marker.setAttribute("transform", `translate(${x},${y})`);
    for (const [line, key, at, end] of [[this.vertical, "x", x, frame.height], [this.horizontal, "y", y, frame.width]]) {
      const other = key === "x" ? "y" : "x";
      line.setAttribute(`${key}1`, at);
      line.setAttribute(`${key}2`, at);
      line.setAttribute(`${other}1`, 0);
      line.setAttribute(`${other}2`, end);
    }
    this.drawPath(project, frameAt);
  }

  setPath(steps) {
    this.steps = steps;
    this.path.replaceChildren();
    if (!steps.length) return;
    this.trace = svg("polyline", { class: "lm-trace" }, this.path);
    this.done = svg("polyline", { class: "lm-trace lm-done" }, this.path);
    this.dots = steps.map((step) => {
      const look = { single: "lm-single", multiple: "lm-multi" }[step.verdict] ?? "lm-undecided";
      return svg("circle", { class: `lm-step ${look}`, r: 4.5 }, this.path);
    });
    this.runner = svg("circle", { class: "lm-runner", r: 7.5 }, this.path);
    this.ends = ["start", "end"].slice(0, steps.length).map((word) => {
      const label = svg("text", { class: "lm-end" }, this.path);
      label.textContent = word;
      return label;
    });
  }

  drawPath(project, frameAt) {
    if (!this.steps.length) return;
    const pixels = this.steps.map((step) => project(step.z1, step.z2));
    const low = Math.min(Math.floor(frameAt), pixels.length - 1);
    const high = Math.min(low + 1, pixels.length - 1);
    const runner = [0, 1].map((axis) => pixels[low][axis] + (pixels[high][axis] - pixels[low][axis]) * (frameAt - low));
    this.trace.setAttribute("points", pixels.join(" "));
    this.done.setAttribute("points", [...pixels.slice(0, low + 1), runner].join(" "));
    pixels.forEach(([x, y], i) => {
      this.dots[i].setAttribute("cx", x);
      this.dots[i].setAttribute("cy", y);
      this.dots[i].classList.toggle("lm-ahead", i > frameAt + 1e-6);
    });
    this.ends.forEach((label, end) => {
      const [x, y] = pixels[end ? pixels.length - 1 : 0];
      label.setAttribute("x", x + 12);
      label.setAttribute("y", y + (end ? 18 : -10));
    });
    this.runner.setAttribute("cx", runner[0]);
    this.runner.setAttribute("cy", runner[1]);
  }
}

const MS_PER_STEP = 650;

// Play, pause, step and scrub along a path of n steps; `at` is a fractional step number.
class Player {
  constructor(root, onFrame) {
    this.root = root.querySelector(".lm-player");
    this.onFrame = onFrame;
    this.at = 0;
    this.steps = [];
    this.timer = null;
    const find = (name) => this.root.querySelector(`.lm-${name}`);
    [this.toggle, this.range, this.caption] = [find("toggle"), find("scrub"), find("caption")];
    this.toggle.onclick = () => (this.timer ? this.pause() : this.play());
    find("back").onclick = () => this.jump(Math.ceil(this.at - 1e-6) - 1);
    find("forward").onclick = () => this.jump(Math.floor(this.at + 1e-6) + 1);
    this.range.oninput = () => this.jump(Number(this.range.value));
  }

  // led: another part of the page plays, and says where it is.
  setPath(steps, words, led = false) {
    this.pause();
    this.steps = steps;
    this.words = words;
    this.root.hidden = led || steps.length < 2;
    this.range.max = Math.max(steps.length - 1, 0);
    const last = Math.max(steps.length - 1, 0);
    this.show(led ? Math.min(window.latentalloyStep ?? last, last) : last);
  }

  jump(to) {
    this.pause();
    this.show(Math.min(Math.max(to, 0), this.steps.length - 1));
  }

  play() {
    if (this.steps.length < 2) return;
    if (this.at >= this.steps.length - 1) this.show(0);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const [from, started] = [this.at, performance.now()];
    const tick = (now) => {
      const elapsed = (now - started) / MS_PER_STEP;
      const to = Math.min(from + (still ? Math.floor(elapsed) : elapsed), this.steps.length - 1);
      this.show(Math.max(to, from));
      if (to >= this.steps.length - 1) this.pause();
      else this.timer = requestAnimationFrame(tick);
    };
    this.timer = requestAnimationFrame(tick);
    this.label();
  }

  pause() {
    cancelAnimationFrame(this.timer);
    this.timer = null;
    this.label();
  }

  label() {
    this.toggle.textContent = this.timer ? "❚❚" : "▶";
    this.toggle.setAttribute("aria-label", this.timer ? "Pause" : "Play");
  }

  show(at) {
    this.at = at;
    const number = Math.floor(at + 1e-6);
    const step = this.steps[number];
    if (step) {
      const p = step.probability == null ? "" : ` · p ${fixed(step.probability)}`;
      const verdict = step.verdict ? ` · ${this.words[step.verdict]}` : "";
      this.caption.textContent = `Step ${number} of ${this.steps.length - 1} · ${typeset(step.label || "")}${p}${verdict}`;
      Object.assign(this.caption.dataset, step.verdict ? { formula: step.label, verdict: step.verdict } : {});
      this.range.value = at;
      this.range.setAttribute("aria-valuetext", this.caption.textContent);
    }
    this.onFrame();
  }
}
