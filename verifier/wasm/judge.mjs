// What the verifier in WebAssembly answers to all questions of vectors/inclusion/questions.json. Runs in Node and in a browser.

import { load } from "./covenant.mjs";

// Honest questions whose time is taken.
const TIMED = 15;

function changed(question, { at, value }) {
  const copy = structuredClone(question);
  const steps = at.split("/").slice(1);
  const last = steps.pop();
  const parent = steps.reduce((inner, step) => inner[step], copy);
  parent[last] = value;
  return copy;
}

function digitsOf(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
}

// As text, whatever the order of an object's names.
function sorted(value) {
  const inOrder = (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner;
  return JSON.stringify(value, inOrder);
}

// The fastest: others on the machine take time from the rest.
function fastest(work) {
  const times = Array.from({ length: TIMED }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}

export async function judged(bytes, file) {
  const covenant = await load(bytes);
  const wrong = [];
  let asked = 0;
  const ask = (of, question, expected, name) => {
    asked += 1;
    const code = covenant[of](question);
    if (code !== expected) wrong.push(`${of}${name}: ${code} instead of ${expected}`);
  };
  for (const of of ["inclusion", "chunk"]) {
    const { question, changes } = file[of];
    ask(of, question, null, "");
    for (const change of changes) ask(of, changed(question, change), change.code, change.at);
    ask(of, {}, "question/format", " of nothing");
    ask(of, "x".repeat(1 << 20), "question/format", " that is too long");
  }
  // A pack of sealed files: the own one with the own code, and what is refused as natively.
  const { code, pack, changes } = file.sealed;
  const whole = digitsOf(pack);
  const open = (code, bytes) => {
    asked += 1;
    try {
      return covenant.open(code, bytes);
    } catch (error) {
      return error.message;
    }
  };
  if (sorted(open(code, whole)) !== sorted(file.sealed.file)) wrong.push("the own file does not open");
  for (const change of changes) {
    const kept = whole.slice(0, change.cut ?? whole.length);
    const bytes = Uint8Array.from([...kept, ...digitsOf(change.append ?? "")]);
    if (change.flip !== undefined) bytes[change.flip] ^= 1;
    const said = open(change.code ?? code, bytes);
    if (said !== change.refused) wrong.push(`sealed: ${said} instead of ${change.refused}`);
  }
  const time = (of) => fastest(() => covenant[of](file[of].question));
  return { asked, wrong, inclusion: time("inclusion"), chunk: time("chunk") };
}
