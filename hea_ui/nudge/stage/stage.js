// One scrubber for all that moves: the chart, the bars, and the path on the map, which hears of it by an event.

const STAGES = new WeakMap();
const MS_PER_STEP = 650;
const LONGEST = 4500;

class Stage {
  constructor(root) {
    this.root = root;
    const find = (name) => root.querySelector(`.ns-${name}`);
    [this.player, this.toggle, this.range, this.caption, this.formula] = ["player", "toggle", "scrub", "caption", "formula"].map(find);
    this.chart = new Chart(find("plot"));
    this.bars = new Bars(find("bars"));
    this.position = 0;
    this.timer = null;
    this.toggle.onclick = () => (this.timer ? this.pause() : this.play());
    find("back").onclick = () => this.back();
    find("forward").onclick = () => this.forward();
    this.range.onkeydown = (event) => this.keyed(event);
    this.range.oninput = () => { this.stop(); this.show(Number(this.range.value)); };
    this.range.onchange = () => this.tell();
    this.resized = new ResizeObserver(() => this.data && this.redraw());
    this.resized.observe(root);
  }

  update(data, send) {
    this.send = send;
    const { at, play, ...drawn } = data;
    const signature = JSON.stringify(drawn);
    this.data = data;
    this.root.style.setProperty("--ns-single", data.colours.single);
    this.root.style.setProperty("--ns-multi", data.colours.multi);
    if (signature !== this.signature) {
      this.stop();
      this.signature = signature;
      this.player.hidden = data.steps.length < 2;
      this.range.max = data.steps.length - 1;
      this.bars.draw(data);
      this.position = at;
      this.redraw();
    } else if (at !== this.told && !this.timer && at !== Math.round(this.position)) this.show(at);
    this.told = at;
    if (play !== this.played) {
      this.played = play;
      if (at === this.last()) this.play();
    }
  }

  last() {
    return this.data.steps.length - 1;
  }

  redraw() {
    this.chart.draw(this.data);
    this.show(this.position);
  }

  back() {
    this.jump(Math.ceil(this.position - 1e-6) - 1);
  }

  forward() {
    this.jump(Math.floor(this.position + 1e-6) + 1);
  }

  // A whole step: the scrubber's own, made for a drag, is a hundredth of it.
  keyed(event) {
    if (/^Arrow(Right|Up)$/.test(event.key)) this.forward();
    else if (/^Arrow(Left|Down)$/.test(event.key)) this.back();
    else return;
    event.preventDefault();
  }

  jump(to) {
    this.stop();
    this.show(Math.min(Math.max(to, 0), this.last()));
    this.tell();
  }

  play() {
    if (!this.last()) return;
    if (this.position >= this.last()) this.show(0);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const [from, started, pace] = [this.position, performance.now(), Math.min(MS_PER_STEP, LONGEST / this.last())];
    const tick = (now) => {
      const elapsed = Math.max(0, now - started) / pace;
      const to = Math.min(from + (still ? Math.floor(elapsed) : elapsed), this.last());
      this.show(Math.max(to, from));
      if (to >= this.last()) this.pause();
      else this.timer = requestAnimationFrame(tick);
    };
    this.timer = requestAnimationFrame(tick);
    this.label();
  }

  stop() {
    cancelAnimationFrame(this.timer);
    this.timer = null;
    this.label();
  }

  pause() {
    this.stop();
    this.tell();
  }

  label() {
    this.toggle.textContent = this.timer ? "❚❚" : "▶";
    this.toggle.setAttribute("aria-label", this.timer ? "Pause" : "Play");
  }

  // The page hears of the step that is looked at once the hand rests.
  tell() {
    const step = Math.round(this.position);
    clearTimeout(this.telling);
    if (step === this.told) return;
    this.telling = setTimeout(() => {
      if (this.timer || step !== Math.round(this.position) || step === this.told) return;
      this.told = step;
      this.send("stepped", { step, last: this.last(), n: Date.now() });
    }, 250);
  }

  show(at) {
    this.position = at;
    const number = Math.floor(at + 1e-6);
    const step = this.data.steps[number];
    const [moved, p, verdict] = this.data.lines.find((line) => line.shown).steps[number];
    this.chart.at(at);
    this.bars.at(at);
    const said = document.createElement("span");
    said.className = `ns-said ns-said-${verdict}`;
    said.textContent = `${this.data.words[verdict]}, p ${fixed(p)} (${fixed(step.low)}–${fixed(step.high)})`;
    this.formula.replaceChildren(...subscripted(step.formula), said);
    this.caption.textContent = this.last() ? `Step ${number} of ${this.last()}, ${fixed(moved, 1)} at.% moved` : "";
    Object.assign(this.root.dataset, { at: at.toFixed(2), formula: step.formula, verdict });
    this.range.value = at;
    this.range.setAttribute("aria-valuetext", `${this.caption.textContent}, ${step.formula}, ${said.textContent}`);
    window.latentalloyStep = at;
    window.dispatchEvent(new CustomEvent("latentalloy-step", { detail: { at } }));
  }

  destroy() {
    this.stop();
    clearTimeout(this.telling);
    this.resized.disconnect();
    delete window.latentalloyStep;
  }
}

function subscripted(formula) {
  return formula.split(/(\d+(?:\.\d+)?)/).filter(Boolean).map((part) => {
    if (!/^\d/.test(part)) return part;
    const sub = document.createElement("sub");
    sub.textContent = part;
    return sub;
  });
}

export default function (component) {
  const { data: [data], parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".ns-root");
  if (!root) return;
  if (!STAGES.has(root)) STAGES.set(root, new Stage(root));
  STAGES.get(root).update(data, setTriggerValue);
  return () => {
    STAGES.get(root)?.destroy();
    STAGES.delete(root);
  };
}
