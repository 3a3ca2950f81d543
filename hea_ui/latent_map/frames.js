// Views of the map, {x: [low, high], y: [low, high]}, that hold what is to be seen.

const SMALLEST_VIEW = 0.16;

// A view that holds these points too.
function widened(frame, points) {
  const span = ([low, high], name) => {
    const values = points.map((point) => point[name]).filter((value) => value < low || value > high);
    return [Math.min(low, ...values.map((value) => value - 0.3)), Math.max(high, ...values.map((value) => value + 0.3))];
  };
  return { x: span(frame.x, "z1"), y: span(frame.y, "z2") };
}

// A view that a path fills: its ends may be a hundredth of the map apart.
function around(points) {
  const span = (name) => {
    const values = points.map((point) => point[name]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const half = Math.max(0.75 * (high - low), SMALLEST_VIEW / 2);
    return [(low + high) / 2 - half, (low + high) / 2 + half];
  };
  return { x: span("z1"), y: span("z2") };
}
