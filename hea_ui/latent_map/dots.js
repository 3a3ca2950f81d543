// The points of the figure, on a canvas over the plot. As shapes of SVG, thousands of alloys are looked at in every frame of the page and made anew
// with every figure. Plotly draws its legend, and one point of each trace, which the style sheet hides.

const DRAWN_BY_PLOTLY = 1;

// Regular polygons from the top clockwise; reach: radius as a share of half the size, hollow: radius of the corners between the tips of a star.
const SHAPES = {
  square: { corners: 4, reach: Math.SQRT2, turn: Math.PI / 4 },
  diamond: { corners: 4, reach: 1.3, turn: 0 },
  "triangle-up": { corners: 3, reach: 1.15, turn: 0 },
  hexagon2: { corners: 6, reach: 1, turn: Math.PI / 6 },
  star: { corners: 10, reach: 1.4, turn: 0, hollow: 0.382 },
};

function outline(context, shape, x, y, radius) {
  context.beginPath();
  if (!shape) return context.arc(x, y, radius, 0, 2 * Math.PI);
  for (let corner = 0; corner < shape.corners; corner += 1) {
    const angle = shape.turn - Math.PI / 2 + (2 * Math.PI * corner) / shape.corners;
    const reach = radius * shape.reach * (corner % 2 ? shape.hollow ?? 1 : 1);
    context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  context.closePath();
}

// Colour of a value on an axis of colours {cmin, cmax, colorscale: [[share, colour], …]}.
function shade({ cmin, cmax, colorscale }, value) {
  const share = Math.min(Math.max((value - cmin) / (cmax - cmin), 0), 1);
  const above = Math.max(colorscale.findIndex(([end]) => end >= share), 1);
  const [[from, low], [to, high]] = [colorscale[above - 1], colorscale[above]];
  return blend(low, high, (share - from) / (to - from));
}

class Dots {
  constructor(overlay) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "lm-dots";
    overlay.element.before(this.canvas);
    this.colours = new WeakMap(); // of traces, which are made anew with every figure
  }

  // plot: of Plotly; frame: {left, top, width, height} of its area; project: (z1, z2) -> pixels in it.
  draw(plot, frame, project) {
    const traces = plot.data.filter((trace) => trace.type === "scatter" && trace.visible !== "legendonly");
    const sharp = window.devicePixelRatio;
    const seen = [frame.left, frame.top, frame.width, frame.height, project(0, 0), project(1, 1), sharp, traces.map((trace) => trace.name)].join();
    if (plot.data === this.data && seen === this.seen) return;
    [this.data, this.seen] = [plot.data, seen];
    const { canvas } = this;
    Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${frame.width}px`, height: `${frame.height}px` });
    [canvas.width, canvas.height] = [Math.round(frame.width * sharp), Math.round(frame.height * sharp)];
    const context = canvas.getContext("2d");
    context.scale(sharp, sharp);
    for (const trace of traces) this.points(context, trace, plot.layout.coloraxis, frame, project);
  }

  coloursOf(trace, scale) {
    const { color, coloraxis } = trace.marker;
    if (!coloraxis) return color;
    if (!this.colours.has(trace)) this.colours.set(trace, color.map((value) => shade(scale, value)));
    return this.colours.get(trace);
  }

  points(context, trace, scale, frame, project) {
    const { x, y, marker } = trace;
    const colours = this.coloursOf(trace, scale);
    const of = (value, at) => (Array.isArray(value) ? value[at] : value);
    context.globalAlpha = marker.opacity ?? 1;
    x.forEach((z1, at) => {
      const [u, v] = project(z1, y[at]);
      const radius = of(marker.size, at) / 2;
      if (z1 === null || !(u > -radius && v > -radius && u < frame.width + radius && v < frame.height + radius)) return;
      const colour = of(colours, at);
      const [name, open] = of(marker.symbol, at).split("-open");
      outline(context, SHAPES[name], u, v, radius);
      context.fillStyle = colour;
      if (open === undefined) context.fill();
      context.lineWidth = marker.line.width;
      context.strokeStyle = open === undefined ? marker.line.color : colour;
      context.stroke();
    });
  }
}
