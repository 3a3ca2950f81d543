// The box: a text goes to the server, which says what it is; then the page that answers it is opened, or the refusal shown.

const BOXES = new WeakMap();

class Box {
  constructor(root) {
    this.root = root;
    const find = (name) => root.querySelector(`.ls-${name}`);
    [this.ask, this.link, this.examples, this.answer] = ["ask", "link", "examples", "answer"].map(find);
    this.number = 0;
    root.onsubmit = (event) => { event.preventDefault(); this.send(); };
    this.ask.onkeydown = (event) => this.keyed(event);
    this.ask.oninput = () => { this.grow(); this.offer(); };
    this.ask.onfocus = () => this.offer();
    root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) this.examples.hidden = true; });
    this.link.onclick = () => this.copy();
    const slash = (event) => {
      const typing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable=true]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      this.ask.focus();
      this.ask.select();
    };
    document.addEventListener("keydown", slash);
    this.stop = () => document.removeEventListener("keydown", slash);
    if (SHELL.said) this.say(SHELL.said);
    SHELL.said = null;
  }

  update(data, send) {
    this.trigger = send;
    if (!this.examples.childElementCount)
      this.examples.append(...data.examples.map(([text, what]) =>
        element("button", { type: "button", onclick: () => { this.ask.value = text; this.send(); } }, element("b", {}, text), ` ${what}`)));
    if (data.answer && data.answer.number === this.waiting) {
      this.waiting = null;
      this.take(data.answer);
    }
  }

  send() {
    this.examples.hidden = true;
    this.waiting = `${Date.now()}.${this.number += 1}`;
    this.trigger("asked", { text: this.ask.value, number: this.waiting });
  }

  take(answer) {
    this.ask.setAttribute("aria-invalid", Boolean(answer.error));
    if (answer.error) return this.say({ text: answer.error, refused: true });
    SHELL.said = { text: answer.said, other: answer.other };
    const before = location.href;
    go(answer.page, answer.query);
    this.ask.value = "";
    this.grow();
    this.ask.blur();
    // On the page that is open already nothing is mounted anew.
    this.say(SHELL.said);
    if (location.href === before) SHELL.said = null;
  }

  say({ text, other, refused = false }) {
    this.answer.classList.toggle("ls-refused", refused);
    this.answer.replaceChildren(text ?? "");
    if (other) this.answer.append(" ", element("button", { type: "button", onclick: () => go(other.page, other.query) }, other.label));
  }

  keyed(event) {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.examples.hidden = true;
      this.ask.blur();
    } else if (event.key === "ArrowDown" && !this.examples.hidden) {
      event.preventDefault();
      this.examples.firstElementChild?.focus();
    }
  }

  offer() {
    this.examples.hidden = Boolean(this.ask.value);
  }

  grow() {
    this.ask.rows = Math.min(6, this.ask.value.split("\n").length);
  }

  async copy() {
    const link = location.href.split("#")[0] + (SHELL.fromOfLink?.() || location.hash);
    // A list too long for a link (hea_ui/shell/packing.py) and a file stay with this tab.
    const lacks = location.search.includes("=held.") || document.querySelector("[data-testid=stFileUploader] [data-testid=stFileChip], [data-brought]");
    try {
      await navigator.clipboard.writeText(link);
      this.say({ text: lacks ? "Link copied, without the list or file given here: send that along." : "Link copied: it holds all that this page shows, and the tray." });
    } catch {
      window.prompt("Copy this link", link);
    }
  }
}

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ls-box");
  if (!root) return;
  if (!BOXES.has(root)) BOXES.set(root, new Box(root));
  BOXES.get(root).update(data, setTriggerValue);
  return () => {
    BOXES.get(root)?.stop();
    BOXES.delete(root);
  };
}
