// What lies under the pointer, and what is told of it: a dot, a mark of the page's own, or what a click on the ground would give.

const TIP = 5;
const FINGER = 12;

class Reading {
  constructor(view) {
    this.view = view;
    this.tip = new Tip(view.stage);
    // Once a frame: what is under the pointer takes milliseconds to tell, and a press must not wait for it.
    view.on(view.stage, "pointermove", (event) => {
      this.stop();
      this.next = requestAnimationFrame(() => this.told(event));
    });
    view.on(view.stage, "pointerleave", () => {
      this.stop();
      this.tip.hide();
    });
  }

  stop() {
    cancelAnimationFrame(this.next);
  }

  // The measured alloy whose dot, or whose mark at the edge, is under the pointer; a finger is wider than a mouse's tip. Null over ground.
  dotAt(event) {
    const box = this.view.plot.querySelector(".nsewdrag")?.getBoundingClientRect();
    if (!this.view.drawn || !this.view.axes() || !box || !this.view.alloys) return null;
    const project = this.view.projection();
    const hidden = this.view.hiddenClasses();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { formula, z1, z2, phase } = this.view.alloys;
    let [nearest, least] = [-1, event.pointerType === "touch" ? FINGER : TIP];
    for (let row = 0; row < formula.length; row += 1) {
      if (hidden.has(phase[row])) continue;
      const [u, v] = this.view.places.shown?.get(row) ?? project(z1[row], z2[row]);
      const away = Math.hypot(u - x, v - y);
      if (away <= least) [nearest, least] = [row, away];
    }
    if (nearest < 0) return null;
    return { formula: formula[nearest], z1: z1[nearest], z2: z2[nearest], row: nearest, beyond: this.view.places.shown?.has(nearest) };
  }

  // The text of a mark of the page's own (a family, a chosen alloy) under the pointer; null where there is none.
  markAt(event) {
    const project = this.view.projection();
    const box = this.view.plot.querySelector(".nsewdrag").getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    for (const trace of this.view.plot.data) {
      if (!trace.text || trace.visible === "legendonly") continue;
      const at = trace.x.findIndex((z1, i) => {
        const [u, v] = project(z1, trace.y[i]);
        return Math.hypot(u - x, v - y) <= TIP + 2;
      });
      if (at >= 0) return trace.text[at];
    }
    return null;
  }

  // What a click here opens: no message goes to the server for it.
  told(event) {
    if (!this.view.drawn || this.view.lasso.on || event.pointerType === "touch" || !event.target.closest?.(".nsewdrag")) return this.tip.hide();
    const mark = this.markAt(event);
    const dot = mark ? null : this.dotAt(event);
    this.view.root.classList.toggle("lm-on-dot", Boolean(dot));
    if (mark) return this.tip.show(event, mark.split("\n").map((line, at) => [line, at ? "" : "lm-name"]), { kind: "mark" });
    if (dot) return this.tellDot(event, dot);
    const { z1, z2 } = this.view.place(event);
    this.tellGround(event, z1, z2);
  }

  tellDot(event, { formula, row, beyond }) {
    const { alloys, colour } = this.view;
    const verdict = alloys.verdicts[alloys.verdict[row]];
    const seen = CLASSES.find((kind) => kind.code === alloys.phase[row]).name;
    const value = colour.values ? `${colour.title}: ${inWords(colour, row)}` : "";
    const lines = [
      [typeset(formula), "lm-name"], [`measured: ${seen}`], [`model: ${this.view.data.words[verdict]}`], [value],
      [alloys.sources[alloys.source[row]], "lm-soft"], [beyond ? "outside this view" : "", "lm-soft"],
    ];
    this.tip.show(event, lines, { formula, verdict, kind: "dot" });
  }

  tellGround(event, z1, z2) {
    if (!this.view.data.preview) return this.tip.hide();
    const density = sampleGrid(this.view.grids.density, z1, z2) ?? 0;
    const preview = previewNow();
    const design = preview && designAt(preview, z1, z2);
    if (design) {
      const [formula, probability, verdict] = design;
      const lines = [
        [typeset(formula), "lm-name"], [`${this.view.data.words[verdict]}, p ${fixed(probability)}`, `lm-word lm-word-${verdict}`],
        ["about what a click here designs", "lm-soft"],
      ];
      return this.tip.show(event, lines, { formula, verdict, kind: "ground" });
    }
    if (density < EMPTY) return this.tip.show(event, [["Hardly any alloy was measured here", "lm-soft"]], { kind: "empty" });
    const later = preview ? "" : "; previews are being worked out";
    return this.tip.show(event, [[`Click to design an alloy here${later}`, "lm-soft"]], { kind: "waiting" });
  }
}
