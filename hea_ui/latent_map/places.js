// What lies where: the names of regions, and marks at the edge for measured alloys that lie outside the first view.

class Places {
  constructor(overlay) {
    this.names = svg("g", { class: "lm-regions" }, overlay.element);
    this.edge = svg("g", { class: "lm-edge" }, overlay.element);
    overlay.element.prepend(this.edge, this.names); // below the point and the path
  }

  // regions: [name, z1, z2], largest first; outer: {x, y} arrays of alloys that the first view leaves out.
  set(regions, alloys, frame) {
    this.regions = regions;
    this.names.replaceChildren();
    this.labels = regions.map(([name]) => {
      const label = svg("text", { class: "lm-region", "text-anchor": "middle" }, this.names);
      label.textContent = name;
      return label;
    });
    const beyond = (value, [low, high]) => value < low || value > high;
    this.outer = alloys.formula.flatMap((_, row) => (beyond(alloys.z1[row], frame.x) || beyond(alloys.z2[row], frame.y) ? [row] : []));
    this.alloys = alloys;
    this.seen = "";
    this.edge.replaceChildren();
    this.marks = this.outer.map((row) =>
      svg("path", { class: `lm-beyond ${["lm-multi", "lm-single"][alloys.phase[row]] ?? "lm-unclear"}`, d: "M0,-7 L5,2 L-5,2 Z" }, this.edge),
    );
  }

  // Where each alloy of the outside stands at the edge of the view: {row: [x, y]} in pixels of the plot area.
  atEdge(project, size, hidden) {
    const found = new Map();
    for (const row of this.outer.filter((one) => !hidden.has(this.alloys.phase[one]))) {
      const [x, y] = project(this.alloys.z1[row], this.alloys.z2[row]);
      if (x >= 0 && y >= 0 && x <= size.width && y <= size.height) continue;
      found.set(row, [Math.min(Math.max(x, 8), size.width - 8), Math.min(Math.max(y, 8), size.height - 8), x, y]);
    }
    return found;
  }

  // whole: whether the view is no closer than the first one; closer up, most alloys lie outside and the edge says nothing.
  // hidden: codes of classes that are not shown.
  draw(project, size, whole, point, hidden) {
    if (!this.regions) return;
    const seen = [whole, size.width, size.height, project(0, 0), project(1, 1), ...hidden].join();
    if (seen !== this.seen) this.drawEdge(project, size, whole, hidden);
    this.seen = seen;
    this.drawNames(project, size, point);
  }

  drawEdge(project, size, whole, hidden) {
    this.shown = whole ? this.atEdge(project, size, hidden) : new Map();
    this.outer.forEach((row, at) => {
      const place = this.shown.get(row);
      this.marks[at].style.display = place ? "" : "none";
      if (!place) return;
      const angle = (Math.atan2(place[2] - place[0], place[1] - place[3]) * 180) / Math.PI;
      this.marks[at].setAttribute("transform", `translate(${place[0]},${place[1]}) rotate(${angle})`);
    });
  }

  drawNames(project, size, point) {
    const [px, py] = project(point.z1, point.z2);
    const taken = [];
    this.regions.forEach(([name, z1, z2], at) => {
      const [half, tall] = [name.length * 3.7 + 6, 11];
      const [x, middle] = project(z1, z2);
      // The ring of the point would cover a name: it stands above.
      const y = Math.abs(x - px) < half + 10 && Math.abs(middle - py) < tall + 10 ? py - tall - 14 : middle;
      const box = [x - half, y - tall, x + half, y + tall];
      const fits = box[0] > 0 && box[1] > 0 && box[2] < size.width && box[3] < size.height
        && taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
      this.labels[at].style.display = fits ? "" : "none";
      if (!fits) return;
      taken.push(box);
      this.labels[at].setAttribute("x", x);
      this.labels[at].setAttribute("y", y + 4);
    });
  }
}
