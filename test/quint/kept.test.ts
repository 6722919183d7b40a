import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSpec, type QuintSpec, type RunOptions, takeSpec } from '../../src/quint/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));
const counter = readFileSync('test/quint/counter.qnt', 'utf8');

/** The toy, beside a file that imports it. */
const write = (name: string): string => {
  const path = join(folder, name);
  cpSync('test/quint/counter.qnt', join(path, 'counter.qnt'), { recursive: true });
  const file = join(path, 'twice.qnt');
  writeFileSync(
    file,
    'module twice {\n  import counter(END = 2).* from "./counter"\n  val isEven = count % 2 == 0\n  run evenTest = init.then(fetch("ann")).expect(isEven)\n}\n',
  );
  return file;
};

const walk: RunOptions = {
  init: 'init',
  step: 'step',
  invariants: ['isEven'],
  witnesses: [],
  traces: 20,
  steps: 9,
  seed: 7n,
};

/** What can be seen of a specification. */
const seen = (spec: QuintSpec) => ({
  definitions: spec.definitions,
  run: spec.run(walk),
  tests: spec.test(),
});

describe('a specification that was kept', () => {
  const file = write('same');
  const read = loadSpec(file, 'twice');
  const kept = read.keep();

  test('is the one that was read: its definitions and their places, its runs, its tests', () => {
    const taken = takeSpec(file, 'twice', kept);
    expect(taken && seen(taken)).toEqual(seen(read));
  });

  test('is taken in another folder, with the places of that', () => {
    const moved = write('moved');
    const place = takeSpec(moved, 'twice', kept)?.definitions.get('fetch');
    expect(place).toEqual(loadSpec(moved, 'twice').definitions.get('fetch'));
    expect(place?.file).toContain('moved');
  });

  test.each(['twice.qnt', 'counter.qnt'])('is not taken when %s has changed', (name) => {
    const changed = write(`changed ${name}`);
    expect(takeSpec(changed, 'twice', kept)).toBeDefined();
    writeFileSync(
      join(folder, `changed ${name}`, name),
      `${readFileSync(join(folder, `changed ${name}`, name), 'utf8')}\n`,
    );
    expect(takeSpec(changed, 'twice', kept)).toBeUndefined();
    rmSync(join(folder, `changed ${name}`, name));
    expect(takeSpec(changed, 'twice', kept)).toBeUndefined();
  });

  test('is taken when a file has the ends of lines of Windows', () => {
    const windows = write('windows');
    writeFileSync(join(folder, 'windows/counter.qnt'), counter.replaceAll('\n', '\r\n'));
    expect(takeSpec(windows, 'twice', kept)).toBeDefined();
  });

  test('is not taken when a byte of it is another one, or it is cut', () => {
    for (let place = 0; place < kept.length; place += 97) {
      const corrupt = Uint8Array.from(kept, (byte, at) => (at === place ? byte ^ 4 : byte));
      expect(takeSpec(file, 'twice', corrupt)).toBeUndefined();
      expect(takeSpec(file, 'twice', kept.subarray(0, place))).toBeUndefined();
    }
  });

  test('has no module that was not read', () => {
    expect(() => takeSpec(file, 'thrice', kept)).toThrow('there is no module thrice');
  });
});
