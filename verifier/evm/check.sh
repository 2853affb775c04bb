#!/bin/sh
# Everything that is committed and generated is what the sources give, and the contracts are formatted, linted and tested.
# Needs `npm ci` in this folder, and cargo. npm brings forge on Linux on x86-64; elsewhere it has to be on the path.
set -eu
cd "$(dirname "$0")"
forge=node_modules/.bin/forge
[ -x "$forge" ] || forge=forge
(cd ../.. && cargo run -q -p covenant-export --example write-contracts)
git diff --exit-code -- src/generated test/generated
node build.mjs --check
"$forge" fmt --check
npx --no-install solhint --noPoster --max-warnings 0 'src/**/*.sol'
npx --no-install solhint --noPoster --max-warnings 0 -c test/.solhint.json 'test/**/*.sol'
"$forge" test
