// Recomputes vectors/*.json with circomlibjs: check-vectors.mjs [FOLDER [NAME…]]. Prints how much was checked; the first difference ends
// it with an error.

import { deepStrictEqual as same, ok } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as c from "./covenant.mjs";

const { F } = c;
const folder = process.argv[2] ?? "../../vectors";
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const counts = {};
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
const point = (form) => [c.element(form.x), c.element(form.y)];
const elements = (list) => list.map(c.element);

// Shapes that occur everywhere

function permutation(form) {
  same(c.hex(c.poseidon(elements(form.inputs))), form.output);
  count("permutations");
}

function hashed(form) {
  const { permutations, digest } = c.hash(form.tag, form.values.map((v) => c.element(v.value)));
  same(c.hex(c.ascii(form.tag)), form.tag_element);
  same(permutations.map((q) => q.inputs.map(c.hex)), form.permutations.map((q) => q.inputs));
  same(c.hex(digest), form.digest);
  count("hashes");
}

function packed(form) {
  const it = point(form);
  ok(c.curve.inCurve(it));
  same(c.pack(it), form.packed);
  // circomlibjs' unpackPoint knows no point with x = 0.
  if (!F.isZero(it[0])) ok(c.samePoint(c.unpack(form.packed), it));
  count("points");
}

function signed(form) {
  const [message, key, r, s] = [c.element(form.message), point(form.public_key), point(form.r), c.scalar(form.s)];
  const secret = c.scalar(form.secret_scalar);
  ok(c.samePoint(c.multiply(c.generator, secret), key));
  ok(c.samePoint(c.multiply(c.generator, c.scalar(form.nonce)), r));
  const challenge = c.poseidon([r[0], r[1], key[0], key[1], message]);
  same(c.hex(challenge), form.challenge);
  same((c.scalar(form.nonce) + 8n * c.integer(challenge) * secret) % c.order, s);
  const signature = c.signature(form.signature);
  ok(signature.S === s && c.samePoint(signature.R8, r));
  ok(c.eddsa.verifyPoseidon(message, signature, key));
  count("signatures");
}

function mapped(form) {
  const it = c.mapToCurve(c.element(form.t));
  same(c.hex(it.first), form.first_candidate);
  same(c.hex(it.firstRightSide), form.first_right_side);
  same(it.taken, form.first_is_taken);
  same(c.hex(it.u), form.montgomery_u);
  same(c.hex(it.v), form.montgomery_v);
  ok(c.samePoint(it.edwards, point(form.edwards)));
  count("maps to the curve");
}

function hashedToCurve(form) {
  const [m0, m1] = form.maps.map((m) => point(m.edwards));
  same(form.maps.map((m) => m.t), form.u);
  ok(c.samePoint(c.add(m0, m1), point(form.sum)));
  ok(c.samePoint(c.multiply(point(form.sum), 8n), point(form.point)));
  ok(c.isKey(point(form.point)));
}

/** The two commitments of a proof that log_G K = log_B E. */
function commitments(K, B, E, challenge, s) {
  const commit = (base, image) => c.add(c.multiply(base, s), c.negate(c.multiply(image, c.integer(challenge))));
  return [commit(c.generator, K), commit(B, E)];
}

function evaluated(form, input) {
  const [k, r, s] = [form.secret_scalar, form.blind, form.s].map(c.scalar);
  const [K, B, E, f] = [form.K, form.B, form.E, form.F].map(point);
  const challenge = c.element(form.c);
  ok(c.samePoint(c.multiply(c.generator, k), K));
  ok(c.samePoint(c.multiply(input, r), B));
  ok(c.samePoint(c.multiply(B, k), E));
  const [a1, a2] = commitments(K, B, E, challenge, s);
  ok(c.samePoint(a1, point(form.A1)) && c.samePoint(a2, point(form.A2)));
  ok(c.samePoint(c.multiply(c.generator, c.scalar(form.nonce)), a1));
  const values = [K, B, E, a1, a2].flat();
  same(c.hex(c.hash("covenant/dleq", values).digest), form.c);
  ok(c.samePoint(c.multiply(f, r), E), "r·F = E");
  ok(c.samePoint(c.multiply(input, k), f), "F = k·P");
  ok(c.samePoint(c.multiply(point(form.F_eighth), 8n), f));
  same(c.hex(c.hash("covenant/nullifier", f).digest), form.nullifier.digest);
  count("evaluations");
}

/** Every object of a known shape, wherever it is. */
function walk(value) {
  if (Array.isArray(value)) return value.forEach(walk);
  if (value === null || typeof value !== "object") return;
  if (value.inputs && value.output) permutation(value);
  if (value.tag && value.permutations) hashed(value);
  if (value.x && value.y && value.packed) packed(value);
  if (value.nonce && value.message) signed(value);
  if (value.first_candidate) mapped(value);
  if (value.maps) hashedToCurve(value);
  Object.values(value).forEach(walk);
}

// File by file

function poseidon({ limbs64, tags }) {
  for (const { ascii, limbs } of limbs64) same(c.limbs64(ascii).map(c.hex), limbs);
  for (const { tag, element } of tags) same(c.hex(c.ascii(tag)), element);
}

function babyjubjub({ constants, additions, multiplications, packing, refused }) {
  same(c.hex(c.curve.A), constants.a);
  same(c.hex(c.curve.D), constants.d);
  same(c.scalar(constants.subgroup_order), c.order);
  ok(c.samePoint(point(constants.generator), c.generator));
  ok(c.samePoint(point(constants.full_generator), c.curve.Generator));
  for (const { p, q, sum } of additions) ok(c.samePoint(c.add(point(p), point(q)), point(sum)));
  for (const { point: base, scalar, product } of multiplications) {
    ok(c.samePoint(c.multiply(point(base), c.scalar(scalar)), point(product)));
    count("multiplications");
  }
  for (const { point: form, valid_key } of packing) same(c.isKey(point(form)), valid_key);
  for (const { packed, reason, name } of refused) {
    // circomlibjs takes several encodings for some points; packing what it read shows it.
    const read = c.unpack(packed);
    ok(read === null || c.pack(read) !== packed, name);
    if (reason === "not on the curve") same(read, null);
    count("refused");
  }
}

function eddsa({ refused }) {
  for (const { public_key, message, signature, reason, name } of refused) {
    const read = c.signature(signature);
    const key = reason === "public key" ? c.unpack(public_key) : point2(public_key);
    if (reason === "encoding") same(read, null, name);
    else if (reason === "public key") ok(key === null || !c.isKey(key), name);
    else ok(!c.eddsa.verifyPoseidon(c.element(message), read, key), name);
    count("refused");
  }
}

function point2(packedForm) {
  const it = c.unpack(packedForm);
  ok(it !== null && c.isKey(it));
  return it;
}

function voprf({ runs, refused }) {
  for (const { hash_to_curve, evaluation } of runs) evaluated(evaluation, point(hash_to_curve.point));
  for (const form of refused) {
    if (form.request) {
      const it = c.unpack(form.request);
      ok(it === null || !c.isKey(it), form.name);
    } else {
      const [K, B, E] = [form.K, form.B, form.E].map(c.unpack);
      const [a1, a2] = commitments(K, B, E, c.element(form.c), c.scalar(form.s));
      const holds = c.hex(c.hash("covenant/dleq", [K, B, E, a1, a2].flat()).digest) === form.c;
      if (form.reason === "proof") ok(!holds, form.name);
      else ok(!c.isKey(E), form.name);
    }
    count("refused");
  }
}

/** The auditor's part: S, the figures (null where the mask has none), and the public value. */
function opened(form, key, figures) {
  const [A, E, context] = [form.A, form.E, form.context];
  const value = c.hash("covenant/disclosure", [...A, ...E, context, F.e(form.mask), ...form.ciphertext]).digest;
  if (!c.isKey(A) || !c.isKey(E)) return { reason: "auditor" };
  if (c.hex(value) !== form.stated) return { reason: "not-the-proofs" };
  if (!c.samePoint(c.multiply(c.generator, key), A)) return { reason: "wrong-key" };
  const S = c.multiply(c.multiply(E, 8n), key);
  const message = form.ciphertext.map((it, i) =>
    c.integer(F.sub(it, c.hash("covenant/disclosure-stream", [...S, context, F.e(i)]).digest)));
  const places = message.map((m) => [m % 2n ** 80n, (m >> 80n) % 2n ** 80n, m >> 160n]).flat();
  const disclosed = (i) => i < figures && ((form.mask >> i) & 1) === 1;
  if (places.some((it, i) => it >= 2n ** 80n || (it !== 0n && !disclosed(i)))) return { reason: "content" };
  return { S, message, figures: places.slice(0, figures).map((it, i) => (disclosed(i) ? it.toString() : null)) };
}

function disclosure({ runs, refused }) {
  const key = c.scalar(runs[0].auditor_secret);
  const read = (form, of) => ({ ...form, A: of(form.A), E: of(form.E), context: c.element(form.context), ciphertext: elements(form.ciphertext) });
  for (const form of runs) {
    const it = opened({ ...read(form, point), stated: form.value.digest }, key, form.figures.length);
    const e = c.scalar(form.ephemeral_secret);
    ok(c.samePoint(c.multiply(c.generator, e), point(form.E)));
    ok(c.samePoint(it.S, point(form.S)) && c.samePoint(it.S, c.multiply(c.multiply(point(form.A), 8n), e)));
    same(it.message.map((m) => c.hex(F.e(m))), form.message);
    same(it.figures, form.opened);
    same(it.figures, form.figures.map((f, i) => ((form.mask >> i) & 1 ? f : null)));
    count("disclosures");
  }
  for (const form of refused) {
    same(opened(read(form, c.unpack), key, 4).reason, form.reason, form.name);
    count("refused");
  }
}

function names(file) {
  for (const { day, number, last_second } of file.days) {
    same(c.day(day), BigInt(number));
    same((number + 1) * 86400 - 1, last_second);
  }
  for (const { day, first_month, fiscal_year } of file.fiscal_years) {
    const [year, month] = day.split("-").map(Number);
    same(month >= first_month ? year : year - 1, fiscal_year);
  }
  for (const { name, number } of file.currencies) same(c.currency(name), BigInt(number));
  for (const { name, element } of file.networks) same(c.hex(c.ascii(name)), element);
  for (const { name, number } of file.response_codes) same(c.currency(name), BigInt(number));
  for (const { name, number } of file.capacities) same(c.CAPACITIES[name], BigInt(number));
  for (const { text, sha256, digest } of file.text_digests) {
    const it = c.sha2(new TextEncoder().encode(text));
    same("0x" + c.bytesHex(it), sha256);
    same(c.hex(c.masked(it)), digest);
  }
  for (const { text, normal, limbs } of file.invoice_numbers) {
    same(text.replace(/^ +| +$/g, "").toUpperCase(), normal);
    same(c.limbs64(normal).map(c.hex), limbs);
  }
  for (const { text, scheme, value, hash, party_id } of file.identifiers) {
    same(text.slice(0, text.indexOf(":")).toUpperCase(), scheme);
    same(text.slice(text.indexOf(":") + 1).replace(/\s/g, "").toUpperCase(), value);
    const values = [c.ascii(scheme), ...c.limbs64(value)];
    same(values.map(c.hex), hash.values.map((v) => v.value));
    same(c.hex(c.hash("covenant/party-id", values).digest), party_id);
  }
}

/** The node of each level follows from the one below and leads to the root. */
function path({ index, leaf, nodes, root }) {
  let current = leaf;
  nodes.forEach((node, level) => {
    same(node.values[Math.floor(index / 4 ** level) % 4].value, current);
    current = node.digest;
  });
  same(current, root);
  count("paths");
}

/** An entry's values follow from its JSON form, and its leaf from them. */
function entries(entry, leaf, hash) {
  const values = c.leafValues(entry);
  same(values.map(c.hex), hash.values.map((v) => v.value));
  same(c.hex(c.hash("covenant/party-leaf", values).digest), leaf);
  count("leaves");
}

/** A policy's values follow from its JSON form, and its digest from them. */
function policy({ policy: form, hash, digest }) {
  const values = c.policyValues(form);
  same(values.map(c.hex), hash.values.map((v) => v.value));
  same(c.hex(c.hash("covenant/policy/obligation", values).digest), digest);
  count("policies");
}

function registry(file) {
  let empty = F.zero;
  for (const value of file.empty_subtrees) {
    same(c.hex(empty), value);
    empty = c.hash("covenant/party-node", [empty, empty, empty, empty]).digest;
  }
  for (const { entry, leaf, hash } of file.leaves) entries(entry, leaf, hash);
  for (const it of file.paths) {
    path(it);
    same(it.root, file.root);
  }
  file.possessions.forEach(({ hash, signature }, i) => {
    const values = c.possessionValues("covenant-development", file.leaves[i].entry);
    same(values.map(c.hex), hash.values.map((v) => v.value));
    same(hash.digest, signature.message);
  });
}

const address = (text) => c.bytes(text.slice(2).padStart(64, "0"));

function context({ parts, keccak_chain, abi_encoded, keccak, context: value }) {
  const chain = c.keccak(new TextEncoder().encode(parts.chain));
  same("0x" + c.bytesHex(chain), keccak_chain);
  const words = [c.bytes(parts.selector), chain, address(parts.contract), address(parts.beneficiary)].map(c.bytesHex);
  // JSON numbers lose digits beyond 2⁵³; the vectors' largest expiry is 2⁶⁴ − 1.
  const expiry = parts.expiry > Number.MAX_SAFE_INTEGER ? 2n ** 64n - 1n : BigInt(parts.expiry);
  words.push(expiry.toString(16).padStart(64, "0"), parts.sequence.toString(16).padStart(64, "0"));
  same(words.map((word) => "0x" + word), abi_encoded);
  const digest = c.keccak(c.bytes(words.join("")));
  same("0x" + c.bytesHex(digest), keccak);
  same(c.hex(c.masked(digest)), value);
  count("contexts");
}

function binding({ selectors, contexts, policies, environments }) {
  for (const { network, circuit, verifying_key, keccak_parts, selector } of selectors) {
    const text = (it) => new TextEncoder().encode(it);
    const parts = [text("covenant/selector"), text(network), text(circuit), c.bytes(verifying_key)].map(c.keccak);
    same(parts.map((part) => "0x" + c.bytesHex(part)), keccak_parts);
    same("0x" + c.bytesHex(c.keccak(c.bytes(parts.map(c.bytesHex).join("")))), selector);
    count("selectors");
  }
  contexts.forEach(context);
  policies.forEach(policy);
  for (const { nullifier_key_hash, hash, environment } of environments) {
    same(hash.values.at(-1).value, nullifier_key_hash.digest);
    same(hash.digest, environment);
  }
}

function obligation(claims) {
  for (const it of claims) {
    const { acknowledged } = it.claim;
    same(c.hex(c.acknowledgementMessage(acknowledged.acknowledgement)), it.acknowledgement.signature.message);
    same(it.acknowledgement.signature.signature, acknowledged.signature);
    policy(it.policy);
    for (const member of [it.signer, it.seller]) {
      entries(member.leaf.entry, member.leaf.leaf, member.leaf.hash);
      same(member.leaf.leaf, member.path.leaf);
      same(member.path.root, acknowledged.registry_root);
      path(member.path);
    }
    same(it.canonical_id.inputs.map((h) => h.digest), it.hash_to_curve.u);
    evaluated(it.evaluation, point(it.hash_to_curve.point));
    context(it.context);
    const values = (hash) => Object.fromEntries(hash.values.map(({ name, value }) => [name, value]));
    const { context: bound, environment, nullifier, note } = it.public_inputs;
    same(values(it.note.hash).nullifier, nullifier);
    same(values(it.note.hash).policy, it.policy.digest);
    same(values(it.environment.hash).policy, it.policy.digest);
    same(values(it.consent.hash), { network: c.hex(c.ascii(acknowledged.network)), context: bound, note });
    same(it.consent.hash.digest, it.consent.signature.message);
    same([it.context.context, it.environment.environment, it.evaluation.nullifier.digest, it.note.commitment], [
      bound,
      environment,
      nullifier,
      note,
    ]);
    count("claims");
  }
}

function prices({ symbols, refused_symbols, prices, days }) {
  const isSymbol = (text) => /^[A-Z0-9-]{1,32}$/.test(text);
  for (const { symbol, keccak, asset } of symbols) {
    ok(isSymbol(symbol));
    same("0x" + c.bytesHex(c.keccak(new TextEncoder().encode(symbol))), keccak);
    same(c.hex(c.textElement(symbol)), asset);
  }
  for (const symbol of refused_symbols) ok(!isSymbol(symbol), symbol);
  for (const { price, hash, leaf } of prices) {
    ok(0n < BigInt(price.price) && BigInt(price.confidence) < BigInt(price.price));
    const values = c.priceValues(price);
    same(values.map(c.hex), hash.values.map((v) => v.value));
    same(c.hex(c.hash("covenant/price-leaf", values).digest), leaf);
    count("prices");
  }
  for (const { network, day, given, root, paths, hash, signature } of days) {
    same(c.hex(c.priceRoot(given)), root);
    same(paths.map((it) => it.index), given.map((_, i) => i));
    for (const it of paths) {
      path(it);
      same(it.root, root);
      same(it.nodes.length, 6);
    }
    same(c.hex(c.priceMessage(network, c.element(root), day)), signature.message);
    same(hash.digest, signature.message);
    count("days of prices");
  }
}

function custody({ vaults, roles }) {
  for (const { id, contract_text, hash, start, links, digest } of vaults) {
    same(contract_text, id.contract);
    same(c.hex(c.vaultStart(id)), start);
    same(hash.digest, start);
    const notes = links.map((link) => c.element(link.inputs[1]));
    same(c.vaultDigests(c.element(start), notes).map(c.hex), links.map((link) => link.output));
    same(links.map((link) => link.inputs[0]), [start, ...links.slice(0, -1).map((link) => link.output)]);
    same(links.at(-1).output, digest);
    count("vaults");
  }
  for (const { roles: form, appraisers, quorum, digest } of roles) {
    const own = c.rolesDigests(form);
    same([own.appraisers, own.quorum, own.digest].map(c.hex), [appraisers.digest, quorum.digest, digest]);
    count("roles");
  }
}

function pool({ pools }) {
  for (const { policy, tape, environment, figures } of pools) {
    const policyDigest = c.hash("covenant/policy/pool", c.poolPolicyValues(policy.policy)).digest;
    same([c.hex(policyDigest), policy.hash.digest], [policy.digest, policy.digest]);
    same(tape.tape.policy, policy.digest);

    const own = c.tapeParts(tape.tape);
    for (const name of ["lines", "obligors", "groups"]) {
      const { elements: packed, start, blocks, digest } = tape[name];
      same(own.elements[name].map(c.hex), packed);
      same(own.sequences[name].states.map(c.hex), [start.digest, ...blocks.map((block) => block.output)]);
      same(c.hex(own.sequences[name].digest), digest);
    }
    same(own.values.map(c.hex), tape.hash.values.map((v) => v.value));
    same([c.hex(own.message), tape.hash.digest], [tape.message, tape.message]);

    const { base, counter, hash } = environment;
    const [network, poolPolicy, root, roles, start] = base.values.map((v) => v.value);
    same([network, poolPolicy, start], [c.hex(c.ascii(tape.tape.network)), policy.digest, tape.tape.pool]);
    const parts = [network, poolPolicy, root, roles, start].map(c.element);
    const numbers = [c.day(tape.tape.cut_off), BigInt(counter), BigInt(tape.tape.epoch), BigInt(tape.tape.sequence)];
    const day = [c.hash("covenant/pool-base", parts).digest, ...numbers.map((n) => F.e(n))];
    same(day.map(c.hex), hash.values.map((v) => v.value));
    same([c.hex(c.hash("covenant/pool-environment", day).digest), hash.digest], [environment.environment, environment.environment]);

    same(figures.shown.map((it) => it.figure), c.FIGURES);
    same(figures.shown.filter((it) => it.bound).map((it) => it.figure), policy.policy.bounded);
    const made = c.poolFigures(figures.shown);
    same([c.hex(made.digest), c.hex(made.nav)], [figures.digest, figures.nav]);
    same(figures.hash.digest, figures.digest);
    count("pools");
  }
}

const files = { poseidon, babyjubjub, eddsa, voprf, disclosure, names, registry, binding, obligation, prices, custody, pool };
const chosen = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(files);
for (const name of chosen) {
  const file = read(`${name}.json`);
  walk(file);
  files[name](file);
}
console.log(Object.entries(counts).map(([what, n]) => `${n} ${what}`).join(", "));
process.exit(0);
