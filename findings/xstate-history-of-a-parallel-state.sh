#!/usr/bin/env bash
# xstate 5.33.3: a transition from inside a parallel state to that state's own history, before it was ever left, exits the parallel
# state and does not enter it again.
#
# Its exit actions run, what it invokes is stopped and its timers are cancelled; its entry actions do not run, nothing is started again, and
# its regions are active without it. The value that the snapshot shows is made up from there: the initial state of the machine, which no
# transition leads to and whose entry actions never ran (or, where that has regions, two children of a compound state at once). No error is
# thrown, and the status stays active. A player that should resume what it plays stands still, without its connection.
#
# The state that stays, around all that is exited and entered, is looked for twice by the history as it is: before the exits, and once more
# after they have written the history. The first time it is the state around the parallel one, the second time the parallel state itself,
# which is then taken to be active still.
#
# What most expect, and what SCXML says (appendix D: it is the least common *compound* ancestor, never a parallel state): the parallel state
# is exited and entered again; or, as when the history was written before, neither. Exactly one child of a compound state is active.
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
import { createActor, createMachine, fromCallback } from 'xstate';

const done = [];
let connections = 0;
const connection = fromCallback(() => {
  connections++;
  return () => connections--;
});
const player = createMachine({
  initial: 'stopped',
  states: {
    stopped: { entry: () => done.push('enter stopped'), on: { START: 'playing' } },
    playing: {
      type: 'parallel',
      entry: () => done.push('enter playing'),
      exit: () => done.push('exit playing'),
      invoke: { src: connection },
      states: {
        sound: { on: { RESUME: '#before' } },
        image: {},
        before: { id: 'before', type: 'history' },
      },
    },
  },
});
const actor = createActor(player).start();
actor.send({ type: 'START' });
const look = () => {
  const { value, status } = actor.getSnapshot();
  return { value, status, connections, done: done.splice(0) };
};
const playing = look();
actor.send({ type: 'RESUME' });
const resumed = look();
console.dir({ playing, resumed }, { depth: null });
assert.deepEqual(playing, {
  value: { playing: { sound: {}, image: {} } },
  status: 'active',
  connections: 1,
  done: ['enter stopped', 'enter playing'],
});
assert.deepEqual(resumed, {
  value: 'stopped', // where nobody sent it, and which was not entered
  status: 'active',
  connections: 0, // what playing invokes is gone
  done: ['exit playing'], // and nothing was entered
});
actor.stop();
JS
node try.mjs
