// Makes an acknowledgement with circomlibjs. Reads {"private_key": 64 digits, "acknowledgement": {…}} from standard input, prints
// {"public_key", "message", "signature"}. The private key is circomlibjs' seed, of 32 bytes.

import { readFileSync } from "node:fs";
import { acknowledgementMessage, bytes, bytesHex, eddsa, hex, pack } from "./covenant.mjs";

const request = JSON.parse(readFileSync(0, "utf8"));
const seed = Buffer.from(bytes(request.private_key));
const message = acknowledgementMessage(request.acknowledgement);
const signature = eddsa.packSignature(eddsa.signPoseidon(seed, message));
const answer = { public_key: pack(eddsa.prv2pub(seed)), message: hex(message), signature: bytesHex(signature) };
process.stdout.write(JSON.stringify(answer) + "\n");
process.exit(0);
