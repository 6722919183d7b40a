// Everything that can be said about the sources without running them. Writes nothing in the tree.
import { availableParallelism } from 'node:os';
import { runSteps } from './steps.mjs';

const steps = [
  ['lint with types', 'eslint --config .config/eslint.config.mjs --max-warnings 0 .'],
  ['generated files', 'node --import ./.config/ts-node.mjs src/docgen/main.ts --check'],
  ['page of the grader', 'node --import ./.config/ts-node.mjs test/grade/catalogue/main.ts --check'],
  ['reference documentation', 'typedoc --options .config/typedoc.json --emit none'],
  ['types', 'tsc -p tsconfig.json'],
  ['types of the core: the language only', 'tsc -p src/core/tsconfig.json'],
  ['types of the pure folders: the language only', 'tsc -p .config/tsconfig.pure.json'],
  ['types of the page: no Node', 'tsc -p src/page/ui/tsconfig.json'],
  ['format and fast lint', 'biome ci --colors=off --error-on-warnings .'],
  ['dead code', 'knip --config .config/knip.json --no-progress'],
  ['package', 'publint --pack false --strict'],
];

// They only read. The longest begin first.
await runSteps(steps, { atOnce: Math.min(availableParallelism(), steps.length) });
