// Type-aware rules for all TypeScript, and the determinism bans for the folders that must be pure.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const why = 'Pure code has no clock, dice or promises: ask the driver, through an event or a seeded generator.';
const impureGlobals = [
  ...['Date', 'Promise', 'console', 'process', 'performance', 'crypto', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'],
];

export default defineConfig(
  { ignores: ['dist/**', 'docs/**', 'reports/**', '**/*.mjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': 'off', // tsc says it
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/{text,core,kv,trace,cluster,sim,check}/**/*.ts', 'src/page/session/**/*.ts', 'model/**/*.ts'],
    ignores: ['src/check/host/**'],
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals.map((name) => ({ name, message: why }))],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: why }],
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: why },
        { selector: 'AwaitExpression, ForOfStatement[await=true]', message: why },
      ],
    },
  },
);
