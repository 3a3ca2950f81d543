// Moving about without a new session: the address is changed as a link would, and Streamlit told as the Back button does.

const SHELL = (window.latentalloy ??= { undo: null, said: null });
const SEPARATOR = "~";

function kept() {
  return (new URLSearchParams(location.search).get("tray") ?? "").split(SEPARATOR).filter(Boolean);
}

// Pages lie beside each other, whatever path the server is reached under.
function address(page, query) {
  const url = new URL(location.href);
  url.hash = ""; // a section of this page
  url.pathname = url.pathname.replace(/[^/]*$/, "") + page;
  const params = new URLSearchParams(query);
  const tray = kept();
  if (tray.length) params.set("tray", tray.join(SEPARATOR));
  for (const name of ["learn", "model", "prices"]) { // shared by all pages, as the tray is
    const value = new URLSearchParams(location.search).get(name);
    if (value) params.set(name, value);
  }
  url.search = params;
  return url;
}

function move(url, replace = false) {
  url.search = url.search.replaceAll("%7E", SEPARATOR);
  if (url.href === location.href) return;
  history[replace ? "replaceState" : "pushState"]({}, "", url);
  dispatchEvent(new PopStateEvent("popstate"));
}

const go = (page, query) => move(address(page, query));

// Once the server has said all and every widget stands: their scripts are loaded apart. A run that follows sooner overtakes the values
// that a link set: a widget drawn only then shows its default, and hands that in with the next act.
function whenAtRest(act) {
  const app = document.querySelector("[data-testid=stApp]");
  const atRest = app?.dataset.testScriptState !== "running" && !app?.querySelector("[data-testid=stSkeleton]");
  setTimeout(atRest ? act : () => whenAtRest(act), 100);
}

function setTray(formulas, { replace = false, undo = null } = {}) {
  const url = new URL(location.href);
  if (formulas.length) url.searchParams.set("tray", formulas.join(SEPARATOR));
  else url.searchParams.delete("tray");
  SHELL.undo = undo;
  move(url, replace);
}

// Another view of the same page: some parameters of its address changed, the others kept.
function set(query) {
  const url = new URL(location.href);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value);
  move(url);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made[key] = value;
    else if (value != null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// A formula with real subscripts, which copies as plain text.
function typeset(formula) {
  const made = document.createDocumentFragment();
  for (const part of formula.split(/(\d+(?:\.\d+)?)/)) if (part) made.append(/^\d/.test(part) ? element("sub", {}, part) : part);
  return made;
}
