import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replay } from '../../../model/counterexample/replay.ts';
import { pack, unpack } from '../../../src/page/address.ts';
import { readSession, writeSession } from '../../../src/page/session/document.ts';
import type { PlaySession } from '../../../src/page/session/playSession.ts';
import { recordingOf, sessionOf } from '../../../src/page/session/recording.ts';
import { readTraceFile, writeTraceFile } from '../../../src/trace/traceFile.ts';
import { foundIn } from '../../model/counterexample/arrange.ts';
import { fresh, historyOf, moveOf, protocolOf, run } from './arrange.ts';

const played = (): PlaySession => {
  const history = historyOf(fresh(5));
  run(history, 60);
  history.do(moveOf('S1 cut S2'));
  run(history, 5);
  return history.played;
};

describe('an address', () => {
  test('holds a session: what was played is played again to the same frame', async () => {
    const session = played();
    const text = await unpack(await pack(writeSession(session)));
    if (!text.ok) throw new Error(text.because);
    const read = readSession(text.value);
    expect(read).toEqual({ ok: true, value: session });
    expect(historyOf(session).frame).toEqual(historyOf(session).frame);
  });

  test('is short: a move of a cluster that runs takes a few characters', async () => {
    const session = played();
    const address = await pack(writeSession(session));
    expect(address).toMatch(/^[\w-]+$/);
    expect(address.length / session.moves.length).toBeLessThan(30);
  });

  test.each(['', 'x', '****', 'AAAA', 'eJyrVkrLz1eyUkpKLFKqBQAdegQ0'])(
    'that is cut off or altered is told: %j',
    async (address) => {
      const read = await unpack(address);
      if (read.ok) expect(readSession(read.value).ok).toBe(false);
      else expect(read.because).toBe('it is cut off or altered');
    },
  );

  const about = JSON.parse(writeSession(fresh())) as Record<string, unknown>;
  const spoilt = (change: object): string => JSON.stringify({ ...about, ...change });

  test.each([
    ['{', /^it is not JSON/],
    [spoilt({ version: 2 }), /^version: /],
    [spoilt({ extra: 1 }), /^the file: there is no such key: extra$/],
    [spoilt({ moves: ['S1 restart', 'S1 jump'] }), /^moves\.1: nothing that can happen is called jump$/],
    [spoilt({ moves: ['S9 restart'] }), /^moves\.0: S9 is not one of the servers$/],
    [spoilt({ seed: 2 ** 40 }), /^seed: /],
    [spoilt({ setting: { ...fresh().setting, servers: [] } }), /^setting\.servers: expected at least one server$/],
    [
      spoilt({
        setting: {
          ...fresh().setting,
          disks: [{ id: 'S1', term: 1, votedFor: null, entries: [{ term: 2, command: 'a' }] }],
        },
      }),
      /^setting\.disks\.0: terms never fall/,
    ],
  ])('with something else in it is told: %#', (text, because) => {
    expect(readSession(text)).toEqual({ ok: false, because: expect.stringMatching(because) as string });
  });

  test('of any text is read or refused, and nothing is thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        await unpack(text);
      }),
    );
    fc.assert(fc.property(fc.json(), (text) => !readSession(text).ok));
  });
});

describe('a file', () => {
  test('holds what was played: figure2 replay plays it, and the page reads it back', () => {
    const session = played();
    const history = historyOf(session);
    const read = readTraceFile(writeTraceFile(recordingOf(session, history.path)));
    if (!read.ok) throw new Error(read.because);
    const { ok, skipped, trace } = replay(read.recording);
    expect([ok, skipped]).toEqual([true, 0]);
    expect(trace.at(-1)?.servers).toEqual(read.recording.trace.at(-1)?.servers);
    const again = historyOf(sessionOf('again', read.recording, null));
    expect(again.skipped).toBe(0);
    const disks = ({ nodes }: typeof again.frame) => Object.values(nodes).map(({ disk }) => disk);
    expect(disks(again.frame)).toEqual(disks(historyOf({ ...session, at: session.moves.length }).frame));
  });

  test.each(['A01', 'A46', 'C03', 'A28'])(
    'of a counterexample of %s opens with its violation, and not by the shipped rules',
    (id) => {
      const story = foundIn(id, 2);
      const session = sessionOf(id, story, id);
      const broken = historyOf(session, protocolOf(id));
      expect(broken.skipped).toBe(0);
      expect(broken.frame.violations.map(({ property }) => property)).toContain(story.violation.property);
      expect(historyOf(session).frame.violations).toEqual([]);
    },
  );
});
