// Compiles the contracts with npm's solc and writes one artefact for each: name, compiler, ABI and creation code.
// `node build.mjs --check` writes nothing and fails if a committed artefact is not what the sources give.
import { readFileSync, readdirSync, writeFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { settings, solc } from "./compiler.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const artifacts = join(root, "artifacts");

/** The verifiers that `write-contracts` makes, one of each sort for each circuit. */
function generated(folder, ending) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith(ending)).sort();
  return files.map((file) => `${folder}/${file}:${file.slice(0, -".sol".length)}`);
}

/** What is deployed by the demonstration, the tests in Rust or by users. */
const contracts = [
  "src/ICovenantVerifier.sol:ICovenantVerifier",
  "src/VerifierRouter.sol:VerifierRouter",
  "src/EnvironmentHasher.sol:EnvironmentHasher",
  "src/ObligationRegistry.sol:ObligationRegistry",
  "src/PriceRoots.sol:PriceRoots",
  "src/LiabilitiesVerifier.sol:LiabilitiesVerifier",
  "src/SolvencyHasher.sol:SolvencyHasher",
  "src/SolvencyStartHasher.sol:SolvencyStartHasher",
  "src/SolvencyRegistry.sol:SolvencyRegistry",
  ...generated("src/generated", "Template.sol"),
  ...generated("test/generated", "Verifier.sol"),
  "test/support/PoseidonHarness.sol:PoseidonHarness3",
  "test/support/PoseidonHarness.sol:PoseidonHarness6",
  "test/support/ReentrantReceiver.sol:ReentrantReceiver",
];

/** The verifiers of chunks of liabilities: assembly that Solidity's own optimiser of assembly finds too deep, and leaves as it is. */
const chunkVerifiers = generated("liabilities", "Template.sol");
const plain = { ...settings, optimizer: { ...settings.optimizer, details: { yul: false } } };

function sourcesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesUnder(path);
    return entry.name.endsWith(".sol") && !entry.name.endsWith(".t.sol") ? [path] : [];
  });
}

function read(path) {
  const file = path.startsWith("@") ? join(root, "node_modules", path) : join(root, path);
  return existsSync(file) ? { contents: readFileSync(file, "utf8") } : { error: "not found" };
}

const outputSelection = { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } };
// 2394 warns of transient storage in general; OpenZeppelin's guard clears its slot at the end of the call.
const known = new Set(["2394"]);

/** What solc makes of these files, by path and contract. */
function compiled(paths, how) {
  const sources = Object.fromEntries([...paths].map((path) => [path, { content: read(path).contents }]));
  const input = { language: "Solidity", sources, settings: { ...how, outputSelection } };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  const problems = (output.errors ?? []).filter((problem) => problem.severity !== "info" && !known.has(problem.errorCode));
  for (const problem of problems) console.error(problem.formattedMessage);
  if (problems.length > 0) process.exit(1);
  return output.contracts;
}

const fileOf = (name) => name.split(":")[0];
const made = {
  ...compiled(new Set([...sourcesUnder("src"), ...contracts.map(fileOf)]), settings),
  ...compiled(new Set(chunkVerifiers.map(fileOf)), plain),
};

const check = process.argv.includes("--check");
const stale = [];
if (!check) mkdirSync(artifacts, { recursive: true });
for (const name of [...contracts, ...chunkVerifiers]) {
  const [path, contract] = name.split(":");
  const { abi, evm } = made[path][contract];
  const size = evm.deployedBytecode.object.length / 2;
  if (size > 24_576) throw new Error(`${contract} has ${size} bytes, more than EIP-170 allows`);
  const artifact = { contract, compiler: solc.version(), deployedBytes: size, bytecode: `0x${evm.bytecode.object}`, abi };
  const text = `${JSON.stringify(artifact, null, 1)}\n`;
  const file = join(artifacts, `${contract}.json`);
  if (!check) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) stale.push(relative(root, file));
  console.log(`${contract}: ${size} bytes`);
}
if (stale.length > 0) {
  console.error(`not what the sources give; run \`npm run build\`: ${stale.join(", ")}`);
  process.exit(1);
}
