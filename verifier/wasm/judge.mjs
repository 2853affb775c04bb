// What the verifier in WebAssembly answers to all questions of vectors/inclusion.json. Runs in Node and in a browser.

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

function median(work) {
  const times = Array.from({ length: TIMED }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.sort((a, b) => a - b)[TIMED >> 1];
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
  const time = (of) => median(() => covenant[of](file[of].question));
  return { asked, wrong, inclusion: time("inclusion"), chunk: time("chunk") };
}
