// check.mjs MODULE VECTORS: every question of vectors/inclusion/questions.json gets the answer that the native verifier gives, and an honest one is
// answered in time. In Node; in Chromium too where COVENANT_CHROMIUM says where it is.

import { readFileSync } from "node:fs";
import { inChromium } from "./chromium.mjs";
import { judged } from "./judge.mjs";
import { wipesWhenItTraps } from "./trap.mjs";

// Milliseconds that a holder's check may take.
const MOST = 100;

const [module, vectors] = process.argv.slice(2);
const bytes = readFileSync(module);
const file = JSON.parse(readFileSync(vectors, "utf8"));

function report(where, { asked, wrong, inclusion, chunk }) {
  console.log(`${where}: ${asked} questions; at best a holder's check ${inclusion.toFixed(1)} ms, a chunk's proof ${chunk.toFixed(1)} ms`);
  for (const one of wrong) console.error(`${where}: ${one}`);
  if (wrong.length > 0 || inclusion > MOST) process.exitCode = 1;
}

const { imports, exports } = {
  imports: WebAssembly.Module.imports(new WebAssembly.Module(bytes)),
  exports: WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name),
};
console.log(`${bytes.length} bytes, ${imports.length} imports, exports ${exports.join(" ")}`);
if (imports.length > 0) process.exitCode = 1;
if (!(await wipesWhenItTraps())) {
  console.error("what was asked stays in the memory where the module traps");
  process.exitCode = 1;
}
report(`Node ${process.versions.node}`, await judged(bytes, file));
const chromium = process.env.COVENANT_CHROMIUM;
if (chromium) report("Chromium", await inChromium(chromium, bytes, file));
