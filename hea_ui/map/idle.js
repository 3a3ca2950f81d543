// Says once that the user has stayed with what is shown; whoever moves on before has asked for nothing.

const REST = 450;
let timer = null;

export default function (component) {
  const { data, setTriggerValue } = component;
  clearTimeout(timer);
  if (data.of) timer = setTimeout(() => setTriggerValue("rested", { of: data.of, n: Date.now() }), REST);
  return () => clearTimeout(timer);
}
