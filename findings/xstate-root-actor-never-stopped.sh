#!/usr/bin/env bash
# xstate 5.33.3: a transition to the machine itself starts the actors of the root again and never stops those that ran.
#
# `UP: '#r'`, taken in a state of the machine r, leaves what is inside of r and enters r without having left it: its entry actions run a
# second time without its exit actions, and what it invokes is started once more under the same id. The one before is forgotten, so that
# neither the next transition nor actor.stop() ends it: a socket, an interval or a poll of the root runs on for ever. One would expect
# both or none: `reenter: true`, which asks to leave and enter, does stop the actor first.
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

const run = (transition) => {
  const log = [];
  let living = 0;
  const socket = fromCallback(() => {
    living++;
    return () => living--;
  });
  const machine = createMachine({
    id: 'r',
    entry: () => log.push('entry'),
    exit: () => log.push('exit'),
    invoke: { id: 'socket', src: socket },
    initial: 'x',
    states: { x: { on: { UP: transition } } },
  });
  const actor = createActor(machine).start();
  actor.send({ type: 'UP' });
  actor.send({ type: 'UP' });
  const whileRunning = living;
  actor.stop();
  return { log: log.join(' '), whileRunning, afterStop: living };
};

const plain = run('#r');
const reentering = run({ target: '#r', reenter: true });
console.log("target '#r':", plain);
console.log("target '#r', reenter:", reentering);
assert.deepEqual(plain, { log: 'entry entry entry', whileRunning: 3, afterStop: 2 });
assert.deepEqual([reentering.whileRunning, reentering.afterStop], [1, 0]);
JS
node try.mjs
