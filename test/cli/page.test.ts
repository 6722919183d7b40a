import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { OPENING_ID, type Opening } from '../../src/page/opening.ts';
import { writeTraceFile } from '../../src/trace/traceFile.ts';
import { foundIn } from '../model/counterexample/arrange.ts';
import { figure2Here, oneLineThat, scratchFolder, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'votes.mjs', 'A01');
const story = foundIn('A01', 2);
writeFileSync(join(folder, 'votes.itf.json'), writeTraceFile(story));
const missed = { ...story, violation: { ...story.violation, property: 'LP-1', clause: 'LP-1' } } as const;
writeFileSync(join(folder, 'goal.itf.json'), writeTraceFile(missed));

interface Serving {
  readonly address: string;
  /** Ends it, and gives the exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

const open: (() => void)[] = [];
afterAll(() => {
  for (const end of open) end();
});

/** The command, once it has told where it serves. */
const serving = (...args: readonly string[]): Promise<Serving> =>
  new Promise((told, failed) => {
    const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), ...args], { cwd: folder });
    open.push(() => child.kill('SIGKILL'));
    const ended = new Promise<number | null>((over) => void child.once('exit', over));
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const address = /^Explorer: (\S+) \(Ctrl-C ends it\)\n$/.exec(text)?.[1];
      if (address === undefined) return;
      told({
        address,
        end: (signal) => {
          child.kill(signal);
          return ended;
        },
      });
    });
    void ended.then((code) => failed(new Error(`it ended with ${code}: ${text}`)));
  });

const openingOf = async (address: string): Promise<Opening | undefined> => {
  const page = await (await fetch(address)).text();
  expect(page).toContain('<title>figure2 explorer</title>');
  const json = new RegExp(`<script type="application/json" id="${OPENING_ID}">(.*?)</script>`, 's').exec(page)?.[1];
  return json === undefined ? undefined : (JSON.parse(json) as Opening);
};

describe('figure2 explore --ui', () => {
  test('serves the page on loopback alone, and nothing else, until it is ended', async () => {
    const { address, end } = await serving('explore', '--ui');
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await openingOf(address)).toBeUndefined();
    expect((await fetch(`${address}package.json`)).status).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(404);
    expect(await end('SIGINT')).toBe(0);
  });

  test('opens a configuration at the moment at which it begins', async () => {
    const { address, end } = await serving('explore', 'figure-8', '--ui');
    const { session } = (await openingOf(address)) ?? { session: '{}' };
    const { title, moves } = JSON.parse(session) as { readonly title: string; readonly moves: readonly string[] };
    expect(title).toMatch(/Figure 8/);
    expect(moves).toContain('S1 timeout election');
    expect(await end('SIGTERM')).toBe(0);
  });
});

describe('figure2 replay --ui', () => {
  test('opens a trace, and with it what rules of the user did in it', async () => {
    const plain = await serving('replay', 'votes.itf.json', '--ui');
    expect(await openingOf(plain.address)).toMatchObject({ recorded: null });
    expect(await plain.end('SIGINT')).toBe(0);
    const mine = await serving('replay', 'votes.itf.json', '--ui', '--protocol', 'votes.mjs');
    const { recorded } = (await openingOf(mine.address)) ?? {};
    expect(recorded).toMatchObject({ name: 'votes.mjs' });
    expect(recorded?.steps.length).toBeGreaterThan(3);
    expect(await mine.end('SIGINT')).toBe(0);
  });
});

describe('what can not be opened is told in one line', () => {
  test.each([
    [['explore', './model.ts', '--ui'], /\.\/model\.ts is a model of its own/],
    [['explore', 'nothing', '--ui'], /there is no configuration nothing/],
    [['explore', '--ui', '--json'], /--json and --ui exclude each other/],
    [['explore', '--ui', '--protocol', 'votes.mjs'], /figure2 replay FILE --ui --protocol votes\.mjs/],
    [['explore', '--port', '8080'], /--port says where --ui listens; give --ui with it/],
    [['explore', '--ui', '--port', '0'], /give a whole number from 1 to 65535/],
    [['replay', 'votes.itf.json', '--port', '8080'], /--port says where --ui listens; give --ui with it/],
    [['replay', 'votes.itf.json', '--ui', '--step'], /--step and --ui exclude each other/],
    [['replay', 'goal.itf.json', '--ui'], /no moves to open; leave --ui away/],
  ])('%j', async (args, words) => {
    const { status, stdout, stderr } = await figure2Here(folder, ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
  });

  test('a port that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolved) => void taken.listen(0, '127.0.0.1', resolved));
    const { port } = taken.address() as AddressInfo;
    await expect(serving('explore', '--ui', '--port', String(port))).rejects.toThrow('it ended with 2');
    taken.close();
  });
});
