// What stands beside the pointer: the record of a dot, or what a click on the ground would give, from a grid sent beforehand.

// Left by the preview component (preview.js) of the same page; null while there is none for the present settings.
const previewNow = () => window.latentalloyPreview ?? null;

// The design of the node nearest to a place; null on ground that the grid leaves out.
function designAt(preview, z1, z2) {
  const { z1: [left, right], z2: [low, high], count, node, designs } = preview;
  const column = Math.round(((z1 - left) / (right - left)) * (count - 1));
  const row = Math.round(((z2 - low) / (high - low)) * (count - 1));
  if (!(column >= 0 && row >= 0 && column < count && row < count)) return null;
  return designs[node[row * count + column]] ?? null;
}

class Tip {
  constructor(stage) {
    this.element = document.createElement("div");
    this.element.className = "lm-tip";
    this.element.hidden = true;
    this.element.setAttribute("aria-hidden", "true");
    stage.appendChild(this.element);
    this.stage = stage;
  }

  // lines: [text, class]; data: what a script may look for.
  show(event, lines, data = {}) {
    for (const name of ["formula", "verdict", "kind"]) delete this.element.dataset[name];
    Object.assign(this.element.dataset, data);
    this.element.replaceChildren(
      ...lines.filter(([text]) => text).map(([text, kind]) => {
        const line = document.createElement("div");
        if (kind) line.className = kind;
        line.textContent = text;
        return line;
      }),
    );
    this.element.hidden = false;
    const stage = this.stage.getBoundingClientRect();
    const [x, y] = [event.clientX - stage.left, event.clientY - stage.top];
    const { offsetWidth: width, offsetHeight: height } = this.element;
    // Beside the pointer, on the side that has room, and never under it.
    this.element.style.left = `${Math.max(0, x + 16 + width > stage.width ? x - 16 - width : x + 16)}px`;
    this.element.style.top = `${Math.max(0, y + 16 + height > stage.height ? y - 12 - height : y + 16)}px`;
  }

  hide() {
    this.element.hidden = true;
  }
}
