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

// Where a name of this length stands beside the end of a line, above, below or at a side of it, so that it covers least and lies near.
function placed(end, long, inked, { width, height }) {
  const boxes = [];
  for (const left of [end.x + 14, end.x - 14 - long, end.x - long / 2])
    for (const off of [0, 18, -18, 34, -34, 50, -50, 66, -66, 82, -82]) {
      const box = { left, right: left + long, middle: end.y + off, apart: Math.abs(off) };
      const covered = inked.reduce((sum, [x, y, weight]) => sum + (x > box.left - 3 && x < box.right + 3 && Math.abs(y - box.middle) < 10 ? weight : 0), 0);
      const outside = left < MARGIN.left || box.right > width || box.middle < 8 || box.middle > height - 8;
      boxes.push({ ...box, cost: covered + box.apart / 8 + (outside ? 1000 : 0) });
    }
  return boxes.reduce((best, box) => (box.cost < best.cost ? box : best));
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
    this.names(width, height);
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

  // The name of each method and what it moved, near its end where it covers least; a thin line leads to it where it stands apart.
  names(width, height) {
    const ends = this.data.lines.map(({ name, steps, shown }) => {
      const [moved, p] = steps[steps.length - 1];
      return { text: steps.length > 1 ? `${name}, ${fixed(moved, 1)} at.%` : name, shown, x: this.x(moved), y: this.y(p) };
    });
    const inked = this.inked(width);
    for (const end of ends.sort((one, other) => Number(other.shown) - Number(one.shown) || one.y - other.y)) {
      const box = placed(end, end.text.length * (end.shown ? 7.2 : 6.6), inked, { width, height: height - MARGIN.bottom });
      if (box.apart > 30) svg("line", { class: "ns-leader", x1: end.x, y1: end.y, x2: Math.max(box.left, Math.min(end.x, box.right)), y2: box.middle + (box.middle < end.y ? 8 : -8) }, this.element);
      svg("text", { class: `ns-halo${end.shown ? " ns-bold" : ""}`, x: box.left, y: box.middle + 4 }, this.element, end.text);
      for (let x = box.left; x <= box.right; x += 4) for (const off of [-8, 0, 8]) inked.push([x, box.middle + off, 20]);
    }
  }

  // Points [x, y, weight] that a name should not cover: the lines, the marks at their ends, the goal.
  inked(width) {
    const found = [];
    for (const { steps, shown } of this.data.lines) {
      const points = steps.map(([moved, p]) => [this.x(moved), this.y(p)]);
      points.slice(1).forEach(([x, y], at) => {
        const [from, above] = points[at];
        const count = Math.max(1, Math.round(Math.hypot(x - from, y - above) / 4));
        for (let k = 0; k <= count; k += 1) found.push([from + ((x - from) * k) / count, above + ((y - above) * k) / count, shown ? 2 : 1]);
      });
      found.push([...points[points.length - 1], 20]);
    }
    for (let x = MARGIN.left; x < width - MARGIN.right; x += 4) found.push([x, this.y(this.data.goal), x < MARGIN.left + 64 ? 20 : 1]);
    return found;
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
