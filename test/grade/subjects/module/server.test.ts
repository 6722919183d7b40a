/** Servers that are modules: their time and chance are the host's, and whatever they throw is told in a sentence. */
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type ApplyMessage, type LabPacket, runLab, type Saved, type Subject } from '../../../../model/index.ts';
import { runSchedule, schedules } from '../../../../src/grade/schedules/index.ts';
import { readModule } from '../../../../src/grade/subjects/module/files.ts';
import { moduleProgram } from '../../../../src/grade/subjects/module/program.ts';
import { hearRejections } from '../../../../src/grade/subjects/module/rejections.ts';
import { randomOf } from '../../../../src/sim/random.ts';
import { idle, scratch, written } from './modules.ts';

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const EXAMPLE = 'test/grade/submissions/typescript/raft.ts';

/** All that a server does, in words, and the server. */
const serverOf = (
  text: string,
  { saved = null, nowMs = () => 0 }: { readonly saved?: Saved | null; readonly nowMs?: () => number } = {},
) => {
  const done: string[] = [];
  const boot = moduleProgram(readModule(written(`server-${done.length}-${text.length}`, text)))({
    servers: 3,
    random: randomOf(7),
    nowMs,
  });
  const subject = (): Subject =>
    boot(0, saved, {
      send: ({ type, to, call, bytes }: LabPacket) => done.push(`${type} to ${to} call ${call} ${bytes}`),
      save: ({ raftState, snapshot }) => done.push(`save ${raftState} ${snapshot}`),
      apply: (message: ApplyMessage) => done.push(`apply ${JSON.stringify(message)}`),
      wakeAt: (ms) => done.push(`wake ${ms}`),
      crashed: () => done.push('crashed'),
    });
  return { done, subject };
};

describe('a server', () => {
  test('does at once what follows from a promise, and goes on when the answer is there', () => {
    const { done, subject } = serverOf(
      idle(`void (async () => {
        await null;
        persister.save({ at: 'once' });
        const reply = await peers[1].call('ask', { n: 1 });
        apply({ type: 'command', index: 1, command: reply });
        apply({ type: 'command', index: 2, command: String(await peers[2].call('ask')) });
      })();`),
    );
    const server = subject();
    expect(done).toEqual(['save j{"at":"once"} null', 'request to 1 call 1 {"n":1}', 'wake Infinity']);
    done.length = 0;
    server.deliver({ type: 'reply', from: 1, to: 0, call: 1, bytes: '{"so":true}' });
    expect(done.slice(0, 2)).toEqual([
      'apply {"type":"command","index":1,"command":"{\\"so\\":true}"}',
      'request to 2 call 2 {}',
    ]);
    done.length = 0;
    server.unanswered?.(2, 2);
    expect(done[0]).toBe('apply {"type":"command","index":2,"command":"\\"undefined\\""}');
  });

  test('answers an RPC when its method has, be that later', () => {
    const { done, subject } = serverOf(
      idle('', 'later: (args: any) => new Promise((settle) => setTimeout(() => settle({ twice: 2 * args.n }), 5)),'),
      { nowMs: () => now },
    );
    let now = 10;
    const server = subject();
    server.deliver({ type: 'request', from: 2, to: 0, call: 9, bytes: '{"n":4}', method: 'later' } as LabPacket);
    expect(done.at(-1)).toBe('wake 15');
    now = 15;
    server.advance(now);
    expect(done.slice(-2)).toEqual(['reply to 2 call 9 {"twice":8}', 'wake Infinity']);
  });

  test('has the host’s time and chance, and no other', () => {
    let now = 1234.5;
    const code = `persister.save([Date.now(), new Date().toISOString(), performance.now(), Math.random() < 1, typeof process,
      typeof require === 'function' ? 'r' : '', typeof Intl, typeof Atomics, typeof fetch]);
      setInterval(() => persister.save(Date.now() - 946684800000), 2.7);`;
    const { done, subject } = serverOf(idle(code), { nowMs: () => now });
    const server = subject();
    expect(JSON.parse(done[0]?.slice(6, -5) ?? '')).toEqual([
      946_684_801_234,
      '2000-01-01T00:00:01.234Z',
      1234.5,
      true,
      'undefined',
      'r',
      'undefined',
      'undefined',
      'undefined',
    ]);
    expect(done.at(-1)).toBe('wake 1236.5');
    now = 1238.5;
    server.advance(now);
    expect(done.slice(-3)).toEqual(['save j1238 null', 'save j1238 null', 'wake 1240.5']);
  });

  test('finds what it saved, bytes too, and keeps its snapshot until it saves another', () => {
    const { done, subject } = serverOf(
      idle('persister.save([persister.readState(), persister.readSnapshot()]); persister.save(Uint8Array.of(0, 255));'),
      { saved: { raftState: 'b\u0001\u00fe', snapshot: 'kept' } },
    );
    subject();
    expect(done.slice(0, 2)).toEqual(['save j[{"0":1,"1":254},"kept"] kept', 'save b\u0000\u00ff kept']);
  });

  test('crashes between any two things that it does', () => {
    const { done, subject } = serverOf(
      idle('', 'ask: async () => { persister.save(1); await null; persister.save(2); return { ok: true }; },'),
    );
    const server = subject();
    server.crashWithin(1);
    server.deliver({ type: 'request', from: 1, to: 0, call: 1, bytes: '{}', method: 'ask' } as LabPacket);
    expect(done).toEqual(['wake Infinity', 'save j1 null', 'crashed']);
    server.advance(0);
    expect([done.length, server.state()]).toEqual([3, { term: 0, isLeader: false }]);
  });

  test('finds no function of the host’s, by whose kind it could make code that runs outside of its context', () => {
    const code = `const kinds = [Math.random, performance.now, setTimeout, Date, console.log, apply, persister.save, peers[0].call];
      persister.save(kinds.map((one: any) => {
        let made: any;
        try { made = one.constructor('return typeof process')(); } catch (error) { made = 'refused'; }
        return made;
      }));`;
    const { done, subject } = serverOf(idle(code));
    subject();
    expect(JSON.parse(done[0]?.slice(6, -5) ?? '')).toEqual(Array.from({ length: 8 }, () => 'refused'));
  });

  test('shares nothing with the others that its module begins with', () => {
    const text = `let made = 0;\n${idle('persister.save(++made);')}`;
    const { done, subject } = serverOf(text);
    subject();
    subject();
    expect(done.filter((one) => one.startsWith('save'))).toEqual(['save j1 null', 'save j1 null']);
  });
});

const because = (text: string): string | undefined =>
  runLab({
    name: 'InitialElection3A',
    seed: 1,
    program: moduleProgram(readModule(written(`lab-${text.length}`, text))),
  }).because;

describe('a module fails and it is told why, if it', () => {
  test.each([
    ['does nothing', idle(''), /leader/],
    ['throws in make', idle('throw new Error("so");'), /S1 threw in make: Error: so$/],
    [
      'throws in a timer',
      idle('setTimeout(() => { throw new TypeError("so"); }, 5);'),
      /S1 threw in a timer: TypeError: so$/,
    ],
    ['throws what is no error', idle('setTimeout(() => { throw null; }, 5);'), /S1 threw in a timer: null$/],
    [
      'rejects in a timer',
      idle('setTimeout(async () => { await null; throw new Error("so"); }, 5);'),
      /S1 threw in a timer: Error: so$/,
    ],
    [
      'calls itself too deep',
      idle('const f = (): number => f() + 1; setTimeout(f, 5);'),
      /threw in a timer: RangeError: Maximum call stack/,
    ],
    [
      'calls an RPC that is not there',
      idle('void peers[1].call("nothing", {});'),
      /S2 threw in nothing: TypeError: there is no RPC nothing$/,
    ],
    ['calls what is no RPC', idle('void peers[1].call("start", {});'), /there is no RPC start$/],
    [
      'sends to itself what can’t be sent',
      idle('void peers[1].call("ask", { n: 1n }).catch((error) => { setTimeout(() => { throw error; }, 1); });'),
      /BigInt/,
    ],
    ['gives no state', idle('raft.getState = () => undefined;'), /S1 has not answered getState$/],
    [
      'gives half a state',
      idle('raft.getState = () => ({ term: "1" });'),
      /S1 answered getState with \{"term":"1"\}, which has no whole term and no isLeader$/,
    ],
    ['has no start', idle('delete (raft as any).start;'), /S1 threw in make: TypeError: what make gives has no start$/],
    ['applies something else', idle('setTimeout(() => apply({ index: 1 }), 5);'), /apply takes \{ type: 'command'/],
    ['saves nothing', idle('persister.save(undefined);'), /what is saved has to be bytes or JSON$/],
    ['makes code of text', idle('setTimeout(() => { eval("1"); }, 5);'), /threw in a timer: EvalError/],
    ['is woken for ever', idle('const f = () => { setTimeout(f, 0); }; f();'), /leader/],
    [
      'applies what nobody proposed',
      idle('setTimeout(() => apply({ type: "command", index: 2, command: 1 }), 5);'),
      /applied out of order/,
    ],
  ])('%s', (_, text, words) => {
    expect(because(text)).toMatch(words);
  });

  test('leaves a promise rejected', async () => {
    const text = idle('setTimeout(() => { void (async () => { await null; throw new TypeError("lost"); })(); }, 5);');
    const files = readModule(written('rejected', text));
    const run = () => runLab({ name: 'InitialElection3A', seed: 1, program: moduleProgram(files) });
    const { rejected } = await hearRejections(run);
    expect(rejected).toBe('a promise was rejected and nobody waited for it: TypeError: lost');
    const { rejected: none } = await hearRejections(() => 1);
    expect(none).toBeUndefined();
  });
});

describe('the example', () => {
  const program = moduleProgram(readModule(EXAMPLE));

  test.each(['ReElection3A', 'Persist13C', 'SnapshotInstallCrash3D'])('passes %s', (name) => {
    expect(runLab({ name, seed: 1, program })).toMatchObject({ ok: true });
  });

  test('does the same with the same seed, and other things with another', () => {
    const [one, again, other] = [1, 1, 2].map((seed) => runLab({ name: 'ReElection3A', seed, program }));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('with a vote that its leader forgets breaks RV-2', () => {
    const good = readFileSync(EXAMPLE, 'utf8');
    const leads = "    this.role = 'leader';\n";
    expect(good.split(leads).length).toBe(2);
    const text = good.replace(leads, `${leads}    this.disk = { ...this.disk, votedFor: null };\n`);
    const broken = moduleProgram(readModule(written('forgets', text)));
    const [found, not] = [broken, program].map((its) =>
      schedules
        .filter(({ id }) => id === 'leader-asked')
        .map((schedule) => runSchedule({ schedule, program: its, seed: 1 })),
    );
    expect(found).toMatchObject([{ outcome: 'broken', clause: 'RV-2' }]);
    expect(not).toMatchObject([{ outcome: 'passed' }]);
  });
});
