#!/usr/bin/env bash
# Builds the contract for wasm32 and prints the path of the module. The standard library is built with it: the one that rustup brings uses bulk
# memory, which chains with CosmWasm 3 refuse.
#
# The same sources, lock file and compiler give the same bytes wherever the checkout is. Cargo names crates by their path among other things, so that it
# is shown one path always, a link; and no path is in the module.
set -euo pipefail
cd "$(dirname "$0")"
target=wasm32-unknown-unknown
root=$(cd ../.. && pwd)
out=$(realpath -m "${CARGO_TARGET_DIR:-target}")
link=/tmp/covenant-cosmwasm-source
sysroot=$(rustc --print sysroot)
export RUSTC_BOOTSTRAP=1
RUSTFLAGS="-C target-cpu=mvp -C target-feature=+mutable-globals,+sign-ext,+nontrapping-fptoint"
RUSTFLAGS+=" -C link-arg=-s -C link-arg=-zstack-size=1048576"
# No texts of panics: there is nobody to read them, and they are a tenth of the module. A panic, if there were one, is a trap all the same.
RUSTFLAGS+=" -Zlocation-detail=none -Zunstable-options -Cpanic=immediate-abort"
RUSTFLAGS+=" --remap-path-prefix=$link=/covenant --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/registry"
RUSTFLAGS+=" --remap-path-prefix=$sysroot=/rust"
export RUSTFLAGS
# Two functions in five are another's twin, and a chain takes 800 KB.
if [ ! -x node_modules/.bin/wasm-opt ]; then npm ci --silent --ignore-scripts >&2; fi
# One build at a time has the link.
exec 9>"$link.lock"
flock 9
ln -sfn "$root" "$link"
cargo build --quiet --locked --release --lib --target "$target" --target-dir "$out" --manifest-path "$link/verifier/cosmwasm/Cargo.toml" \
  -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size
built=$out/$target/release/covenant_obligation_registry
# Features one by one: those that are on by default a chain refuses.
node_modules/.bin/wasm-opt -O2 --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals "$built.wasm" -o "$built.small.wasm"
printf '%s\n' "$built.small.wasm"
