// The same in a real Chromium without a window: a page of this folder's modules, served on loopback under a policy that lets it load nothing
// else, says what came of it.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Milliseconds until a browser that says nothing is given up.
const PATIENCE = 120_000;
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const PAGE = `<!doctype html><meta charset="utf-8"><title>covenant</title><script type="module" src="/page.mjs"></script>`;
const SCRIPT = `
import { judged } from "/judge.mjs";
const body = async () => {
  const [module, vectors] = await Promise.all([fetch("/module.wasm"), fetch("/vectors.json")]);
  return judged(await module.arrayBuffer(), await vectors.json());
};
const said = await body().catch((error) => ({ error: String(error) }));
await fetch("/done", { method: "POST", body: JSON.stringify(said) });
`;

export async function inChromium(program, module, vectors) {
  const text = (name) => readFileSync(new URL(name, import.meta.url));
  const files = new Map([
    ["/", ["text/html", PAGE]],
    ["/page.mjs", ["text/javascript", SCRIPT]],
    ["/judge.mjs", ["text/javascript", text("judge.mjs")]],
    ["/covenant.mjs", ["text/javascript", text("covenant.mjs")]],
    ["/module.wasm", ["application/wasm", module]],
    ["/vectors.json", ["application/json", JSON.stringify(vectors)]],
  ]);
  let browser;
  const profile = mkdtempSync(join(tmpdir(), "covenant-chromium-"));
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("Chromium said nothing")), PATIENCE).unref();
      server.on("request", (request, response) => {
        if (request.method === "POST" && request.url === "/done") {
          let body = "";
          request.on("data", (part) => (body += part));
          request.on("end", () => {
            response.end();
            const said = JSON.parse(body);
            if (said.error) reject(new Error(said.error));
            else resolve(said);
          });
          return;
        }
        const [type, content] = files.get(request.url) ?? ["text/plain", undefined];
        response.writeHead(content === undefined ? 404 : 200, { "content-type": type, "content-security-policy": POLICY });
        response.end(content);
      });
      server.listen(0, "127.0.0.1", () => {
        const page = `http://127.0.0.1:${server.address().port}/`;
        const flags = ["--headless=new", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`];
        // A sandbox of its own takes rights that a container's root has not.
        if (process.getuid?.() === 0) flags.push("--no-sandbox");
        browser = spawn(program, [...flags, page], { stdio: "ignore" });
        browser.on("error", reject);
      });
    });
  } finally {
    server.close();
    server.closeAllConnections();
    if (browser?.exitCode === null) {
      const ended = new Promise((resolve) => browser.once("exit", resolve));
      browser.kill();
      await ended;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
