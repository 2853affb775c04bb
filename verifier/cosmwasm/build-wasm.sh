#!/usr/bin/env bash
# Builds the contract for wasm32 and prints the path of the module. The standard library is built with it: the one that rustup brings uses bulk
# memory, which chains with CosmWasm 3 refuse.
#
# The same sources, lock file and compiler give the same bytes: paths are not in the module (trim-paths by --remap-path-prefix).
set -euo pipefail
cd "$(dirname "$0")"
target=wasm32-unknown-unknown
root=$(cd ../.. && pwd)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
sysroot=$(rustc --print sysroot)
out=${CARGO_TARGET_DIR:-target}
export RUSTC_BOOTSTRAP=1
RUSTFLAGS="-C target-cpu=mvp -C target-feature=+mutable-globals,+sign-ext,+nontrapping-fptoint -C link-arg=-s -C link-arg=-zstack-size=1048576 -Zlocation-detail=none"
# No texts of panics: there is nobody to read them, and they are a tenth of the module. A panic, if there were one, is a trap all the same.
RUSTFLAGS+=" -Zunstable-options -Cpanic=immediate-abort"
RUSTFLAGS+=" --remap-path-prefix=$root=/covenant --remap-path-prefix=$cargo_home/registry/src=/registry --remap-path-prefix=$sysroot=/rust"
export RUSTFLAGS
cargo build --quiet --locked --release --lib --target "$target" -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size "$@"
# Two functions in five are another's twin, and a chain takes 800 KB. Features one by one: those that are on by default a chain refuses.
if [ ! -x node_modules/.bin/wasm-opt ]; then npm ci --silent --ignore-scripts >&2; fi
built=$out/$target/release/covenant_obligation_registry
node_modules/.bin/wasm-opt -O2 --enable-sign-ext --enable-nontrapping-float-to-int --enable-mutable-globals "$built.wasm" -o "$built.small.wasm"
printf '%s\n' "$built.small.wasm"
