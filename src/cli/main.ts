#!/usr/bin/env node
// Room src/cli. The commands: arguments in, words out.
// What may be touched here: flags, help and words. What a verb does lives in a room below, where others can ask for it
// too. Each verb has a folder that imports no other verb; what several need stands in support.

/** The program `figure2`. */

import { ExitCode } from '../host/errors.ts';
import { dismissGuests, hasGuests } from '../host/guest.ts';
import { complain, flushOutput, outputFailed } from '../host/output.ts';
import { run } from './program.ts';

// A run whose end can't come any more leaves Node with 13 and without a word.
const UNSETTLED = 13;
process.on('exit', (code) => {
  if (code !== UNSETTLED) return;
  complain('there is no verdict: the code under test has ended its thread, or waits for what never comes');
  process.exitCode = ExitCode.misused;
});

process.exitCode = await run(process.argv.slice(2));
if (hasGuests()) {
  // whatever a module has set going, nobody waits for it, and none has a say in how this ends
  const { exitCode } = process;
  try {
    process.emit('beforeExit', exitCode);
  } catch {} // of a listener of the module's
  await flushOutput();
  process.removeAllListeners('exit');
  dismissGuests();
  process.exit(outputFailed() ? ExitCode.misused : exitCode);
}
