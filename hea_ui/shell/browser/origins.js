// Where the alloys of the tray were kept: in the memory of this tab, since 24 views would not fit an address, and behind the # of a copied link.

const REMEMBERED = 200;

// {formula: {link, kind}}; `kind` is "" where the page of the link says it (hea_ui/lab/origins.py).
function origins() {
  return JSON.parse(sessionStorage.getItem("origins") ?? "{}");
}

function remember(formulas, kind = "") {
  const url = new URL(location.href);
  url.searchParams.delete("tray");
  const link = (url.pathname.split("/").pop() || "./") + url.search;
  const known = origins();
  for (const formula of formulas) {
    delete known[formula]; // so that it becomes the latest
    known[formula] = { link, kind };
  }
  sessionStorage.setItem("origins", JSON.stringify(Object.fromEntries(Object.entries(known).slice(-REMEMBERED))));
}

const FROM = "#from=";
const LONGEST_FROM = 2000; // characters; the longest views are left out of a link before others
const ORIGIN = /^[0-9.]+![a-z]*!(?:\.\/|[A-Za-z]+)(?:\?.*)?$/;

// What a link to this page says of the alloys of its tray: "#from=0.2!!Nudge?alloy=…~1!section!Check?…", places in the tray, kind and view.
// What came with a link itself is left out: whoever opens this one is told so anyway.
function fromOfLink() {
  const known = origins();
  const views = new Map();
  kept().forEach((formula, place) => {
    const { link, kind } = known[formula] ?? {};
    if (!link || kind === "imported") return;
    const view = `${kind}!${link.replaceAll(SEPARATOR, "%7E")}`;
    views.set(view, [...(views.get(view) ?? []), place]);
  });
  const entries = [...views].map(([view, places]) => `${places.join(".")}!${view}`).sort((one, other) => one.length - other.length);
  while (entries.join(SEPARATOR).length > LONGEST_FROM) entries.pop();
  return entries.length ? FROM + entries.join(SEPARATOR) : "";
}

// Takes over what the link of this visit says, but of alloys whose origin this tab knows itself; the address is then without it.
function takeFrom() {
  if (!location.hash.startsWith(FROM)) return;
  const [tray, known] = [kept(), origins()];
  for (const entry of location.hash.slice(FROM.length).split(SEPARATOR).filter((text) => ORIGIN.test(text))) {
    const [places, kind, ...view] = entry.split("!");
    const link = view.join("!");
    for (const formula of places.split(".").map((place) => tray[place]).filter(Boolean)) known[formula] ??= { link, kind };
  }
  sessionStorage.setItem("origins", JSON.stringify(known));
  history.replaceState(history.state, "", location.pathname + location.search);
}
