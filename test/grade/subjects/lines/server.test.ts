/** Servers that are processes, among them hostile ones: whatever they do is told in a sentence, and is no error of ours. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { withBuiltPool } from '../../built.ts';
import { program, scratch, sleeper, written } from './programs.ts';

afterAll(() => rmSync(scratch, { recursive: true }));

const failures = (
  [
    ['does nothing', '', /leader/],
    ['ends itself with code 0', 'process.exit(0);', /S\d, told timeout, has ended itself with code 0$/],
    ['throws', "throw new Error('so');", /S\d, told timeout, has ended itself with code 1: Error: so$/],
    [
      'says on its error output why it ends',
      "writeSync(2, 'first\\nlast words\\n'); process.exit(3);",
      /has ended itself with code 3: last words$/,
    ],
    ['ends by a signal', "process.kill(process.pid, 'SIGTERM');for (;;);", /told timeout, was ended by SIGTERM$/],
    ['says what is not JSON', "writeSync(1, 'hello\\n');", /told timeout, said hello, and it is not JSON$/],
    [
      'says null',
      "writeSync(1, 'null\\n');",
      /said null, and its type is none of send, save, apply, wake, result, done$/,
    ],
    ['says something else', "say({ type: 'toString' });", /and its type is none of send,/],
    ['leaves fields out', "say({ type: 'send', to: 1 });", /and expected a request or a reply, and not both$/],
    ['sends to nobody', "say({ type: 'send', to: 7, request: {} });", /sent to server 7, and there are 3, from 0 on$/],
    ['wakes by a fraction', "say({ type: 'wake', at: 0.5 });", /and at: .*int/],
    ['wakes at once for ever', "say({ type: 'wake', at: 0 });", /more than 1000 steps in one millisecond/],
    ['says more after it is done', 'say(done);', /told timeout, said more after it was done$/],
    ['does too much', "for (let n = 0; n <= 10000; n++) say({ type: 'wake', at: 99 });", /did more than 10000 things$/],
    [
      'says a line without an end',
      "for (let n = 0; n < 100; n++) writeSync(1, 'x'.repeat(65536));",
      /said a line of more than 4 MiB$/,
    ],
    [
      'nests without an end',
      "writeSync(1, '{\"type\":\"save\",\"state\":' + '['.repeat(200000) + ']'.repeat(200000) + '}\\n');",
      /said something that is nested too deep$/,
    ],
    [
      'floods the output',
      'for (let n = 0; n < 100000; n++) writeSync(1, \'{"type":"wake","at":9}\\n\'.repeat(3000));',
      /did more than 10000 things$|has said more than 16 MiB at once$/,
    ],
    [
      'applies what nobody proposed',
      "say({ type: 'apply', index: 2, command: 'x' });",
      /applied out of order: index 2 came, and index 1 never did/,
    ],
  ] satisfies readonly (readonly [string, string, RegExp])[]
).map(([name, code, words]) => [name, sleeper(code), words] as const);

const others: readonly (readonly [string, string, RegExp])[] = [
  [
    'closes its output',
    sleeper("import('node:fs').then(({ closeSync }) => { closeSync(1); setInterval(() => {}, 1000); }); break;"),
    /told timeout, has (?:closed its standard output|ended itself)/,
  ],
  ['gives no result', program('say(done);'), /S\d, told state, was done without a result$/],
  [
    'floods its error output and goes on, which is no fault',
    sleeper("for (let n = 0; n < 500; n++) writeSync(2, 'x'.repeat(65536));"),
    /leader/,
  ],
];

/** Why each does not pass the first scenario: all in the same threads, which cost more than the programs. */
const reasons = (programs: readonly (readonly [string, string, RegExp])[]): Promise<readonly (string | undefined)[]> =>
  withBuiltPool(({ open }) =>
    Promise.all(
      programs.map(async ([name, text]) => {
        const { scenario } = await open(written(name, text));
        return (await scenario('InitialElection3A')).report.because;
      }),
    ),
  );

describe('a program fails and it is told why, if it', async () => {
  const all = [...failures, ...others];
  const told = await reasons(all);
  test.each(all.map(([name, , words], place) => [name, told[place], words] as const))('%s', (_, because, words) => {
    expect(because).toMatch(words);
  });
});

test('a program that is never done is given up', async () => {
  const run = withBuiltPool(async ({ open }) => {
    const { scenario } = await open(written('silent', sleeper('for (;;);')), 1500);
    return scenario('InitialElection3A');
  });
  await expect(run).rejects.toThrow('a server has computed for 1.5 s of real time at one thing, and goes on');
});

test('a server finds on its disk what it had saved, and its snapshot stays until another is saved', async () => {
  const text =
    program(`const snapshot = JSON.stringify({ lastIncludedIndex: 0, commands: [], note: '\\u00e9\\u{1f600}' });
  if (event.type === 'boot') {
    if (event.state !== null) throw new Error('it found ' + event.state.n + ' and ' + (event.snapshot === snapshot));
    say({ type: 'save', state: { n: 1 }, snapshot }, { type: 'save', state: { n: 2 } });
  }
  const apply = (command) => say({ type: 'apply', index: 1, command });
  if (event.type === 'deliver') apply(event.request.command);
  if (event.type === 'start') {
    for (const to of [1, 2]) say({ type: 'send', to, request: { command: event.command } });
    apply(event.command);
    say({ type: 'result', index: 1, term: 1, isLeader: true });
  }
  if (event.type === 'state') say({ type: 'result', term: 1, isLeader: false });
  say(done);`);
  const path = written('remembers', text);
  const because = await withBuiltPool(async ({ open }) => {
    const { scenario } = await open(path);
    return (await scenario('Persist13C')).report.because;
  });
  expect(because).toMatch(/S1, told boot, has ended itself with code 1: Error: it found 2 and true$/);
});
