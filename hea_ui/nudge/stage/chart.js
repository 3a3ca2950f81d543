// Probability against at.% moved: a line a method, the one that is played with its 90 % interval, the goal, and a ring that runs along.

const NS = "http://www.w3.org/2000/svg";
const MARGIN = { left: 44, right: 20, top: 12, bottom: 40 };
const minus = (text) => text.replace("-", "−");
const fixed = (value, digits = 2) => minus(value.toFixed(digits));

function svg(name, attributes, parent, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.appendChild(element);
  return element;
}

// Steps of an axis that ends a little beyond `most`: 5, 10 or 20 at.%.
function ticks(most) {
  const step = [1, 2, 5, 10, 20].find((one) => most / one <= 7) ?? 25;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, k) => k * step);
}

class Chart {
  constructor(element) {
    this.element = element;
  }

  draw(data) {
    this.data = data;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    this.element.replaceChildren();
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const moved = data.lines.flatMap((line) => line.steps.map((step) => step[0]));
    const most = Math.max(4, ...moved) * 1.16;
    this.x = (value) => MARGIN.left + (value / most) * (width - MARGIN.left - MARGIN.right);
    this.y = (value) => MARGIN.top + (1 - value) * (height - MARGIN.top - MARGIN.bottom);
    this.axes(width, height, most);
    const shown = data.lines.find((line) => line.shown);
    this.band(shown.steps, data.steps);
    data.lines.forEach((line, at) => !line.shown && this.line(line, at));
    this.line(shown, data.lines.indexOf(shown));
    this.names(width);
    this.runner = svg("circle", { class: "ns-runner", r: 9 }, this.element);
  }

  axes(width, height, most) {
    for (const value of [0, 0.2, 0.4, 0.6, 0.8, 1]) {
      svg("line", { class: "ns-grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: this.y(value), y2: this.y(value) }, this.element);
      svg("text", { class: "ns-soft", x: MARGIN.left - 8, y: this.y(value) + 4, "text-anchor": "end" }, this.element, value.toFixed(1));
    }
    for (const value of ticks(most))
      svg("text", { class: "ns-soft", x: this.x(value), y: height - MARGIN.bottom + 18, "text-anchor": "middle" }, this.element, value);
    svg("text", { class: "ns-soft", x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 4, "text-anchor": "middle" }, this.element, "at.% moved from the start");
    const goal = this.y(this.data.goal);
    svg("line", { class: "ns-goal", x1: MARGIN.left, x2: width - MARGIN.right, y1: goal, y2: goal }, this.element);
    svg("text", { class: "ns-halo", x: MARGIN.left + 6, y: goal - 5 }, this.element, `goal ${fixed(this.data.goal)}`);
  }

  // The interval of what is played; a path that goes back on itself has no band, but a bar a step.
  band(steps, alloys) {
    const forward = steps.every((step, at) => !at || step[0] >= steps[at - 1][0]);
    if (forward && steps.length > 1) {
      const edge = (name) => steps.map((step, at) => `${this.x(step[0])},${this.y(alloys[at][name])}`);
      svg("polygon", { class: "ns-band", points: [...edge("high"), ...edge("low").reverse()].join(" ") }, this.element);
      return;
    }
    steps.forEach((step, at) => svg("rect", {
      class: "ns-band", x: this.x(step[0]) - 5, width: 10, y: this.y(alloys[at].high), height: this.y(alloys[at].low) - this.y(alloys[at].high),
    }, this.element));
  }

  line({ steps, shown }, at) {
    const points = steps.map(([moved, p]) => `${this.x(moved)},${this.y(p)}`).join(" ");
    svg("polyline", { class: `ns-way ${shown ? "ns-shown" : `ns-way-${at % 4}`}`, points }, this.element);
    steps.forEach(([moved, p, verdict], step) => {
      const end = step === steps.length - 1;
      if (shown || end) this.mark(this.x(moved), this.y(p), verdict, end || !step ? 6 : 4);
    });
  }

  // Circle, diamond and ring: single-phase, multi-phase, undecided.
  mark(x, y, verdict, size) {
    const look = { single: "ns-single", multiple: "ns-multi" }[verdict] ?? "ns-undecided";
    if (verdict === "multiple")
      svg("rect", { class: `ns-mark ${look}`, x: x - size * 0.85, y: y - size * 0.85, width: size * 1.7, height: size * 1.7, transform: `rotate(45 ${x} ${y})` }, this.element);
    else svg("circle", { class: `ns-mark ${look}`, cx: x, cy: y, r: size }, this.element);
  }

  // The name of each method and what it moved, beside its end, one below the other where ends lie together.
  names(width) {
    const ends = this.data.lines.map(({ name, steps, shown }) => {
      const [moved, p] = steps[steps.length - 1];
      return { text: steps.length > 1 ? `${name}, ${fixed(moved, 1)} at.%` : name, shown, x: this.x(moved), y: this.y(p) + 4 };
    });
    const taken = [];
    for (const end of ends.sort((one, other) => Number(other.shown) - Number(one.shown) || one.y - other.y)) {
      const long = end.text.length * 6.6;
      const right = end.x + 14 + long < width;
      const [from, to] = right ? [end.x + 14, end.x + 14 + long] : [end.x - 14 - long, end.x - 14];
      const free = (y) => taken.every((other) => to < other.from || from > other.to || Math.abs(other.y - y) > 14);
      const y = [0, 16, -16, 32, -32, 48, -48].map((off) => end.y + off).find(free) ?? end.y;
      taken.push({ from, to, y });
      svg("text", { class: `ns-halo${end.shown ? " ns-bold" : ""}`, x: right ? from : to, y, "text-anchor": right ? "start" : "end" }, this.element, end.text);
    }
  }

  // The ring at a fractional step of what is played.
  at(step) {
    if (!this.runner) return;
    const { steps } = this.data.lines.find((line) => line.shown);
    const low = Math.min(Math.floor(step), steps.length - 1);
    const high = Math.min(low + 1, steps.length - 1);
    const mix = (axis) => steps[low][axis] + (steps[high][axis] - steps[low][axis]) * (step - low);
    this.runner.setAttribute("cx", this.x(mix(0)));
    this.runner.setAttribute("cy", this.y(mix(1)));
  }
}
