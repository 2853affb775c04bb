#!/bin/sh
# Everything that is committed and generated is what the sources give, and the contracts are formatted, linted and tested.
# Needs `npm ci` in this folder (allow the scripts of @foundry-rs/forge) and cargo.
set -eu
cd "$(dirname "$0")"
(cd ../.. && cargo run -q -p covenant-export --example write-contracts)
git diff --exit-code -- src/generated test/generated
node build.mjs --check
npx --no-install forge fmt --check
npx --no-install solhint --noPoster --max-warnings 0 'src/**/*.sol'
npx --no-install solhint --noPoster --max-warnings 0 -c test/.solhint.json 'test/**/*.sol'
npx --no-install forge test
