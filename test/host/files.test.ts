import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/host/errors.ts';
import { expectWritableFile, readText, writeText } from '../../src/host/files.ts';
import { importModule } from '../../src/host/module.ts';

const folder = mkdtempSync(join(tmpdir(), 'figure2-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);

const pipe = (name: string): string => {
  execFileSync('mkfifo', [path(name)]);
  return path(name);
};

describe('a file is written', () => {
  test('with the folders above it', () => {
    writeText(path('a/b/new.txt'), 'text');
    expect(readFileSync(path('a/b/new.txt'), 'utf8')).toBe('text');
    expect(readdirSync(path('a/b'))).toEqual(['new.txt']);
  });

  test('in place of an old one, with its permissions', () => {
    writeFileSync(path('old.txt'), 'old');
    chmodSync(path('old.txt'), 0o640);
    writeText(path('old.txt'), 'new');
    expect(readFileSync(path('old.txt'), 'utf8')).toBe('new');
    expect(statSync(path('old.txt')).mode & 0o777).toBe(0o640);
  });

  test.each([
    ['a file that exists', 'target.txt', 'before'],
    ['a file that does not exist yet', 'missing.txt', undefined],
  ])('through a link of a link to %s', (_, name, before) => {
    mkdirSync(path(`links of ${name}/deep`), { recursive: true });
    const target = path(`links of ${name}/${name}`);
    if (before !== undefined) writeFileSync(target, before);
    symlinkSync(`../${name}`, path(`links of ${name}/deep/second`));
    symlinkSync('deep/second', path(`links of ${name}/first`));
    expectWritableFile('--out', path(`links of ${name}/first`));
    writeText(path(`links of ${name}/first`), 'after');
    expect(readFileSync(target, 'utf8')).toBe('after');
    expect(lstatSync(path(`links of ${name}/first`)).isSymbolicLink()).toBe(true);
  });

  test('into a pipe, which stays one', async () => {
    const name = pipe('written');
    const reader = spawn('cat', [name], { stdio: ['ignore', 'pipe', 'inherit'] });
    expectWritableFile('--out', name);
    writeText(name, 'through');
    const chunks: Buffer[] = [];
    for await (const chunk of reader.stdout) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('through');
    expect(statSync(name).isFIFO()).toBe(true);
  });

  test('into a device, which stays one', () => {
    expectWritableFile('--out', '/dev/null');
    writeText('/dev/null', 'text');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('or refused, without a trace', () => {
    symlinkSync('circle', path('circle'));
    expect(() => writeText(path('circle'), '')).toThrow(UsageError);
    mkdirSync(path('folder'));
    expect(() => writeText(path('folder'), '')).toThrow(/can't write .*folder: .*give another path/);
    expect(() => expectWritableFile('--out', path('folder'))).toThrow(/it is a folder/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a file is read', () => {
  test('whole, and so is a pipe', () => {
    const text = 'ä'.repeat(100_001);
    writeFileSync(path('long.txt'), text);
    expect(readText(path('long.txt'))).toBe(text);
    const name = pipe('read');
    spawn('cp', [path('long.txt'), name], { stdio: 'ignore' });
    expect(readText(name)).toBe(text);
  });

  test('but not a pipe into which nobody writes', () => {
    const name = pipe('silent');
    expect(() => readText(name)).toThrow(
      `can't read ${name}: it is a pipe into which nobody has written for 5 s; give the path of a file that exists`,
    );
  });

  test('through a pipe whose writer comes late and writes slowly', () => {
    const name = pipe('slow');
    spawn('sh', ['-c', `sleep 0.5; (printf one; sleep 0.5; printf two) > '${name}'`], { stdio: 'inherit' });
    expect(readText(name)).toBe('onetwo');
  });

  test('but a module is no pipe: it is read more than once', async () => {
    const name = pipe('module.mjs');
    await expect(importModule(name)).rejects.toThrow(`can't load ${name}: it is no file; give the path of a module`);
  });

  test.each([
    ['a device that never ends', '/dev/zero', 'it is no file'],
    ['a folder', tmpdir(), 'it is a folder'],
    ['nothing', '/nowhere', 'no such file or directory (ENOENT)'],
  ])('but not %s', (_, name, reason) => {
    expect(existsSync(name)).toBe(name !== '/nowhere');
    expect(() => readText(name)).toThrow(`can't read ${name}: ${reason}; give the path of a file that exists`);
  });
});
