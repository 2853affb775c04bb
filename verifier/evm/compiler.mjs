// The one compiler and its settings, for build.mjs and (through ./solc) for forge.
import { createRequire } from "node:module";

export const solc = createRequire(import.meta.url)("solc");

export const settings = {
  evmVersion: "cancun",
  // Below about a million the optimiser copies constants that occur often from the code, at ten times the gas of a push.
  optimizer: { enabled: true, runs: 1_000_000 },
  // No metadata: the same sources give the same bytes wherever they lie.
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};
