// What covenant.mjs does where the module traps: what was asked, a code say, does not stay in the memory. A module of two functions: one gives a
// place for the question, the other traps.

import { load } from "./covenant.mjs";

const AT = 16;
const TRAPS = Uint8Array.from([
  [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // Types: (i32) -> i32 and () -> i32; a function of each; a page of memory.
  [1, 10, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 1, 0x7f],
  [3, 3, 2, 0, 1],
  [5, 3, 1, 0, 1],
  [7, 28, 3, ...name("memory"), 2, 0, ...name("question"), 0, 0, ...name("open"), 0, 1],
  // `i32.const AT`, and `unreachable`.
  [10, 10, 2, 4, 0, 0x41, AT, 0x0b, 3, 0, 0x00, 0x0b],
].flat());

function name(text) {
  return [text.length, ...new TextEncoder().encode(text)];
}

// Whether a trap reaches the caller, and leaves nothing of the question.
export async function wipesWhenItTraps() {
  const instantiate = WebAssembly.instantiate;
  let memory;
  WebAssembly.instantiate = async (...all) => {
    const made = await instantiate(...all);
    memory = made.instance.exports.memory;
    return made;
  };
  const covenant = await load(TRAPS).finally(() => (WebAssembly.instantiate = instantiate));
  try {
    covenant.open("3-0-code", Uint8Array.from([1, 2, 3]));
    return false;
  } catch (trap) {
    return trap instanceof WebAssembly.RuntimeError && new Uint8Array(memory.buffer).every((byte) => byte === 0);
  }
}
