#!/usr/bin/env bash
# Builds the contract again and compares it with the committed one, to the byte; then the tests, which run the committed one in cosmwasm-vm, and hold
# what it costs to gas-snapshot.txt.
#
#   bash verifier/cosmwasm/check.sh              compares
#   bash verifier/cosmwasm/check.sh --accept     commits what was built, and its gas, in place of what was there
#
# The build needs rustup's `wasm32-unknown-unknown` and `rust-src`, and npm's binaryen (`wasm-opt`); where these cannot be had it is left out, and said
# so. COVENANT_REQUIRE_ALL=1 makes that a failure.
set -euo pipefail
cd "$(dirname "$0")"
artifact=artifacts/covenant_obligation_registry.wasm
target=wasm32-unknown-unknown
accept=
if [ "${1:-}" = --accept ]; then accept=1; fi

cargo fmt --check
cargo clippy --quiet --locked --all-targets -- -D warnings
cargo clippy --quiet --locked --manifest-path ../core/Cargo.toml --features limbs --lib -- -D warnings
if { rustup target list --installed | grep -qx "$target" || rustup target add "$target"; } >/dev/null 2>&1 &&
  { rustup component list --installed | grep -q '^rust-src' || rustup component add rust-src; } >/dev/null 2>&1 &&
  { [ -x node_modules/.bin/wasm-opt ] || npm ci --silent --ignore-scripts; } >/dev/null 2>&1; then
  built=$(bash build-wasm.sh)
  if [ -n "$accept" ]; then
    cp "$built" "$artifact"
    chmod 644 "$artifact"
    (cd artifacts && sha256sum "$(basename "$artifact")" >SHA256SUMS)
  fi
  cmp "$built" "$artifact" || {
    printf 'the contract that these sources make is not the committed one; bash verifier/cosmwasm/check.sh --accept\n'
    exit 1
  }
else
  printf 'LEFT OUT: the contract is not built again: rustup cannot get %s and rust-src, or npm binaryen\n' "$target"
  if [ -n "${COVENANT_REQUIRE_ALL:-}" ]; then exit 1; fi
fi
(cd artifacts && sha256sum --quiet --check SHA256SUMS)
if [ -n "$accept" ]; then export UPDATE_GAS_SNAPSHOT=1; fi
cargo test --locked
# The multiplication that only this contract has, beside arkworks'.
cargo test --locked --manifest-path ../core/Cargo.toml --features limbs --lib groth16
