// The composition as bars that follow the scrubber: at.% of each element now, a line where it began.

class Bars {
  constructor(element) {
    this.element = element;
  }

  draw({ elements, steps }) {
    this.steps = steps;
    this.widest = Math.max(...steps.flatMap((step) => step.amounts));
    this.element.style.setProperty("--ns-rows", elements.length);
    this.rows = elements.map((symbol, at) => {
      const make = (name, kind, text = "") => {
        const made = document.createElement(name);
        made.className = kind;
        made.textContent = text;
        return made;
      };
      const [row, track, fill, from, amount, change] = [
        make("div", "ns-bar"), make("div", "ns-track"), make("i", "ns-fill"), make("i", "ns-from"), make("span", "ns-amount"), make("span", "ns-change"),
      ];
      from.style.left = `${(100 * steps[0].amounts[at]) / this.widest}%`;
      track.append(fill, from);
      const figures = make("span", "ns-amount");
      figures.append(amount, change);
      row.append(make("span", "", symbol), track, figures);
      row.dataset.element = symbol;
      return { row, fill, amount, change };
    });
    this.element.replaceChildren(...this.rows.map((one) => one.row));
  }

  at(step) {
    const low = Math.min(Math.floor(step), this.steps.length - 1);
    const high = Math.min(low + 1, this.steps.length - 1);
    this.rows.forEach(({ row, fill, amount, change }, at) => {
      const [from, to] = [this.steps[low].amounts[at], this.steps[high].amounts[at]];
      const now = from + (to - from) * (step - low);
      const off = now - this.steps[0].amounts[at];
      fill.style.width = `${(100 * now) / this.widest}%`;
      amount.textContent = fixed(now, 1);
      change.textContent = Math.abs(off) < 0.05 ? "" : ` ${off > 0 ? "+" : ""}${fixed(off, 1)}`;
      row.dataset.amount = now.toFixed(2);
    });
  }
}
