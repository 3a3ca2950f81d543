// What the user does by pointer, wheel, keys and the buttons of the map.

const STEP = 0.05;
const BIG_STEP = 0.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const CLOSER = 0.7;
const KEYS = {
  Enter: (view) => view.commit(),
  "+": (view) => view.zoom(CLOSER),
  "-": (view) => view.zoom(1 / CLOSER),
  0: (view) => view.reset(),
};
KEYS[" "] = KEYS.Enter;
KEYS["="] = KEYS["+"];
const LASSO_KEYS = { Enter: (view) => view.lasso.takeView(), Escape: (view) => view.lasso.turn(false) };
LASSO_KEYS[" "] = LASSO_KEYS.Enter;

class Hand {
  constructor(view) {
    this.view = view;
    this.down = null;
    const { stage, root } = view;
    view.on(stage, "pointerdown", (event) => {
      const onPlot = event.target.closest?.(".nsewdrag");
      this.down = onPlot && event.isPrimary && event.button === 0 ? { x: event.clientX, y: event.clientY, id: event.pointerId } : null;
    }, true);
    view.on(window, "pointerup", (event) => this.released(event), true);
    view.on(window, "pointercancel", () => { this.down = null; }, true);
    // The page scrolls under the wheel until the map is in use (focus) or Ctrl says that zoom is meant.
    view.on(stage, "wheel", (event) => {
      if (!event.ctrlKey && !stage.matches(":focus-within")) event.stopPropagation();
    }, { capture: true, passive: true });
    view.on(stage, "keydown", (event) => this.keyed(event));
    root.querySelector(".lm-in").onclick = () => view.zoom(CLOSER);
    root.querySelector(".lm-out").onclick = () => view.zoom(1 / CLOSER);
    root.querySelector(".lm-reset").onclick = () => view.showAll();
  }

  released(event) {
    const { down, view } = this;
    this.down = null;
    const near = (other, reach) => Math.hypot(event.clientX - other.x, event.clientY - other.y) < reach;
    if (!down || down.id !== event.pointerId || !near(down, 5)) return;
    // Plotly covers the page while the button is down, so the browser sees no double click of its own.
    const again = this.up && event.timeStamp - this.up.time < 350 && near(this.up, 8);
    this.up = again ? null : { x: event.clientX, y: event.clientY, time: event.timeStamp };
    if (again) return view.reset();
    const point = view.place(event);
    if (!point) return;
    view.stage.focus({ preventScroll: true });
    const dot = view.reading.dotAt(event);
    view.choose(dot ?? point, dot?.formula);
  }

  keyed(event) {
    const { view } = this;
    if (event.target !== view.stage || event.altKey || event.metaKey || event.ctrlKey) return;
    const arrow = ARROWS[event.key];
    const act = (view.lasso.on && LASSO_KEYS[event.key]) || KEYS[event.key];
    if (arrow) view.moveBy(arrow, event.shiftKey ? BIG_STEP : STEP);
    else if (act) act(view);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
