// The tray: the alloys in hand, on every page. What it holds stands in the address; this draws it.

const TRAYS = new WeakMap();

function whereFrom(written) {
  const from = origins()[written];
  if (!from) return null;
  if (from.kind === "imported") return "Came with a link";
  return `Kept on ${from.link.split("?")[0].replace("./", "Map")}`;
}

class Tray {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector(".ls-alloys");
    this.count = root.querySelector(".ls-count");
    this.live = root.querySelector(".ls-live");
    this.spoken = root.querySelector(".ls-spoken");
    const find = (name) => root.querySelector(`.ls-${name}`);
    [this.toggle, this.compare, this.lab, this.undo, this.clear] = ["toggle", "compare", "lab", "undo", "clear"].map(find);
    this.toggle.onclick = () => this.open(!SHELL.open);
    this.compare.onclick = () => go("Compare", {});
    this.lab.onclick = () => go("Lab", { source: "From the tray" });
    this.clear.onclick = () => setTray([], { undo: kept() });
    this.undo.onclick = () => setTray(SHELL.undo ?? []);
    SHELL.fromOfLink = fromOfLink;
    SHELL.tell = (text) => { this.live.textContent = text; };
    this.stop = [listenToChips(), closeMenuAfterAChoice()];
    this.open(SHELL.open ?? false);
    this.restore();
  }

  // The tray outlives a visit without it in the address, in this tab only: other tabs have their own.
  restore() {
    takeFrom();
    if (SHELL.restored) return;
    const held = sessionStorage.getItem("tray");
    if (!held || kept().length) return this.restored();
    whenAtRest(() => {
      if (!kept().length) setTray(held.split(SEPARATOR), { replace: true });
      this.restored();
    });
  }

  restored() {
    remember(kept().filter((formula) => !origins()[formula]), "imported");
    SHELL.restored = true;
  }

  open(on) {
    SHELL.open = on;
    this.root.classList.toggle("ls-open", on);
    this.toggle.setAttribute("aria-expanded", on);
  }

  // The server is told where the alloys are from on the page that asks for it.
  tell(known, send) {
    const all = origins();
    const mine = Object.fromEntries(kept().filter((formula) => all[formula]).map((formula) => [formula, all[formula]]));
    const told = JSON.stringify(mine);
    const isKnown = told === JSON.stringify(known);
    this.root.toggleAttribute("data-origins-known", isKnown);
    if (!isKnown && told !== this.told) whenAtRest(() => send("origins", mine));
    this.told = told;
  }

  update(data, send) {
    SHELL.most = data.most;
    if (data.origins) this.tell(data.origins, send);
    // Colours of the theme are known inside components only; menu and tables need them, too.
    const theme = getComputedStyle(this.root);
    for (const name of ["background", "text", "primary"])
      document.documentElement.style.setProperty(`--la-${name}`, theme.getPropertyValue(`--st-${name}-color`));
    if (SHELL.restored) sessionStorage.setItem("tray", kept().join(SEPARATOR));
    const drawn = JSON.stringify([data, SHELL.undo]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.live.textContent = data.told;
    this.count.textContent = data.alloys.length;
    this.spoken.textContent = `${data.alloys.length} in the tray`;
    this.root.classList.toggle("ls-empty", !data.alloys.length);
    this.list.replaceChildren(...data.alloys.map((alloy) => this.alloy(alloy)));
    this.compare.hidden = this.lab.hidden = this.clear.hidden = !data.alloys.length;
    this.undo.hidden = !SHELL.undo;
    SHELL.mark?.();
  }

  alloy({ formula, written, verdict, word, probability, learnt }) {
    const chip = element("button", { type: "button", class: "la-chip", "aria-haspopup": "menu", title: whereFrom(written) }, typeset(formula));
    const mark = element("span", { class: `la-verdict la-verdict-${verdict}`, "data-verdict": verdict || null }, word);
    const remove = element("button", {
      type: "button", class: "ls-remove", "aria-label": `Remove ${formula}`,
      onclick: () => setTray(kept().filter((one) => one !== written), { undo: kept() }),
    }, "✕");
    const attributes = { class: "ls-alloy", "data-formula": formula, "data-verdict": verdict || null };
    return element("li", attributes, chip, mark, element("span", { class: "ls-p" }, probability), ...this.learnt(learnt), remove);
  }

  learnt(probability) {
    if (!probability) return [];
    const title = "With your lab's results; the verdict is the model's alone";
    return [element("span", { class: "ls-p", "data-learnt": probability, title }, "→ ", element("b", {}, probability), " lab")];
  }

  destroy() {
    this.stop.forEach((stop) => stop());
  }
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ls-tray");
  if (!root) return;
  if (!TRAYS.has(root)) TRAYS.set(root, new Tray(root));
  TRAYS.get(root).update(data, setTriggerValue);
  return () => {
    TRAYS.get(root)?.destroy();
    TRAYS.delete(root);
  };
}
