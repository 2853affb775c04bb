// Calls the verifier in WebAssembly, in Node or a browser: `const covenant = await load(bytes)`, then `covenant.inclusion(question)` and
// `covenant.chunk(question)`, which give a code, or null where the proof holds. A question is an object, see verifier/halo2/src/question.rs.
// `covenant.open(code, pack)` gives a holder's file out of the bytes of a pack of sealed ones, or throws an error whose message is a code.

export async function load(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { memory, question, inclusion, chunk, open, answer, forget } = instance.exports;
  const put = (...parts) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const start = question(length);
    if (start === 0) return null;
    let at = start;
    // The memory may have grown: a view of it is made after every call.
    for (const part of parts) {
      new Uint8Array(memory.buffer, at, part.length).set(part);
      at += part.length;
    }
    return [start, length];
  };
  // A judge that traps never wipes what it was asked, and nothing else takes its place.
  const judged = (judge, at, length) => {
    try {
      return judge();
    } catch (trap) {
      new Uint8Array(memory.buffer, at, length).fill(0);
      throw trap;
    }
  };
  const said = (length) => {
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer, answer(), length));
    forget();
    return text;
  };
  const bytesOf = (text) => new TextEncoder().encode(text);
  const ask = (judge) => (asked) => {
    const place = put(bytesOf(JSON.stringify(asked)));
    if (place === null) return "question/format";
    const length = judged(judge, ...place);
    return length === 0 ? null : said(length);
  };
  return {
    inclusion: ask(inclusion),
    chunk: ask(chunk),
    open(code, pack) {
      const place = put(bytesOf(`${code}\n`), pack);
      if (place === null) throw new Error("question/format");
      const length = judged(open, ...place);
      const text = said(Math.abs(length));
      if (length <= 0) throw new Error(text);
      return JSON.parse(text);
    },
  };
}
