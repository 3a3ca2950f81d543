// The map itself: one MapView for each mounted element, kept across reruns so that zoom and pan survive.

const MAPS = (window.latentalloyMaps ??= {}); // by key: { ground, view, over }; over.js has it too
const VIEWS = new WeakMap();
const NARROW_HEIGHT = 380;
const KEYS_REST = 350; // milliseconds
let plotly = null;

function loadPlotly(url) {
  plotly ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("no Plotly")));
    script.onerror = () => { plotly = null; reject(new Error("not served")); };
    document.head.appendChild(script);
  });
  return plotly;
}

// Fulfilled once what the page now holds can be seen.
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

class MapView {
  constructor(root, slot) {
    this.root = root;
    this.slot = slot;
    this.stage = root.querySelector(".lm-stage");
    this.plot = root.querySelector(".lm-plot");
    this.live = root.querySelector(".lm-live");
    this.overlay = new Overlay(this.stage);
    this.dots = new Dots(this.overlay);
    this.places = new Places(this.overlay);
    this.off = [];
    this.reading = new Reading(this);
    this.lasso = new Lasso(this);
    this.hand = new Hand(this);
    this.at = 0; // step of the trajectory that is shown, with a fraction between two
    this.point = { z1: 0, z2: 0 };
    this.sent = 0;
    this.timer = null;
    this.on(window, "latentalloy-step", (event) => event.detail.at < (this.data?.path.length ?? 0) && this.stepTo(event.detail.at));
    // A hidden stage has no size to draw to: Plotly refuses it, and the observer calls again once it shows.
    this.resized = new ResizeObserver(
      () => this.drawn && this.stage.clientWidth && window.Plotly.Plots.resize(this.plot).then(() => this.redraw()),
    );
    this.resized.observe(this.stage);
  }

  on(target, name, handler, options) {
    target.addEventListener(name, handler, options);
    this.off.push(() => target.removeEventListener(name, handler, options));
  }

  // Ground and what is over it come from two components, in any order.
  update() {
    const { ground, over } = this.slot;
    loadPlotly(ground.plotly).catch(() => {});
    if (!over) return;
    const data = { ...ground, ...over.data };
    this.send = over.send;
    this.data = data;
    this.lasso.update(data.lasso ?? [], data.lasso != null);
    this.sent = Math.max(this.sent, data.echo);
    if (!this.timer && data.echo >= this.sent) this.movedTo(data.point);
    const path = JSON.stringify(data.path);
    if (path !== this.path) {
      this.path = path;
      this.overlay.setPath(data.path);
      const last = Math.max(data.path.length - 1, 0);
      this.stepTo(Math.min(window.latentalloyStep ?? last, last)); // the page's scrubber may have been moved already
      if (this.drawn && data.fit) this.fit();
    }
    const marks = JSON.stringify(data.marks);
    if (marks !== this.marked) {
      this.marked = marks;
      const wide = this.drawn && widened(this.range, data.marks);
      if (wide && (String(wide.x) !== String(this.range.x) || String(wide.y) !== String(this.range.y))) this.show(wide.x, wide.y);
    }
    this.render().catch(() => {
      this.root.dataset.ready = "failed";
      this.live.textContent = "The map could not be drawn; type z₁ and z₂ beside it instead.";
    });
  }

  theme() {
    const style = getComputedStyle(this.root);
    const value = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    return {
      background: value("--st-background-color", "#ffffff"), text: value("--st-text-color", "#222222"),
      font: value("--st-font", "sans-serif"), neutral: "#5f7f9f", muted: "#8a8f98",
      ...this.data.colours,
    };
  }

  async render() {
    const narrow = this.stage.clientWidth < 520;
    if (!this.data.layers && narrow) this.stage.style.height = `${NARROW_HEIGHT}px`;
    const Plotly = await loadPlotly(this.data.plotly);
    if (!this.data.layers) return;
    const theme = this.theme();
    const marks = this.data.marks ?? [];
    const signature = this.data.layers_id + JSON.stringify(theme) + JSON.stringify(marks);
    if (signature === this.signature) return;
    this.signature = signature;
    if (this.drawn) await painted(); // the card goes before: to draw the map anew holds the browser for a tenth of a second
    if (signature !== this.signature) return;
    const layers = JSON.parse(this.data.layers);
    this.alloys = layers.alloys;
    this.colour = layers.colour;
    this.grids = { density: decodeGrid(layers.density), field: layers.field && decodeGrid(layers.field) };
    this.root.style.setProperty("--lm-single", theme.single);
    this.root.style.setProperty("--lm-multi", theme.multi);
    if (String(layers.extent.x) + layers.extent.y !== this.extentKey) {
      this.extentKey = String(layers.extent.x) + layers.extent.y;
      this.extent = layers.extent;
      this.first = layers.frame;
      const { fit, path } = this.data;
      // the first view leaves out the outermost alloys, but never what the page is about
      this.frame = fit ? around(path) : widened(layers.frame, [this.point, ...path, ...this.data.marks]);
      this.range = { x: [...this.frame.x], y: [...this.frame.y] };
    }
    const height = NARROW_HEIGHT + BAR * barCount(layers);
    this.stage.style.height = narrow ? `${height}px` : "";
    const { traces, layout } = buildFigure(layers, this.grids, theme, this.range, { narrow, height });
    if (marks.length) traces.push(marksTrace(marks, theme, this.data.words));
    for (const { type, marker } of traces) if (type === "scatter") marker.maxdisplayed = DRAWN_BY_PLOTLY;
    layout.dragmode = this.dragmode();
    layout.autosize = true;
    const config = { displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: false, showTips: false };
    await Plotly.react(this.plot, traces, layout, config);
    if (!this.drawn) {
      this.drawn = true;
      for (const name of ["plotly_relayout", "plotly_relayouting", "plotly_afterplot"]) this.plot.on(name, () => this.redraw());
    }
    this.root.dataset.traces = traces.map((trace) => trace.name).join(",");
    this.places.set(layers.regions, layers.alloys, this.first);
    this.redraw();
    this.root.dataset.ready = "yes";
  }

  // A finger drag scrolls the page until the map is zoomed in; a mouse always pans.
  dragmode() {
    const coarse = window.matchMedia("(pointer: coarse)").matches;
    const is = (view) => String(this.range.x) === String(view.x) && String(this.range.y) === String(view.y);
    const whole = is(this.extent) || is(this.frame);
    this.root.classList.toggle("lm-scrolls", coarse && whole);
    return coarse && whole ? false : "pan";
  }

  axes() {
    const full = this.plot._fullLayout;
    return full?.xaxis?.d2p ? full : null;
  }

  // (z1, z2) -> pixels of the plot area. Both axes are linear, and Plotly's own conversion of each dot takes milliseconds of a click.
  projection() {
    const line = (axis) => [axis.d2p(0), axis.d2p(1) - axis.d2p(0)];
    const { xaxis, yaxis } = this.axes();
    const [[left, right], [low, up]] = [line(xaxis), line(yaxis)];
    return (z1, z2) => [left + right * z1, low + up * z2];
  }

  stepTo(at) {
    this.at = at;
    this.redraw();
  }

  redraw() {
    const full = this.drawn && this.axes();
    const area = this.plot.querySelector(".nsewdrag");
    if (!full || !area) return;
    const [box, stage] = [area.getBoundingClientRect(), this.stage.getBoundingClientRect()];
    const frame = { left: box.left - stage.left, top: box.top - stage.top, width: box.width, height: box.height };
    this.range = { x: [...full.xaxis.range], y: [...full.yaxis.range] };
    const project = this.projection();
    this.dots.draw(this.plot, frame, project);
    this.overlay.draw(frame, project, this.point, this.at);
    this.lasso.show(project);
    this.places.draw(project, frame, this.whole(), this.point, this.hiddenClasses());
    Object.assign(this.root.dataset, {
      z1: this.point.z1, z2: this.point.z2, xRange: this.range.x.join(","), yRange: this.range.y.join(","), frame: this.at.toFixed(2),
    });
  }

  // Codes of the classes that were switched off in the legend.
  hiddenClasses() {
    const off = new Set(this.plot.data.filter((trace) => trace.visible === "legendonly").map((trace) => trace.name));
    return new Set(CLASSES.filter((kind) => off.has(kind.name)).map((kind) => kind.code));
  }

  place(event) {
    const full = this.axes();
    const box = this.plot.querySelector(".nsewdrag")?.getBoundingClientRect();
    if (!full || !box) return null;
    return { z1: full.xaxis.p2d(event.clientX - box.left), z2: full.yaxis.p2d(event.clientY - box.top) };
  }

  clipped({ z1, z2 }) {
    const clip = (value) => Math.round(Math.min(Math.max(value, -this.data.limit), this.data.limit) * 1000) / 1000;
    return { z1: clip(z1), z2: clip(z2) };
  }

  movedTo(point) {
    const { z1, z2 } = this.clipped(point);
    if (z1 === this.point.z1 && z2 === this.point.z2) return;
    this.point = { z1, z2 };
    this.redraw();
  }

  // A key moves the marker at once; its place is asked for when no other key follows.
  moveBy([right, up], size) {
    this.movedTo({ z1: this.point.z1 + right * size, z2: this.point.z2 + up * size });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), KEYS_REST);
  }

  // A press on the ground or, where `formula` says so, on a dot. The answer is on its way while the marker moves.
  choose(point, formula) {
    this.point = this.clipped(point);
    this.commit(formula);
    this.redraw();
  }

  commit(formula = "") {
    clearTimeout(this.timer);
    this.timer = null;
    this.sent += 1;
    this.live.textContent = `${formula && `${typeset(formula)}, `}z₁ ${fixed(this.point.z1)}, z₂ ${fixed(this.point.z2)}`;
    this.send("clicked", { ...this.point, n: this.sent, formula });
  }

  zoom(factor) {
    const scaled = ([low, high], centre) => [centre + (low - centre) * factor, centre + (high - centre) * factor];
    const inside = (value, [low, high]) => value > low && value < high;
    const seen = inside(this.point.z1, this.range.x) && inside(this.point.z2, this.range.y);
    const middle = (span) => (span[0] + span[1]) / 2;
    this.show(
      scaled(this.range.x, seen ? this.point.z1 : middle(this.range.x)),
      scaled(this.range.y, seen ? this.point.z2 : middle(this.range.y)),
    );
  }

  fit() {
    this.frame = around(this.data.path);
    this.reset();
  }

  // Whether the view is no closer than the first one of all alloys.
  whole() {
    const wide = ([low, high], [from, to]) => high - low >= 0.98 * (to - from);
    return Boolean(this.first) && wide(this.range.x, this.first.x) && wide(this.range.y, this.first.y);
  }

  reset() {
    this.show([...this.frame.x], [...this.frame.y]);
  }

  showAll() {
    this.show([...this.extent.x], [...this.extent.y]);
  }

  show(x, y) {
    if (!this.drawn) return;
    this.range = { x, y };
    window.Plotly.relayout(this.plot, { "xaxis.range": x, "yaxis.range": y, dragmode: this.dragmode() });
  }

  destroy() {
    clearTimeout(this.timer);
    this.reading.stop();
    this.signature = null;
    this.resized.disconnect();
    this.off.forEach((remove) => remove());
    if (this.drawn) window.Plotly.purge(this.plot);
  }
}

export default function ({ data: [data], parentElement }) {
  const root = parentElement.querySelector(".lm-root");
  if (!root) return;
  const slot = (MAPS[data.map] ??= {});
  if (!VIEWS.has(root)) VIEWS.set(root, new MapView(root, slot));
  const view = VIEWS.get(root);
  Object.assign(slot, { ground: data, view });
  view.update();
  return () => {
    view.destroy();
    VIEWS.delete(root);
    if (slot.view === view) slot.view = null;
  };
}
