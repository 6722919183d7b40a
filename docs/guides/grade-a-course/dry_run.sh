#!/usr/bin/env bash
# Grades one submission as Gradescope does, and looks whether the platforms would take it: dry_run.sh SUBMISSION
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
seconds_max=600
bytes_max=1000000

AUTOGRADER="$(mktemp -d)"
export AUTOGRADER
trap 'rm -rf "$AUTOGRADER"' EXIT
mkdir "$AUTOGRADER/results"
cp -R "$here" "$AUTOGRADER/source"
cp -R "$1" "$AUTOGRADER/submission"

start=$SECONDS
timeout "$seconds_max" "$AUTOGRADER/source/run_autograder" || {
  echo "dry run: it failed, or took more than $seconds_max s" >&2
  exit 1
}
results="$AUTOGRADER/results/results.json"
bytes=$(wc -c < "$results")
if [ "$bytes" -gt "$bytes_max" ]; then
  echo "dry run: results.json has $bytes bytes, more than $bytes_max" >&2
  exit 1
fi
node -e '
  const { score, tests } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  console.log(`dry run: score ${score}, ${tests.length} tests`);
' "$results"
echo "dry run: $((SECONDS - start)) s of $seconds_max, $((bytes)) bytes of $bytes_max"
