// On a phone the menu lies over the page: it closes after a choice, and no reload opens it again.

const NARROW = 768;

function closeMenuAfterAChoice() {
  const side = document.querySelector("[data-testid=stSidebar]");
  if (!side) return () => {};
  const close = () => {
    if (innerWidth > NARROW) return;
    if (side.getBoundingClientRect().right > 1) side.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    // Streamlit remembers the state of the menu, and would show it open on a phone at the next visit.
    for (const key of Object.keys(localStorage)) if (key.startsWith("stSidebarCollapsed")) localStorage.removeItem(key);
  };
  const clicked = (event) => { if (event.target.closest(".la-pages a")) setTimeout(close); };
  side.addEventListener("click", clicked);
  close();
  return () => side.removeEventListener("click", clicked);
}
