// What lies over the plot and moves without redrawing it: the point, and a trajectory as far as it is played.

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
