import { existsSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keepFormalSpec } from '../../src/verify/formal.ts';

test('each file of the formal specification that is run is kept, and kept again only when it has changed', async () => {
  await keepFormalSpec();
  const pages = readdirSync('spec/extensions').filter((name) => name.endsWith('.qnt'));
  const kept = ['raft.qnt', 'stories.qnt', ...pages.map((name) => `extensions/${name}`)].map(
    (name) => `dist/spec/${name.replace('.qnt', '.kept')}`,
  );
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
  const times = () => kept.map((path) => statSync(path).mtimeMs);
  const before = times();
  await keepFormalSpec();
  expect(times()).toEqual(before);
});
