import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // one fewer than processors, which is the default, would be one on a machine with two
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'model/**/*.ts'],
      reporter: ['text', 'html'],
      reportsDirectory: 'reports/coverage',
    },
  },
});
