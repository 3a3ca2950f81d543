// From the payload's layers to Plotly traces and a layout. Pure: no DOM, no state.

const SUBSCRIPT = "₀₁₂₃₄₅₆₇₈₉";
const typeset = (formula) => formula.replace(/[0-9]/g, (digit) => SUBSCRIPT[+digit]);
const minus = (text) => text.replace("-", "−");
const fixed = (value, digits = 2) => minus(value.toFixed(digits));

// A grid of numbers sent as one base64 string of bytes; byte b stands for low + (high - low) * b / 255.
function decodeGrid(grid) {
  const bytes = Uint8Array.from(atob(grid.bytes), (char) => char.charCodeAt(0));
  const axis = ([first, last, count]) =>
    Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
  const x = axis(grid.z1);
  const y = axis(grid.z2);
  const scale = (grid.high - grid.low) / 255;
  const z = y.map((_, row) => Array.from(x, (_, col) => grid.low + scale * bytes[row * x.length + col]));
  return { x, y, z };
}

// Bilinear value of a decoded grid at (x, y); null outside.
function sampleGrid(grid, x, y) {
  const at = (axis, value) => ((value - axis[0]) / (axis[axis.length - 1] - axis[0])) * (axis.length - 1);
  const u = at(grid.x, x);
  const v = at(grid.y, y);
  if (!(u >= 0 && v >= 0 && u <= grid.x.length - 1 && v <= grid.y.length - 1)) return null;
  const i = Math.min(Math.floor(u), grid.x.length - 2);
  const j = Math.min(Math.floor(v), grid.y.length - 2);
  const mix = (a, b, t) => a + (b - a) * t;
  return mix(
    mix(grid.z[j][i], grid.z[j][i + 1], u - i),
    mix(grid.z[j + 1][i], grid.z[j + 1][i + 1], u - i),
    v - j,
  );
}

function parseColour(text) {
  const hex = text.trim().match(/^#([0-9a-f]{6})/i);
  if (hex) return [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16));
  const parts = text.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : [128, 128, 128];
}

// Colour between a and b (t = 0 gives a), as rgb().
function blend(a, b, t) {
  const [from, to] = [parseColour(a), parseColour(b)];
  return `rgb(${from.map((channel, i) => Math.round(channel + (to[i] - channel) * t)).join(",")})`;
}

function densityTrace(density, theme, onlyLines) {
  const levels = [0, 0.1, 0.17, 0.24, 0.31, 0.38, 0.45, 0.52, 0.59, 0.66, 0.74];
  return {
    type: "contour", name: "density", x: density.x, y: density.y, z: density.z,
    zmin: 0, zmax: 100, hoverinfo: "skip", showscale: false, showlegend: false,
    contours: { start: 5, end: 95, size: 10, coloring: onlyLines ? "none" : "fill", showlines: true },
    line: { width: onlyLines ? 0.7 : 0.5, color: blend(theme.background, theme.text, onlyLines ? 0.5 : 0.28), smoothing: 1 },
    colorscale: levels.map((share, i) => [i / 10, blend(theme.background, theme.neutral, share)]),
  };
}

// Percentiles of density between which what is said of designs fades away: as EMPTY in hea_core.atlas.
const EMPTY = 5;
const DENSE = 15;

function fieldTrace(field, theme, bar) {
  return {
    type: "heatmap", name: "probability of designs", x: field.x, y: field.y, z: field.z,
    zmin: 0, zmax: 1, zsmooth: "best", hoverinfo: "skip", showlegend: false, opacity: 0.5,
    colorscale: [[0, theme.multi], [0.5, blend(theme.background, theme.text, 0.06)], [1, theme.single]],
    colorbar: colourBar("probability of designs: line 0.5, dots 0.9", theme, bar),
  };
}

// Ground where hardly any alloy was measured, drawn over the field: a probability there must not look like knowledge.
function veilTrace(density, theme) {
  const [red, green, blue] = parseColour(theme.background);
  const veil = (alpha) => `rgba(${red},${green},${blue},${alpha})`;
  return {
    type: "heatmap", name: "empty ground", x: density.x, y: density.y, z: density.z, zmin: 0, zmax: 100, zsmooth: "best",
    hoverinfo: "skip", showlegend: false, showscale: false,
    colorscale: [[0, veil(1)], [EMPTY / 100, veil(1)], [DENSE / 100, veil(0)], [1, veil(0)]],
  };
}

// Where designs come out at 0.5 (a line) and at 0.9 (dots), on ground that is not empty.
function levelTraces(field, density, theme) {
  const z = field.z.map((row, j) => row.map((value, i) => ((sampleGrid(density, field.x[i], field.y[j]) ?? 0) < EMPTY ? null : value)));
  return [[0.5, "solid"], [0.9, "dot"]].map(([level, dash]) => ({
    type: "contour", name: `designs at ${level}`, x: field.x, y: field.y, z, hoverinfo: "skip", showscale: false, showlegend: false,
    contours: { type: "constraint", operation: "=", value: level, coloring: "none", showlabels: true, labelfont: { size: 12, color: theme.text } },
    connectgaps: false, line: { width: 1.6, dash, color: theme.text, smoothing: 1 },
  }));
}

// Which bar of how many it is, and whether the map is too narrow to have bars at its side.
function colourBar(title, theme, { index, bars, narrow, height }) {
  const common = { thickness: 9, outlinewidth: 0, tickfont: { size: 12, color: theme.text } };
  const heading = { text: title, font: { size: 12, color: theme.text } };
  if (narrow)
    // The empty second line keeps the heading off the bar, for which Plotly leaves no room when placed in the container.
    return { ...common, orientation: "h", title: { ...heading, text: `${title}<br> `, side: "top" }, len: 1, x: 0.5, yref: "container", y: (BAR * (bars - index)) / height, yanchor: "top", ypad: 0 };
  return { ...common, title: { ...heading, side: "right" }, len: 0.86, x: 1.01 + 0.12 * index, xpad: 4 };
}

const CLASSES = [
  { code: 0, name: "multi-phase", symbol: "diamond", colour: "multi" },
  { code: 1, name: "single-phase", symbol: "circle", colour: "single" },
  { code: 2, name: "sources disagree", symbol: "square", colour: "muted" },
  { code: 3, name: "unlabelled", symbol: "circle-open", colour: "muted" },
];

// Two traces a class where dots have values: those without one lie below, faint, and keep their shape.
function alloyTraces(layers, theme) {
  const { alloys, colour } = layers;
  const known = (row) => !colour.values || colour.values[row] != null;
  const dull = blend(theme.background, theme.text, 0.2);
  const made = (kind, rows, faint) => {
    const pick = (values) => rows.map((row) => values[row]);
    const categories = colour.categories && pick(colour.values).map((at) => colour.categories[at]?.[1]);
    return {
      type: "scatter", mode: "markers", name: kind.name, x: pick(alloys.z1), y: pick(alloys.z2),
      hoverinfo: "skip", legendgroup: kind.name, showlegend: !colour.values,
      marker: {
        symbol: kind.symbol, size: layers.field ? 5.5 : 5, opacity: faint ? 0.6 : layers.field ? 1 : 0.72,
        line: { width: layers.field ? 1.1 : 0.6, color: blend(theme.background, theme.text, layers.field ? 0 : 0.12) },
        ...(faint ? { color: dull } : categories ? { color: categories } : colour.values ? { color: pick(colour.values), coloraxis: "coloraxis" } : { color: theme[kind.colour] }),
      },
    };
  };
  return [true, false].flatMap((faint) =>
    CLASSES.map((kind) => made(kind, alloys.phase.flatMap((code, row) => (code === kind.code && known(row) !== faint ? [row] : [])), faint)),
  ).filter((trace) => trace.x.length);
}

// What a dot is coloured by, as text.
function inWords(colour, row) {
  const value = colour.values[row];
  if (value == null) return "not said";
  return colour.categories ? colour.categories[value][0] : `${fixed(value, colour.digits)} ${colour.unit}`.trim();
}

// With a colour scale, a trace has no colour of its own: neutral stand-ins show its symbol in the legend, and classes of colour theirs.
function standIns(traces, theme, colour) {
  const made = (name, symbol, color) => ({
    type: "scatter", mode: "markers", name, x: [null], y: [null], legendgroup: name, hoverinfo: "skip", marker: { symbol, size: 8, color },
  });
  const symbols = new Map(traces.filter((trace) => trace.showlegend === false).map((trace) => [trace.name, trace.marker.symbol]));
  return [
    ...(colour.categories ?? []).map(([name, shade]) => made(name, "hexagon2", shade)),
    ...[...symbols].map(([name, symbol]) => made(name, symbol, theme.muted)),
  ];
}

function familyTraces(layers, theme) {
  const looks = [["star", 12], ["triangle-up", 8], ["hexagon2", 8]].map(([symbol, size], i) => ({ symbol, size, color: theme.family[i] }));
  return (layers.families || []).map((family, i) => ({
    type: "scatter", mode: "markers", name: family.name, x: family.z1, y: family.z2,
    text: family.formula.map((formula) => `${typeset(formula)}\n${family.name} equimolar quaternary`), hoverinfo: "skip",
    marker: { ...looks[i % 3], opacity: 0.95, line: { width: 0.8, color: theme.background } },
  }));
}

const VERDICT_LOOKS = { single: ["circle", "single"], multiple: ["diamond", "multi"], undecided: ["circle-open", "text"] };
const verdictLook = (verdict) => VERDICT_LOOKS[verdict] ?? VERDICT_LOOKS.undecided;

// Alloys chosen elsewhere on the page: larger than the measured ones, ringed, with the mark of their verdict; those of the lab as stars.
function marksTrace(marks, theme, words) {
  const stars = marks.filter((mark) => mark.star).length;
  const name = !stars ? "selected" : stars === marks.length ? "your lab" : "your lab, selected";
  const told = (mark) => mark.star
    ? `${typeset(mark.label)}\nfrom your lab book, found ${words[mark.verdict] ?? "nothing clear"}`
    : `${typeset(mark.label)}\nselected, ${words[mark.verdict] ?? "no verdict"}, p ${fixed(mark.probability)}`;
  return {
    type: "scatter", mode: "markers", name, x: marks.map((mark) => mark.z1), y: marks.map((mark) => mark.z2),
    text: marks.map(told), hoverinfo: "skip",
    marker: {
      size: marks.map((mark) => (marks.length > 30 ? 7 : 11) + (mark.star ? 5 : 0)), opacity: 1,
      symbol: marks.map((mark) => (mark.star ? "star" : verdictLook(mark.verdict)[0])),
      color: marks.map((mark) => theme[verdictLook(mark.verdict)[1]]),
      line: { width: marks.length > 30 ? 1.2 : 2, color: theme.text },
    },
  };
}

const VIRIDIS = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"].map((shade, at) => [at / 9, shade]);

// Height in pixels that a horizontal colour bar takes below a narrow map, and how many bars these layers need.
const BAR = 56;
const scaled = (colour) => colour.values && !colour.categories;
const barCount = (layers) => (layers.field ? 1 : 0) + (scaled(layers.colour) ? 1 : 0);

// size: {narrow, height}: whether the map is too narrow for a side bar, and its height in pixels.
function buildFigure(layers, grids, theme, range, size) {
  const traces = [];
  const bars = barCount(layers);
  if (grids.field) traces.push(fieldTrace(grids.field, theme, { index: 0, bars, ...size }), veilTrace(grids.density, theme));
  traces.push(densityTrace(grids.density, theme, Boolean(grids.field)));
  if (grids.field) traces.push(...levelTraces(grids.field, grids.density, theme));
  const alloys = alloyTraces(layers, theme);
  traces.push(...alloys, ...standIns(alloys, theme, layers.colour), ...familyTraces(layers, theme));
  const axis = (title, span) => ({
    title: { text: title, font: { size: 13 }, standoff: 6 }, range: [...span], zeroline: false, gridwidth: 0.5,
    gridcolor: blend(theme.background, theme.text, 0.07), color: theme.text, tickfont: { size: 12 }, nticks: 9,
    ticks: "outside", ticklen: 4, tickcolor: blend(theme.background, theme.text, 0.3), fixedrange: false,
  });
  const layout = {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: theme.background, font: { family: theme.font, color: theme.text, size: 12 },
    margin: size.narrow ? { l: 36, r: 8, t: 46, b: (bars ? 48 : 38) + BAR * bars } : { l: 46, r: 8, t: 30, b: 42 }, hovermode: false, uirevision: "kept",
    xaxis: axis("z₁", range.x), yaxis: axis("", range.y), showlegend: true,
    // beside the axis it would lie on the longer numbers of a closer view
    annotations: [{ text: "z₂", font: { size: 13 }, xref: "paper", x: 0, xanchor: "right", xshift: -6, yref: "paper", y: 1, yanchor: "bottom", showarrow: false }],
    legend: { orientation: "h", x: 0, y: 1.005, yanchor: "bottom", font: { size: 12 }, itemsizing: "constant", bgcolor: "rgba(0,0,0,0)" },
  };
  if (scaled(layers.colour)) {
    const colour = layers.colour;
    layout.coloraxis = {
      cmin: colour.low, cmax: colour.high,
      colorscale: colour.scale === "phase" ? [[0, theme.multi], [0.5, blend(theme.background, theme.text, 0.45)], [1, theme.single]] : VIRIDIS,
      colorbar: colourBar(colour.title + (colour.unit ? ` (${colour.unit})` : ""), theme, { index: bars - 1, bars, ...size }),
    };
  }
  return { traces, layout };
}
