import { defineConfig } from 'vitest/config';
import { LongestFirst } from './sequencer.mjs';

// With --sequence.shuffle.files vitest takes an order by chance, which shows whether a file leans on another.
const isShuffled = process.argv.some((argument) => argument.startsWith('--sequence.shuffle'));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // one fewer than processors, which is the default, would be one on a machine with two
    maxWorkers: '100%',
    // A worker loads src, model and what they need once, not once for each file. What a file would leave behind for the next
    // one, test/support/leaks.ts refuses.
    isolate: false,
    // Immutable values live for a step: with room for young ones they are gone before they are ever copied.
    execArgv: ['--max-semi-space-size=32'],
    setupFiles: ['test/support/leaks.ts'],
    ...(isShuffled ? {} : { sequence: { sequencer: LongestFirst } }),
    // guards against what never ends, and no more: how fast a machine is decides no test
    testTimeout: 240_000,
    hookTimeout: 240_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'model/**/*.ts'],
      reporter: ['text', 'html'],
      reportsDirectory: 'reports/coverage',
    },
  },
});
