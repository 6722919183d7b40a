#!/usr/bin/env bash
# typescript 7.0.2, ts-node 10.9.2: `npm install ts-node typescript` succeeds without a warning, and then no TypeScript file can be run.
#
# From 7 on `require('typescript')` gives two strings, the version: the compiler is a program of its own, and transpileModule, sys and
# createProgram are gone. What was built on them says it takes any version ("typescript": ">=2.7" in ts-node), so that npm has nothing to
# warn of, and fails far away from the cause: "Cannot read properties of undefined (reading 'fileExists')". Whoever calls the compiler has
# to look at its version first, and to ask for typescript@6 by number. One would expect a refusal where it is installed, or a name.
#
# Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
warnings=$(npm install --no-audit --no-fund ts-node@10.9.2 typescript@7.0.2 2>&1 >/dev/null | grep -ci 'peer\|ERESOLVE' || true)
echo 'const words: string = "it runs"; console.log(words);' > hello.ts
said=$(npx ts-node hello.ts 2>&1) && runs=yes || runs=no
exported=$(node -p "Object.keys(require('typescript')).sort().join(' ')")
echo "warnings about peers: $warnings"
echo "require('typescript'): $exported"
echo "hello.ts runs: $runs: $(grep -m1 'Error' <<<"$said")"
[ "$warnings" = 0 ]
[ "$exported" = 'version versionMajorMinor' ]
[ "$runs" = no ]
grep -q "reading 'fileExists'" <<<"$said"
[ "$(npx tsc --version)" = 'Version 7.0.2' ] # its own command is there and works
