// Writes what can be written by a machine: generated files, format, lint fixes.
import { runSteps } from './steps.mjs';

await runSteps([
  ['generated files', 'node --import ./.config/ts-node.mjs src/docgen/main.ts'],
  ['format and fast lint', 'biome check --colors=off --write .'],
  ['lint with types', 'eslint --config .config/eslint.config.mjs --fix .'],
]);
