// Makes the built command executable. npm does so when it links the command, but a later build writes a new file.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/src/cli/main.js', import.meta.url), 0o755);
