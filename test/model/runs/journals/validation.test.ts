import { describe, expect, test } from 'vitest';
import { mutantOf } from '../../../../model/mutants/index.ts';
import { type Recorded, type RecordedRun, recordedRun, verdictOf } from './arrange.ts';

const busy: RecordedRun = { seed: 3, virtualMs: 1500, killEveryMs: 250, compactEveryMs: 120, linesAFile: 60 };
const calm: RecordedRun = { seed: 1, virtualMs: 1000 };

describe('journals of the shipped protocol are allowed', () => {
  test.each<[string, RecordedRun]>([
    ['without a fault', calm],
    ['with kills, snapshots and many files', busy],
    ['of five servers', { ...busy, size: 5, seed: 4 }],
    ['with a page woven in', { ...busy, extensions: ['pre-vote'], seed: 5 }],
  ])('%s', (_, run) => {
    const { ok, refusal, arrivals, before, properties, steps, byContractsAlone } = verdictOf(recordedRun(run));
    expect(refusal).toBeUndefined();
    expect([ok, before, byContractsAlone]).toEqual([true, 0, 0]);
    expect(arrivals).toBeGreaterThan(100);
    expect(properties['SP-18']).toBeGreaterThanOrEqual(steps);
    for (const id of ['SP-1', 'SP-5', 'SP-13', 'SP-14'] as const) expect(properties[id]).toBeGreaterThan(0);
  });

  test('of some of the servers, without the properties of all disks', () => {
    const { ok, notAsked, properties, arrivals } = verdictOf(recordedRun(busy), ['S1', 'S2']);
    expect([ok, notAsked]).toEqual([true, ['SP-13', 'SP-14']]);
    expect(arrivals).toBeGreaterThan(0);
    expect(properties['SP-14']).toBeUndefined();
    expect(verdictOf(recordedRun(busy), ['S3']).arrivals).toBe(0);
  });

  test('from the middle on, where the first files are gone', () => {
    const recorded = recordedRun({ ...busy, killEveryMs: 10_000 });
    for (const files of Object.values(recorded)) files.splice(0, files.length >> 1);
    const { ok, refusal, steps } = verdictOf(recorded);
    expect(refusal).toBeUndefined();
    expect(ok).toBe(true);
    expect(steps).toBeGreaterThan(100);
  });

  test('on a long log, of which the reference sees the end', () => {
    const { ok, byContractsAlone, steps } = verdictOf(recordedRun({ ...calm, commandEveryMs: 2 }));
    expect([ok, byContractsAlone]).toEqual([true, 0]);
    expect(steps).toBeGreaterThan(1000);
  });
});

/** The line of a file that matches, from the back or the front; -1 is a test that is wrong. */
const find = (lines: readonly string[], pattern: RegExp): number => {
  const place = lines.findIndex((line, at) => at > 20 && pattern.test(line));
  if (place === -1) throw new Error(`no line matches ${pattern}`);
  return place;
};

/** Who leads in the end of a calm run, and one who follows. */
const rolesIn = (recorded: Recorded): readonly [string[], string[]] => {
  const all = Object.values(recorded).map(([lines = []]) => lines);
  const leads = (lines: readonly string[]): boolean => lines.at(-1)?.includes(' | leader@') ?? false;
  return [all.find(leads) ?? [], all.find((lines) => !leads(lines)) ?? []];
};

const edit = (lines: string[], pattern: RegExp, change: (line: string) => string): void => {
  const place = find(lines, pattern);
  const [line = ''] = lines.slice(place);
  const changed = change(line);
  if (changed === line) throw new Error(`nothing was changed in ${line}`);
  lines[place] = changed;
};

const SOME_ENTRIES = /AppendEntries .* entries=\[1:"c\d+"\]/;

describe('what was tampered with is found and named', () => {
  const cases: readonly [string, (leader: string[], follower: string[]) => void, object][] = [
    [
      'a line that was left out',
      (_, follower) => follower.splice(find(follower, SOME_ENTRIES), 1),
      { what: expect.stringMatching(/lastIndex|clauses/) as string },
    ],
    [
      'a vote that was changed',
      (_, follower) => edit(follower, SOME_ENTRIES, (line) => line.replace(/ votedFor=S\d log/, ' log')),
      { what: 'votedFor', clause: 'D-4', actual: 'null', expected: expect.stringMatching(/"S\d"/) as string },
    ],
    [
      'an entry that was changed',
      (_, follower) => edit(follower, SOME_ENTRIES, (line) => line.replace(/1:"c\d+"/, '1:"other"')),
      { what: 'entries of the AppendEntries', actual: '[{"term":1,"command":"other"}]' },
    ],
    [
      'a message that nobody has sent',
      (_, follower) => {
        const place = find(follower, SOME_ENTRIES);
        const [, time = '', from = '', to = ''] = /^(\S+) (S\d) → (S\d)/.exec(follower[place] ?? '') ?? [];
        const message = `AppendEntriesReply term=1 success=true prevLogIndex=77 matchIndex=78 conflictTerm=0 conflictIndex=0`;
        follower.splice(
          place,
          0,
          `${time} ${from} → ${to} ${message} | ${follower[place - 1]?.split(' | ')[1]?.split(' [')[0]}`,
        );
      },
      { clause: 'AE-7', actual: 'arrives', expected: 'not sent' },
    ],
    [
      'a commitIndex that goes too far',
      (leader) =>
        edit(leader, /commit=\d+ \[RS-L-5 RS-L-4/, (line) =>
          line.replace(/commit=(\d+)/, (_, n) => `commit=${Number(n) + 1}`),
        ),
      { clause: 'RS-L-4', what: 'commitIndex' },
    ],
    [
      'an outcome that was changed',
      (_, follower) => edit(follower, SOME_ENTRIES, (line) => line.replace(' | follower@', ' | leader@')),
      { clause: 'RS-C-3', what: 'role', actual: '"leader"', expected: '"follower"' },
    ],
    [
      'a clause that was taken away',
      (_, follower) => edit(follower, SOME_ENTRIES, (line) => line.replace('AE-4 ', '')),
      { clause: 'AE-4', what: 'the clauses that acted' },
    ],
    [
      'an outcome in words of nobody',
      (_, follower) => edit(follower, SOME_ENTRIES, (line) => line.replace(/ \| .*/, ' | it went well')),
      { clause: 'SP-18', what: 'the outcome', actual: 'it went well' },
    ],
    [
      'commands that were put in another order',
      (leader) => {
        const one = find(leader, /clientCommand "c(?:20)"/);
        const two = find(leader, /clientCommand "c(?:21)"/);
        edit(leader, /clientCommand "c20"/, (line) => line.replace('"c20"', '"swap"'));
        leader[two] = (leader[two] ?? '').replace('"c21"', '"c20"');
        leader[one] = (leader[one] ?? '').replace('"swap"', '"c21"');
      },
      { what: expect.stringMatching(/^entries .*of the AppendEntries$/) as string },
    ],
  ];

  test.each(cases)('%s', (_, tamper, expected) => {
    const recorded = recordedRun(calm);
    tamper(...rolesIn(recorded));
    const { ok, refusal } = verdictOf(recorded);
    expect(refusal).toMatchObject(expected);
    expect(ok).toBe(false);
    expect(refusal?.line).toBeGreaterThan(20);
    expect(refusal?.text).not.toBe('');
  });

  const headOf = (recorded: Recorded, begins: string): string[] => {
    const files = Object.values(recorded).flatMap((own) => own.slice(1));
    const found = files.find(
      ([head]) => head?.includes(`"begins":"${begins}"`) && /(?:,\{"term":\d+,"command":"[^"]*"\}){3}\]/.test(head),
    );
    if (!found) throw new Error(`no file begins with a ${begins}`);
    return found;
  };

  test('ST-8: a restart with an older disk', () => {
    const recorded = recordedRun({ ...busy, compactEveryMs: 10_000 });
    const file = headOf(recorded, 'restart');
    file[0] = file[0]?.replace(/(?:,\{"term":\d+,"command":"[^"]*"\}){3}\]/, ']') ?? '';
    expect(verdictOf(recorded).refusal).toMatchObject({ clause: 'ST-8', line: 1, actual: 'null' });
  });

  test('ST-8: a disk that lacks a vote which others have counted', () => {
    const recorded = recordedRun({ ...busy, compactEveryMs: 10_000 });
    const file = headOf(recorded, 'restart');
    file[0] = file[0]?.replace(/"votedFor":"S\d"/, '"votedFor":null') ?? '';
    expect(verdictOf(recorded).refusal).toMatchObject({ clause: 'ST-8', what: 'votedFor', actual: 'null' });
  });

  test('a head that is not what the file before has ended with', () => {
    const recorded = recordedRun({ ...busy, killEveryMs: 10_000, compactEveryMs: 10_000 });
    const file = headOf(recorded, 'rotation');
    file[0] = file[0]?.replace(/"lastApplied":\d+/, '"lastApplied":0') ?? '';
    expect(verdictOf(recorded).refusal).toMatchObject({ clause: 'ST-5', what: 'lastApplied', line: 1, actual: '0' });
  });
});

describe('a batch that was killed before its write', () => {
  /** S2 votes for S1 in a batch, and is killed. */
  const votes = (): Recorded => {
    const recorded = recordedRun({ ...calm, virtualMs: 400 });
    for (const [, [lines = []]] of Object.entries(recorded)) lines.splice(find0(lines) + 1);
    return recorded;
  };
  const find0 = (lines: readonly string[]): number => {
    const place = lines.findIndex((line) => line.includes(' RV-2 '));
    return place === -1 ? lines.findIndex((line) => line.includes('timeout election')) : place;
  };
  const voterOf = (recorded: Recorded): string[][] =>
    Object.values(recorded).find(([lines]) => lines?.at(-1)?.includes(' RV-2 ')) ?? [];
  const emptyHead = (lines: readonly string[]): string => (lines[0] ?? '').replace('"number":1', '"number":2');

  test('has happened to nobody, where nobody has seen it', () => {
    const recorded = votes();
    const files = voterOf(recorded);
    files.push([
      emptyHead(files[0] ?? []),
      `0.001 ${/"id":"(S\d)"/.exec(files[0]?.[0] ?? '')?.[1]} start | follower@0 log=0@0 commit=0 [ST-9]`,
    ]);
    const { refusal, ok } = verdictOf(recorded);
    expect(refusal).toBeUndefined();
    expect(ok).toBe(true);
  });

  test('ST-8: is a violation where another has got the vote', () => {
    const recorded = recordedRun({ ...calm, virtualMs: 400 });
    const voter = Object.entries(recorded).find(([, [lines]]) => lines?.some((line) => line.includes(' RV-2 ')));
    const [id = '', files = []] = voter ?? [];
    const [lines = []] = files;
    lines.splice(find0(lines) + 1);
    files.push([emptyHead(lines), `0.001 ${id} start | follower@0 log=0@0 commit=0 [ST-9]`]);
    const { refusal } = verdictOf(recorded);
    expect(refusal).toMatchObject({ clause: 'ST-8', what: `the disk of ${id}` });
    expect(refusal?.because).toContain('RequestVoteReply');
  });
});

describe('a cluster that runs a defect records what is refused, by the clause that it breaks', () => {
  test.each([
    'A05',
    'A09',
    'A10',
    'A11',
    'A16',
    'A28',
    'A32',
    'A39',
    'A46',
    'A48',
    'A54',
    'C04',
    'E07',
    'Z10',
    'never-sends',
    'answers-nothing',
    'claims-current-term',
    'vouches-too-much',
    'deaf-to-commit',
    'conflict-frees-vote',
  ])('%s', (id) => {
    const mutant = mutantOf(id);
    if (!mutant) throw new Error(`there is no ${id}`);
    const run = { ...busy, linesAFile: 80, killEveryMs: 200, protocol: mutant.protocol };
    const verdictAt = (seed: number) => verdictOf(recordedRun({ ...run, seed })).refusal;
    expect((verdictAt(1) ?? verdictAt(2) ?? verdictAt(3))?.clause).toBe(mutant.clause);
  });
});
