#!/usr/bin/env bash
# Builds the verifier for WebAssembly, and asks it every question of vectors/inclusion/questions.json, in Node and, where it is found, in Chromium.
#
#   bash verifier/wasm/check.sh            leaves the module in dist/ in this folder
#
# Left out, and said so, where rustup cannot get the target or Node is not there; COVENANT_REQUIRE_ALL=1 makes that a failure.
set -euo pipefail
cd "$(dirname "$0")"
target=wasm32-unknown-unknown

leave_out() {
  printf 'LEFT OUT: the verifier in WebAssembly: %s\n' "$1"
  if [ -n "${COVENANT_REQUIRE_ALL:-}" ]; then exit 1; fi
  exit 0
}

rustup target list --installed 2>/dev/null | grep -qx "$target" || rustup target add "$target" >/dev/null 2>&1 ||
  leave_out "rustup cannot get $target"
command -v node >/dev/null || leave_out "node is not there"
cargo test --quiet --locked
cargo build --quiet --locked --release --target "$target"
mkdir -p dist
cp "${CARGO_TARGET_DIR:-target}/$target/release/covenant_verifier_wasm.wasm" covenant.mjs dist/
if [ -z "${COVENANT_CHROMIUM:-}" ]; then
  COVENANT_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
fi
[ -n "$COVENANT_CHROMIUM" ] || printf 'LEFT OUT: Chromium is not there; COVENANT_CHROMIUM says where it is\n'
COVENANT_CHROMIUM=$COVENANT_CHROMIUM node check.mjs dist/covenant_verifier_wasm.wasm ../../vectors/inclusion/questions.json
