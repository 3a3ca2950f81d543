// Callouts one after the other, each beside what it speaks of. Where the user is lives here, so that reruns of the page do not disturb it.

const STATE = (window.latentalloyTour ??= { at: 0 });

class Tour {
  constructor(stops) {
    this.stops = stops;
    this.box = document.createElement("div");
    this.box.className = "lt-call";
    this.box.setAttribute("role", "dialog");
    this.box.setAttribute("aria-label", "Tour");
    document.body.append(this.box);
    this.placed = () => this.place();
    this.keyed = (event) => event.key === "Escape" && this.leave();
    addEventListener("resize", this.placed);
    addEventListener("scroll", this.placed, true);
    addEventListener("keydown", this.keyed);
    // What a callout speaks of may be drawn later than the callout.
    this.timer = setInterval(this.placed, 400);
    this.show(Math.min(STATE.at, stops.length - 1));
  }

  show(at) {
    STATE.at = at;
    const [, heading, text] = this.stops[at];
    const make = (name, words, act) => {
      const made = document.createElement(name);
      made.textContent = words;
      if (act) { made.type = "button"; made.onclick = act; }
      return made;
    };
    const row = document.createElement("div");
    row.className = "lt-row";
    const count = make("span", `${at + 1} of ${this.stops.length}`);
    count.className = "lt-count";
    const last = at === this.stops.length - 1;
    const next = make("button", last ? "Done" : "Next", () => (last ? this.leave() : this.show(at + 1)));
    row.append(count, ...(last ? [] : [make("button", "Leave", () => this.leave())]), ...(at ? [make("button", "Back", () => this.show(at - 1))] : []), next);
    this.box.replaceChildren(make("h2", heading), make("p", text), row);
    this.lit?.classList.remove("lt-lit");
    this.lit = null;
    this.place(true);
    next.focus({ preventScroll: true });
  }

  place(arrive = false) {
    const target = document.querySelector(this.stops[STATE.at][0]);
    if (target !== this.lit) {
      this.lit?.classList.remove("lt-lit");
      this.lit = target;
      arrive = true;
    }
    target?.classList.add("lt-lit");
    if (arrive) target?.scrollIntoView({ block: "nearest" });
    const [own, at] = [this.box.getBoundingClientRect(), target?.getBoundingClientRect()];
    const room = 12;
    const clip = (value, size, whole) => Math.max(room, Math.min(value, whole - size - room));
    const beside = at && [
      [at.right + room, at.top], [at.left - own.width - room, at.top], [at.left, at.bottom + room], [at.left, at.top - own.height - room],
    ].find(([x, y]) => x >= 0 && y >= 0 && x + own.width <= innerWidth && y + own.height <= innerHeight);
    const [x, y] = beside ?? [innerWidth - own.width - room, innerHeight - own.height - 70];
    this.box.style.left = `${clip(x, own.width, innerWidth)}px`;
    this.box.style.top = `${clip(y, own.height, innerHeight)}px`;
  }

  leave() {
    STATE.at = 0;
    const url = new URL(location.href);
    url.searchParams.delete("tour");
    this.close();
    history.pushState({}, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
  }

  close() {
    clearInterval(this.timer);
    removeEventListener("resize", this.placed);
    removeEventListener("scroll", this.placed, true);
    removeEventListener("keydown", this.keyed);
    this.lit?.classList.remove("lt-lit");
    this.box.remove();
  }
}

let tour = null;

export default function (component) {
  tour ??= new Tour(component.data[0].stops);
  return () => {
    tour?.close();
    tour = null;
  };
}
