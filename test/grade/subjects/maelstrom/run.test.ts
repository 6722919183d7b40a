/** Maelstrom binaries in real time. What is asserted does not depend on how fast the machine is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Grade } from '../../../../src/grade/grade.ts';
import type { GradeFinding } from '../../../../src/grade/outcome.ts';
import { ProcessKeeper } from '../../../../src/grade/processes/keeper.ts';
import { runMaelstrom } from '../../../../src/grade/subjects/maelstrom/run.ts';
import { figure2 } from '../../../cli/figure2.ts';

const scratch = mkdtempSync(join(tmpdir(), 'figure2-maelstrom-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A node that asks for votes as n0, and with a majority of them sends heartbeats; and does this when it begins. */
const node = (begins = ''): string => `
import { createInterface } from 'node:readline';
let id = '', nodes = [], calls = 0, votes = 1, votedFor = null;
const send = (dest, body) => console.log(JSON.stringify({ src: id, dest, body }));
const others = () => nodes.filter((one) => one !== id);
const ask = (body) => { for (const other of others()) send(other, { ...body, msg_id: ++calls }); };
const lead = (term) => setInterval(() => ask({ type: 'append_entries', term, leader: id, prev_log_index: 0, prev_log_term: 0, entries: [], leader_commit: 0 }), 50);
createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  const reply = (fields) => send(src, { ...fields, in_reply_to: body.msg_id });
  if (body.type === 'init') {
    id = body.node_id; nodes = body.node_ids;
    reply({ type: 'init_ok' });
    if (id === 'n0') { votedFor = id; setTimeout(() => ask({ type: 'request_vote', term: 1, candidate_id: id, last_log_index: 0, last_log_term: 0 }), 100); }
    ${begins}
  } else if (body.type === 'request_vote') {
    const vote_granted = votedFor === null || votedFor === src;
    if (vote_granted) votedFor = src;
    reply({ type: 'request_vote_res', term: 1, vote_granted });
  } else if (body.type === 'request_vote_res') {
    if (body.vote_granted && ++votes === 3) lead(1);
  } else if (body.type === 'append_entries') reply({ type: 'append_entries_res', term: 1, success: true });
  else if (body.msg_id !== undefined) reply({ type: 'error', code: 11, text: 'not here' });
});
`;

const written = (name: string, text: string): string => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'node.mjs'), text);
  const manifest = { protocol: 'maelstrom', command: [process.execPath, 'node.mjs'] };
  writeFileSync(join(folder, 'figure2.json'), JSON.stringify(manifest));
  return folder;
};

const run = async (name: string, text: string) => {
  const keeper = new ProcessKeeper();
  const { line: processes, close } = keeper.open();
  try {
    const program = { command: [process.execPath, 'node.mjs'], folder: written(name, text) };
    return await runMaelstrom({ program, processes, seed: 1, beat: () => {}, runMs: 2500 });
  } finally {
    close();
    keeper.end();
  }
};

const outcomes = (wire: readonly GradeFinding[]): Readonly<Record<string, string>> =>
  Object.fromEntries(wire.map(({ check, outcome }) => [check, outcome]));

test('the wire of a good one is checked, but for what needs a disk or what was applied', async () => {
  const { wire, because } = await run('good', node());
  expect(because).toBeUndefined();
  expect(outcomes(wire)).toMatchObject({
    W1: 'passed',
    W2: 'passed',
    W4: 'passed',
    W5: 'not checked',
    W8: 'not checked',
  });
});

test('two leaders of a term are found, and it is said that nobody can play that again', async () => {
  const { wire } = await run('two leaders', node("if (id === 'n1') setTimeout(() => lead(1), 300);"));
  expect(outcomes(wire)).toMatchObject({ W1: 'passed', W2: 'broken', W4: 'broken' });
  const broken = wire.filter(({ outcome }) => outcome === 'broken');
  for (const { because } of broken) expect(because).toMatch(/\(in real time: not replayable\)$/);
});

test.each([
  ['ends itself', "if (id === 'n2') process.exit(0);", /^S3 has ended itself with code 0$/],
  [
    'says what is no message',
    "if (id === 'n2') console.log('{}');",
    /^S3 said \{\}, which is no message of Maelstrom$/,
  ],
])('one that %s ends the run', async (name, begins, words) => {
  expect((await run(name, node(begins))).because).toMatch(words);
});

test('figure2 grade says of what needs virtual time that it is not checked', { timeout: 120_000 }, () => {
  const path = join(written('graded', node("if (id === 'n2') process.exit(0);")), 'figure2.json');
  const { status, stdout } = figure2(scratch, 'grade', path, '--only', '3A', '--seed', '1', '--json');
  const [one] = (JSON.parse(stdout) as { readonly submissions: readonly Grade[] }).submissions;
  expect([status, one?.words]).toEqual([
    2,
    expect.stringMatching(/^a Maelstrom binary, .*, in real time: not replayable$/),
  ]);
  expect(one?.findings.slice(0, 2)).toMatchObject([
    { outcome: 'not gradable', check: 'run', because: 'S3 has ended itself with code 0' },
    { outcome: 'not checked', check: 'InitialElection3A', because: expect.stringContaining('real time') as unknown },
  ]);
});
