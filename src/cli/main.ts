#!/usr/bin/env node
// Room src/cli. The verbs: arguments in, words out.
// What may be touched here: flags, help and words. What a verb does lives in a room below, where others can ask for it
// too. Each verb has a folder that imports no other verb; what several need stands in support.

/** The program `figure2`. */

import { ExitCode } from '../host/errors.ts';
import { hasFault } from '../host/guest.ts';
import { complain } from '../host/output.ts';
import { run } from './program.ts';

const exit = process.exit.bind(process);

// A run whose end can't come any more leaves Node with 13 and without a word.
const UNSETTLED = 13;
process.on('exit', (code) => {
  if (code !== UNSETTLED) return;
  complain('there is no verdict: the code under test has ended its thread, or waits for what never comes');
  process.exitCode = ExitCode.misused;
});

process.exitCode = await run(process.argv.slice(2));
if (hasFault()) {
  process.emit('beforeExit', ExitCode.misused);
  exit(ExitCode.misused); // whatever the module has set going, nobody waits for it
}
