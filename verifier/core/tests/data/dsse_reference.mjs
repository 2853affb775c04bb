// An independent DSSE + Ed25519, on Node's own crypto: no code is shared with the crate under test.
//   node dsse_reference.mjs sign   < payload   > envelope.json     (the key of RFC 8032's first test vector)
//   node dsse_reference.mjs verify < envelope                       (prints the payload, exit code 1 when refused)
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const TYPE = 'application/vnd.in-toto+json';
const SECRET = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(SECRET, 'hex')]);
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(PUBLIC, 'hex')]);
const input = readFileSync(0);

const pae = (type, body) =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body]);

if (process.argv[2] === 'sign') {
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const keyid = createHash('sha256').update(Buffer.from(PUBLIC, 'hex')).digest('hex');
  const sig = sign(null, pae(TYPE, input), key).toString('base64');
  process.stdout.write(JSON.stringify({ payload: input.toString('base64'), payloadType: TYPE, signatures: [{ keyid, sig }] }));
} else {
  const envelope = JSON.parse(input);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const body = Buffer.from(envelope.payload, 'base64');
  const sig = Buffer.from(envelope.signatures[0].sig, 'base64');
  if (!verify(null, pae(envelope.payloadType, body), key, sig)) process.exit(1);
  process.stdout.write(body);
}
