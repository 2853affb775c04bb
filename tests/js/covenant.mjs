// The book's chapter "Encodings" in JavaScript, on circomlibjs.

import { buildEddsa } from "circomlibjs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 } from "@noble/hashes/sha2.js";

const eddsa = await buildEddsa();
const curve = eddsa.babyJub;
export const F = curve.F;
export const p = curve.p;
export const order = curve.subOrder;
export const generator = curve.Base8;
export { curve, eddsa };

// Numbers, text, bytes

export const integer = (element) => BigInt(F.toObject(element));
/** `0x` and 64 digits, big-endian, below p. */
export const hex = (element) => "0x" + integer(element).toString(16).padStart(64, "0");
export const bytesHex = (bytes) => Buffer.from(bytes).toString("hex");
export const bytes = (digits) => Uint8Array.from(Buffer.from(digits.replace(/^0x/, ""), "hex"));
export const bigEndian = (buffer) => buffer.length === 0 ? 0n : BigInt("0x" + bytesHex(buffer));
export const littleEndian = (buffer) => bigEndian(Uint8Array.from(buffer).reverse());
export const scalarHex = (s) => bytesHex(bytes(s.toString(16).padStart(64, "0")).reverse());
export const scalar = (digits) => littleEndian(bytes(digits));
export const ascii = (text) => F.e(bigEndian(new TextEncoder().encode(text)));

/** Reads a field element; refuses what is not below p. */
export function element(text) {
  if (!/^0x[0-9a-f]{64}$/.test(text) || BigInt(text) >= p) throw new Error("not a canonical field element");
  return F.e(BigInt(text));
}

// Hashes

export const poseidon = (inputs) => F.e(eddsa.poseidon(inputs));

/** H(tag, x₁ … xₙ): the groups of inputs, and the digest. */
export function hash(tag, values) {
  const permutations = [];
  const absorb = (inputs) => {
    const output = poseidon(inputs);
    permutations.push({ inputs, output });
    return output;
  };
  if (values.length + 1 <= 12) return { permutations, digest: absorb([ascii(tag), ...values]) };
  let state = absorb([ascii(tag), F.e(values.length), ...values.slice(0, 4)]);
  for (let i = 4; i < values.length; i += 5) {
    const group = values.slice(i, i + 5);
    while (group.length < 5) group.push(F.zero);
    state = absorb([state, ...group]);
  }
  return { permutations, digest: state };
}

/** (length, l₀, l₁, l₂) of at most 64 ASCII characters. */
export function limbs64(text) {
  const padded = new Uint8Array(64);
  const source = new TextEncoder().encode(text);
  padded.set(source);
  const limb = (from, to) => F.e(bigEndian(padded.slice(from, to)));
  return [F.e(source.length), limb(0, 31), limb(31, 62), limb(62, 64)];
}

/** keccak256 with the top three bits cleared, as a field element. */
export const keccak = (data) => keccak_256(data);
export const sha2 = (data) => sha256(data);
export function masked(digest) {
  const copy = Uint8Array.from(digest);
  copy[0] &= 0x1f;
  return F.e(bigEndian(copy));
}

// Points

export const identity = [F.zero, F.one];
export const add = (a, b) => curve.addPoint(a, b);
export const negate = (a) => [F.neg(a[0]), a[1]];
export const multiply = (point, k) => curve.mulPointEscalar(point, k);
export const samePoint = (a, b) => F.eq(a[0], b[0]) && F.eq(a[1], b[1]);
export const pack = (point) => bytesHex(curve.packPoint(point));
export const unpack = (digits) => curve.unpackPoint(bytes(digits));
export const isKey = (point) => !F.isZero(point[0]) && curve.inSubgroup(point);

/** Elligator 2 with Z = 5 onto v² = u³ + 168698·u² + u, then to the Edwards form. */
export function mapToCurve(t) {
  const A = F.e(168698);
  const rightSide = (u) => F.mul(u, F.add(F.mul(u, F.add(u, A)), F.one));
  const isSquare = (x) => F.isZero(x) || F.eq(F.exp(x, F.half), F.one);
  const first = F.div(F.neg(A), F.add(F.one, F.mul(F.e(5), F.square(t))));
  const taken = isSquare(rightSide(first));
  const u = taken ? first : F.sub(F.neg(first), A);
  const root = F.sqrt(rightSide(u));
  const v = ((integer(root) & 1n) === 1n) === taken ? root : F.neg(root);
  const edwards = [F.div(u, v), F.div(F.sub(u, F.one), F.add(u, F.one))];
  return { first, firstRightSide: rightSide(first), taken, u, v, edwards };
}

// Signatures

/** The signature of 128 digits, or null if it is not canonical. */
export function signature(digits) {
  const buffer = bytes(digits);
  const R8 = curve.unpackPoint(buffer.slice(0, 32));
  const S = littleEndian(buffer.slice(32));
  return R8 === null || S >= order ? null : { R8, S };
}

// Statement 1

const DAY = 86_400_000;
export const day = (text) => BigInt(Date.parse(text + "T00:00:00Z") / DAY);
export const currency = (text) => bigEndian(new TextEncoder().encode(text));
export const CAPACITIES = { debtor: 1n, agent: 2n, "verification-agent": 3n };

// An optional value is a flag and the value; a list its length and its places, the unused ones zero.

const optional = (value, read) => value === null ? [F.zero, F.zero] : [F.one, read(value)];
const list = (values, places, read) => {
  if (values.length > places) throw new Error("more values than places");
  return [F.e(values.length), ...values.map(read), ...Array(places - values.length).fill(F.zero)];
};
const mask = (names, bits) => F.e(names.reduce((sum, name) => sum | (1 << bits[name]), 0));

export const ROLES = [
  "debtor",
  "agent",
  "verification-agent",
  "seller",
  "servicer",
  "appraiser",
  "custodian",
  "price-authority",
  "tax-authority",
];
export const role = (name) => BigInt(ROLES.indexOf(name) + 1);

/** The values that a registry entry hashes, from its JSON form. */
export function leafValues(entry) {
  const key = unpack(entry.key);
  return [
    F.e(role(entry.role)),
    element(entry.party),
    ...optional(entry.principal, element),
    ...optional(entry.fiscal_rule, (month) => F.e(month)),
    ...key,
    F.e(day(entry.valid_from)),
    F.e(day(entry.valid_until)),
    element(entry.salt),
  ];
}

/** The values that a proof of possession signs. */
export function possessionValues(network, entry) {
  return [ascii(network), element(entry.party), F.e(1n << role(entry.role)), ...unpack(entry.key)];
}

/** The values that a policy's digest hashes, from its JSON form. */
export function policyValues(policy) {
  return [
    ...[policy.version, BigInt(policy.max_amount), policy.max_tenor_days, policy.tax_lane_tenor_days].map((n) => F.e(n)),
    mask(policy.kinds, { invoice: 0, loan: 1 }),
    mask(policy.capacities, { debtor: 1, agent: 2, "verification-agent": 3 }),
    mask(policy.lanes, { acknowledged: 1, "tax-authority": 2 }),
    ...list(policy.currencies, 8, (name) => F.e(currency(name))),
    F.e(policy.without_terms ? 1 : 0),
    ...list(policy.terms, 4, element),
    F.e(policy.any_payee ? 1 : 0),
    ...list(policy.payees, 4, element),
    ...list(policy.verification_agents, 4, element),
  ];
}

/** The values that an acknowledgement's message hashes, from the tuple in its JSON form. */
export function acknowledgementValues(tuple) {
  const pack = (parts) => F.e(parts.reduce((sum, [value, width]) => (sum << width) + value, 0n));
  const terms = pack([
    [BigInt(tuple.amount), 64n],
    [day(tuple.issue), 32n],
    [day(tuple.due), 32n],
    [BigInt(tuple.rate), 32n],
    [day(tuple.acknowledged_on), 32n],
    [day(tuple.last_valid), 32n],
  ]);
  const code = bigEndian(new TextEncoder().encode(tuple.code));
  const [hasTerms, digestOfTerms] = optional(tuple.terms, element);
  const [hasPayee, digestOfPayee] = optional(tuple.payee, element);
  const form = pack([
    [integer(hasPayee), 1n],
    [integer(hasTerms), 1n],
    [code, 16n],
    [BigInt(tuple.document_type), 16n],
    [CAPACITIES[tuple.capacity], 8n],
    [currency(tuple.currency), 24n],
  ]);
  return [
    ascii(tuple.network),
    element(tuple.seller),
    ...limbs64(tuple.number),
    element(tuple.debtor),
    digestOfTerms,
    digestOfPayee,
    terms,
    form,
  ];
}

export const acknowledgementMessage = (tuple) => hash("covenant/acknowledgement", acknowledgementValues(tuple)).digest;

// Prices, vaults, roles

/** A text by its keccak256, the top three bits cleared. */
export const textElement = (text) => masked(keccak(new TextEncoder().encode(text)));

/** The values that a price's leaf hashes, from its JSON form. */
export function priceValues(price) {
  return [
    element(price.asset),
    F.e(currency(price.currency)),
    ...[price.price, price.confidence, price.published_at].map((n) => F.e(BigInt(n))),
  ];
}

/** The root of a 4-ary tree over leaves that fill it from the left. */
export function treeRoot(tag, depth, leaves) {
  let [level, empty] = [leaves, F.zero];
  for (let i = 0; i < depth; i++) {
    const parents = [];
    for (let first = 0; first < level.length; first += 4) {
      const children = [0, 1, 2, 3].map((at) => level[first + at] ?? empty);
      parents.push(hash(tag, children).digest);
    }
    empty = hash(tag, [empty, empty, empty, empty]).digest;
    level = parents;
  }
  return level[0] ?? empty;
}

/** The root of a day's prices, from their JSON forms in any order. */
export function priceRoot(prices) {
  const key = (price) => price.asset + price.currency;
  const sorted = [...prices].sort((a, b) => key(a) < key(b) ? -1 : 1);
  return treeRoot("covenant/price-node", 6, sorted.map((price) => hash("covenant/price-leaf", priceValues(price)).digest));
}

export const priceMessage = (network, root, on) => hash("covenant/price-root", [ascii(network), root, F.e(day(on))]).digest;

/** d₀ of a vault, from its JSON form. */
export function vaultStart({ chain, contract, lender, vault }) {
  const values = [textElement(chain), textElement(contract), element(lender), textElement(vault)];
  return hash("covenant/vault", values).digest;
}

/** The vault's digest after each note. */
export function vaultDigests(start, notes) {
  const digests = [];
  for (const note of notes) digests.push(poseidon([digests.at(-1) ?? start, note]));
  return digests;
}

/** The digests of appraisers and quorum and of the whole, from the JSON form of roles. */
export function rolesDigests(roles) {
  const { needed, authorities } = roles.quorum;
  const appraisers = hash("covenant/appraisers", list(roles.appraisers, 4, element)).digest;
  const quorum = hash("covenant/price-quorum", [F.e(needed), ...list(authorities, 5, element)]).digest;
  const values = [element(roles.salt), element(roles.servicer), appraisers, quorum, element(roles.owner)];
  return { appraisers, quorum, digest: hash("covenant/roles", values).digest };
}

// Debt pools

/** Values of these widths in one element, the first lowest. */
const packLow = (parts) => F.e(parts.reduceRight((sum, [value, width]) => (sum << width) + value, 0n));
const chunks = (values, size) => Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));

/** The digest of a sequence, and its state after each block. */
export function sequence(tag, count, elements) {
  const states = [hash(tag, [F.e(count)]).digest];
  for (const block of chunks(elements, 11)) {
    states.push(poseidon([states.at(-1), ...block, ...Array(11 - block.length).fill(F.zero)]));
  }
  return { states, digest: states.at(-1) };
}

export const FIGURES = [
  "balance", "lines", "obligors", "coupon", "maturity", "top-obligor", "top-obligors",
  ...["current", "days-1-29", "days-30-59", "days-60-89", "days-90"],
  ...["current-lines", "days-1-29-lines", "days-30-59-lines", "days-60-89-lines", "days-90-lines"],
  "defaulted", "tranche-1", "tranche-2", "tranche-3", "tranche-4", "reserve",
  ...[1, 2, 3, 4].map((k) => `overcollateralisation-${k}`),
  "nav",
];
const boundedMask = (names) => names.reduce((sum, name) => sum + (1n << BigInt(FIGURES.indexOf(name))), 0n);

/** The values that a pool's policy hashes, from its JSON form. */
export function poolPolicyValues(policy) {
  const losses = chunks(policy.loss, 3).map((grades) => packLow(grades.flat().map((loss) => [BigInt(loss), 14n])));
  return [
    F.e(policy.version),
    F.e(currency(policy.currency)),
    ...list(policy.note_policies, 4, element),
    F.e(policy.min_grade),
    F.e(policy.max_grade),
    ...losses,
    F.e(policy.discount),
    F.e(policy.bullet ? 1 : 0),
    F.e(policy.top_obligors),
    F.e(policy.own_servicer ? 1 : 0),
    ...[policy.tranches, policy.min_senior, policy.max_senior].map((n) => F.e(n)),
    ...policy.buffers.map((n) => F.e(n)),
    F.e(boundedMask(policy.bounded)),
  ];
}

/** What a servicer signs of a tape, from its JSON form. */
export function tapeParts(tape) {
  const line = (it) => [
    [BigInt(it.balance), 64n],
    [BigInt(it.days_past_due), 16n],
    [it.defaulted ? 1n : 0n, 1n],
    [BigInt(it.grade), 3n],
  ];
  const [n, m] = [tape.lines.length, tape.obligors.length];
  const elements = {
    lines: chunks(tape.lines, 3).map((lines) => packLow(lines.flatMap(line))),
    obligors: tape.obligors.map((it) => element(it.party)),
    groups: chunks(tape.obligors, 252).map((rows) => packLow(rows.map((row) => [row.same_group ? 1n : 0n, 1n]))),
  };
  const sequences = {
    lines: sequence("covenant/tape-lines", n, elements.lines),
    obligors: sequence("covenant/tape-obligors", m, elements.obligors),
    groups: sequence("covenant/tape-groups", m, elements.groups),
  };
  const packed = packLow([
    [currency(tape.currency), 24n],
    [day(tape.cut_off), 32n],
    [BigInt(tape.epoch), 32n],
    [BigInt(tape.sequence), 64n],
  ]);
  const pool = element(tape.pool);
  const custody = vaultDigests(pool, tape.notes.map(element)).at(-1) ?? pool;
  const values = [
    ascii(tape.network),
    pool,
    custody,
    element(tape.policy),
    packed,
    element(tape.salt),
    sequences.lines.digest,
    sequences.obligors.digest,
    sequences.groups.digest,
  ];
  return { elements, sequences, values, message: hash("covenant/tape", values).digest };
}

/** The public inputs `figures` and `nav` of figures as an attestation shows them. */
export function poolFigures(shown) {
  const values = shown.map((it) => BigInt(it.shown));
  const bounded = boundedMask(shown.filter((it) => it.bound).map((it) => it.figure));
  const elements = chunks(values.slice(0, 27), 3).map((three) => packLow(three.map((value) => [value, 64n])));
  const nav = packLow([[values[27], 64n], [shown[27].bound ? 1n : 0n, 1n]]);
  return { digest: hash("covenant/pool-figures", [F.e(bounded), ...elements]).digest, nav };
}
