// A lasso drawn over the map: what lies in it is told beside the map. While the tool is on, a drag draws and does not pan.

const MOST_CORNERS = 60;

class Lasso {
  constructor(view) {
    this.view = view;
    this.button = view.root.querySelector(".lm-lasso");
    this.shape = svg("polygon", { class: "lm-lasso-shape" }, view.overlay.element);
    this.corners = [];
    this.drawing = null;
    this.button.onclick = () => this.turn(!this.on);
    view.on(view.stage, "pointerdown", (event) => this.begin(event), true);
    view.on(view.stage, "pointermove", (event) => this.draw(event), true);
    view.on(view.stage, "pointerup", (event) => this.end(event), true);
    view.on(view.stage, "pointercancel", () => { this.drawing = null; }, true);
  }

  turn(on) {
    this.on = on;
    this.button.setAttribute("aria-pressed", on);
    this.view.root.classList.toggle("lm-lassoing", on);
    this.view.live.textContent = on ? "Draw round the alloys, or press Enter to take all that the map shows." : "";
  }

  // `corners`: [[z1, z2], …] of the link; what is being drawn is not disturbed.
  update(corners, offered) {
    this.button.hidden = !offered;
    if (!this.drawing && String(corners) !== String(this.corners)) {
      this.corners = corners;
      this.view.redraw();
    }
    if (this.on && corners.length) this.turn(false);
  }

  begin(event) {
    if (!this.on || !event.isPrimary || event.button !== 0) return;
    const place = this.view.place(event);
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    this.view.stage.setPointerCapture(event.pointerId);
    this.drawing = [[place.z1, place.z2]];
  }

  draw(event) {
    if (!this.drawing) return;
    event.stopPropagation();
    const place = this.view.place(event);
    if (place) this.drawing.push([place.z1, place.z2]);
    this.view.redraw();
  }

  end(event) {
    if (!this.drawing) return;
    event.stopPropagation();
    const drawn = this.drawing;
    this.drawing = null;
    this.view.hand.down = null;
    if (drawn.length > 2) this.send(drawn);
    else this.view.redraw();
  }

  // Everything in view: the way of the keyboard.
  takeView() {
    const [[left, right], [low, high]] = [this.view.range.x, this.view.range.y];
    this.send([[left, low], [right, low], [right, high], [left, high]]);
  }

  send(corners) {
    const step = Math.ceil(corners.length / MOST_CORNERS);
    this.corners = corners.filter((_, at) => at % step === 0);
    this.turn(false);
    this.view.redraw();
    this.view.send("lassoed", { corners: this.corners, n: Date.now() });
  }

  show(project) {
    const corners = this.drawing ?? this.corners;
    this.shape.setAttribute("points", corners.map(([z1, z2]) => project(z1, z2).join(",")).join(" "));
  }
}
