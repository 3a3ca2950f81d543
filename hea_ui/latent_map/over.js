// What moves over a map of the same page: a component of its own, so that a click sends this and not the map. It draws nothing itself.

const MAPS = (window.latentalloyMaps ??= {}); // by key: { ground, view, over }; map.js has it too
const REST = 450;

export default function ({ data: [data], parentElement, setTriggerValue }) {
  const slot = (MAPS[data.map] ??= {});
  slot.over = { data, send: setTriggerValue, from: parentElement };
  slot.view?.update();
  // Says once that the user has stayed with what is shown; whoever moves on before has asked for nothing.
  clearTimeout(slot.resting);
  if (data.rest) slot.resting = setTimeout(() => setTriggerValue("rested", { of: data.rest, n: Date.now() }), REST);
  return () => {
    if (slot.over?.from !== parentElement) return;
    clearTimeout(slot.resting);
    slot.over = null;
  };
}
