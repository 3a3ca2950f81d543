// The four acts of an alloy, wherever one stands: on a row of acts (data-act), or in the menu that a chip opens.

const ACTS = {
  keep: { word: "Keep", run: (formula, origin) => toggle(formula, origin) },
  check: { word: "Check", run: (formula) => go("Check", { formula }) },
  nudge: { word: "Nudge", run: (formula) => go("Nudge", { alloy: formula }) },
  map: { word: "Show on map", run: (formula) => go("", { alloy: formula }) },
};

function toggle(formula, origin) {
  const tray = kept();
  if (tray.includes(formula)) return setTray(tray.filter((one) => one !== formula), { undo: tray });
  if (tray.length >= SHELL.most) return SHELL.tell?.(`The tray holds ${SHELL.most} alloys at most: remove one first.`);
  remember([formula], origin);
  setTray([...tray, formula]);
}

// What the element itself says of where its alloy is from; else the page does.
function originOf(element) {
  return element.closest("[data-origin]")?.dataset.origin ?? "";
}

// A link to another view, of this page ("./?p=0.5") or another ("Nudge?alloy=…"), without a new session.
function follow(href) {
  const [page, query = ""] = href.split("?");
  go(page.replace("./", ""), query);
}

function keep(formulas, origin) {
  const tray = kept();
  const added = formulas.filter((one) => !tray.includes(one)).slice(0, SHELL.most - tray.length);
  const left = formulas.filter((one) => !tray.includes(one)).length - added.length;
  remember(added, origin);
  if (added.length) setTray([...tray, ...added], { undo: tray });
  if (left) SHELL.tell?.(`The tray holds ${SHELL.most} alloys at most: ${left} did not fit.`);
}

class Menu {
  constructor() {
    this.box = element("div", { class: "ls-menu", role: "menu", hidden: "" });
    this.box.onkeydown = (event) => this.keyed(event);
    document.body.append(this.box);
  }

  open(chip, formula) {
    [this.chip, this.formula] = [chip, formula];
    const inTray = kept().includes(formula);
    const from = inTray && origins()[formula]?.link;
    this.box.setAttribute("aria-label", formula);
    this.box.replaceChildren(
      ...Object.entries(ACTS).map(([name, act]) =>
        element("button", {
          type: "button", role: "menuitem", tabindex: "-1", class: "ls-item",
          onclick: () => { this.close(); act.run(formula, originOf(chip)); },
        }, name === "keep" && inTray ? "Remove from tray" : act.word)),
      ...(from ? [element("button", {
        type: "button", role: "menuitem", tabindex: "-1", class: "ls-item", onclick: () => { this.close(); follow(from); },
      }, "Where it was kept")] : []),
    );
    this.box.hidden = false;
    this.place();
    this.box.firstChild.focus({ preventScroll: true });
  }

  // Beside its chip, also while the page scrolls under it.
  place() {
    if (this.box.hidden) return;
    this.found();
    if (!this.chip) return this.close(false);
    const [at, own] = [this.chip.getBoundingClientRect(), this.box.getBoundingClientRect()];
    const below = at.bottom + own.height + 4 < innerHeight;
    this.box.style.left = `${Math.max(4, Math.min(at.left, innerWidth - own.width - 8))}px`;
    this.box.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - own.height - 4)}px`;
  }

  close(back = true) {
    if (this.box.hidden) return;
    this.box.hidden = true;
    if (back) this.found()?.focus();
  }

  // A run of the page may have drawn the chip anew under the open menu.
  found() {
    if (!this.chip?.isConnected) this.chip = document.querySelector(`.la-chip[data-formula="${CSS.escape(this.formula)}"]`);
    return this.chip;
  }

  keyed(event) {
    const items = [...this.box.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Listens on the whole document, since chips come and go with every run; returns what stops it.
function listenToChips() {
  const menu = new Menu();
  const clicked = (event) => {
    const chip = event.target.closest?.(".la-chip");
    const act = event.target.closest?.("[data-act]");
    const setting = event.target.closest?.("[data-set]");
    if (setting) {
      event.preventDefault();
      set(setting.dataset.set);
    } else if (act && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (act.dataset.act === "keep-all") keep(act.dataset.formulas.split(SEPARATOR), originOf(act));
      else if (act.dataset.act === "go" && act.getAttribute("aria-current") !== "page") follow(act.getAttribute("href"));
      else ACTS[act.dataset.act]?.run(act.dataset.of, originOf(act));
    } else if (chip) {
      event.preventDefault();
      const formula = chip.closest("[data-formula]").dataset.formula;
      if (!menu.box.hidden && menu.chip === chip) menu.close();
      else menu.open(chip, formula);
    } else if (!menu.box.contains(event.target)) menu.close(false);
  };
  const scrolled = () => menu.place();
  document.addEventListener("click", clicked);
  document.addEventListener("scroll", scrolled, true);
  // Rows of acts say whether their alloy is kept; they are drawn anew by every run.
  let asked = 0;
  const mark = () => {
    asked = 0;
    const tray = new Set(kept());
    for (const button of document.querySelectorAll("[data-act=keep]")) {
      const held = String(tray.has(button.dataset.of));
      if (button.getAttribute("aria-pressed") === held) continue;
      button.setAttribute("aria-pressed", held);
      button.textContent = held === "true" ? "Kept" : "Keep";
    }
  };
  const observer = new MutationObserver(() => { asked ||= setTimeout(mark, 60); });
  observer.observe(document.body, { childList: true, subtree: true });
  SHELL.mark = mark;
  return () => {
    document.removeEventListener("click", clicked);
    document.removeEventListener("scroll", scrolled, true);
    observer.disconnect();
    clearTimeout(asked);
    menu.box.remove();
  };
}
