#!/usr/bin/env bash
# xstate 5.33.3: a delay that has a name and no value does not wait, it is taken at once, without a word.
#
# `after: { caution: 'green' }` in a machine to which nobody gave `delays: { caution: … }` (a name mistyped, an implementation forgotten in
# provide(), a function that returns nothing) raises its event in the same step: the state is left before start() returns, and its timer is
# none. A guard without an implementation throws. One would expect an error here as well, or at least a state that is not left.
#
# Exits 0 while that is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund xstate@5.33.3
cat > try.mjs <<'JS'
import assert from 'node:assert/strict';
import { createActor, setup } from 'xstate';

const words = [];
for (const level of ['warn', 'error', 'log']) {
  const print = console[level];
  console[level] = (...given) => (words.push(given), print(...given));
}
const light = setup({ delays: { caution: 1000 } }).createMachine({
  initial: 'red',
  states: { red: { after: { caution: 'green' } }, green: {} },
});
const valueWith = (delays) => {
  const actor = createActor(light.provide({ delays })).start();
  const { value } = actor.getSnapshot();
  actor.stop();
  return value;
};
const given = valueWith({ caution: 1000 });
const missing = valueWith({ caution: undefined });
const nothing = valueWith({ caution: () => undefined });
const said = words.length;
console.log({ given, missing, nothing, said });
assert.deepEqual({ given, missing, nothing, said }, { given: 'red', missing: 'green', nothing: 'green', said: 0 });
assert.throws(() => {
  const guarded = setup({}).createMachine({ initial: 'a', states: { a: { always: { guard: 'nobody', target: 'b' } }, b: {} } });
  const actor = createActor(guarded);
  actor.subscribe({ error: () => undefined });
  actor.start();
  const { error } = actor.getSnapshot();
  if (error) throw error;
}, /'nobody' is not implemented/);
JS
node try.mjs
