// Calls the verifier in WebAssembly, in Node or a browser: `const covenant = await load(bytes)`, then `covenant.inclusion(question)` and
// `covenant.chunk(question)`, which give a code, or null where the proof holds. A question is an object, see verifier/halo2/src/question.rs.
// `covenant.open(code, pack)` gives a holder's file out of the bytes of a pack of sealed ones, or throws an error whose message is a code.

export async function load(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { memory, question, inclusion, chunk, open, answer, forget } = instance.exports;
  const put = (...parts) => {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    let at = question(length);
    if (at === 0) return false;
    // The memory may have grown: a view of it is made after every call.
    for (const part of parts) {
      new Uint8Array(memory.buffer, at, part.length).set(part);
      at += part.length;
    }
    return true;
  };
  const said = (length) => {
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer, answer(), length));
    forget();
    return text;
  };
  const bytesOf = (text) => new TextEncoder().encode(text);
  const ask = (judge) => (asked) => {
    if (!put(bytesOf(JSON.stringify(asked)))) return "question/format";
    const length = judge();
    return length === 0 ? null : said(length);
  };
  return {
    inclusion: ask(inclusion),
    chunk: ask(chunk),
    open(code, pack) {
      if (!put(bytesOf(`${code}\n`), pack)) throw new Error("question/format");
      const length = open();
      const text = said(Math.abs(length));
      if (length <= 0) throw new Error(text);
      return JSON.parse(text);
    },
  };
}
