#!/usr/bin/env node
// Room src/cli. The verbs: arguments in, words out.
// What may be touched here: flags, help and words. What a verb does lives in a room below, where others can ask for it
// too. Each verb has a folder that imports no other verb; what several need stands in support.

/** The program `figure2`. */

import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2));
