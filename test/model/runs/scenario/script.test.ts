import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { replay } from '../../../../model/counterexample/replay.ts';
import { answersAtAppend } from '../../../../model/mutants/leaders/answers-at-append.ts';
import { runScript } from '../../../../model/runs/scenario/runner.ts';
import { clusterOf, parseScript } from '../../../../model/runs/scenario/script.ts';
import { actionOf, type guards, raftMachine } from '../../../../src/core/machine.ts';
import { type Protocol, shippedProtocol } from '../../../../src/core/protocol.ts';
import { restart } from '../../../../src/core/server.ts';
import { createStep, step } from '../../../../src/core/step.ts';
import type { Persist, RequestVote, Server } from '../../../../src/core/types.ts';
import { differenceOf, modeOf, problemOf } from '../../../scenarios/golden.ts';

const file = 'x.raft';
const scriptOf = (...lines: readonly string[]): string => `${['# Title', '', ...lines].join('\n')}\n`;
const cluster = 'cluster S1 S2 S3';

describe('a script', () => {
  test('is normalised, and keeps its comments and blank lines', () => {
    const text = scriptOf('cluster S1 S2', '', '# why', 'S1 timeout election', 'S1 -> S2');
    const played = runScript(parseScript(file, text)).text;
    expect(played.split('\n').filter((line) => !line.startsWith('>'))).toEqual([
      '# Title',
      '',
      'cluster S1 S2',
      '',
      '# why',
      'S1 timeout election',
      'S1 → S2',
      '',
    ]);
    expect(runScript(parseScript(file, played)).text).toBe(played);
  });

  test('may have the words for timeouts of older ones, and is normalised', () => {
    const played = (line: string) => runScript(parseScript(file, scriptOf('cluster S1 S2', line))).text;
    expect(played('S1 electionTimeout crash after 1')).toBe(played('S1 timeout election crash after 1'));
  });

  test('tells what was not done when a step is cut', () => {
    const text = scriptOf('cluster S1 S2', 'S1 timeout election crash after 1');
    expect(runScript(parseScript(file, text)).text.split('\n').slice(-6, -1)).toEqual([
      'S1 timeout election crash after 1',
      '> S1 timeout election crash after 1 | down [RS-F-2 RS-C-1 RV-3 ST-8]',
      '>   persist term=1 vote=S1',
      '>   not done: armTimer election',
      '>   not done: send S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
    ]);
  });
});

describe('to wait', () => {
  const toldBy = (...lines: readonly string[]): readonly string[] =>
    runScript(parseScript(file, scriptOf(cluster, ...lines)))
      .text.split('\n')
      .filter((line) => / timeout | timer /.test(line) && line.startsWith('> '))
      .map((line) => line.replace(/ \|.*/, ''));
  const elected = ['S1 timeout election', 'settle'];
  const start = '> S1 timeout election';

  test('lets a leader remind its followers, whose election timers do not expire then', () => {
    expect(toldBy(...elected, 'wait S1 S2')).toEqual([
      start,
      '> S1 timeout heartbeat',
      '> the election timer of S1 does not run',
      '> the election timer of S2 was restarted',
    ]);
  });

  test('lets the election timer of a server expire that hears of no leader, and of who grants no vote meanwhile', () => {
    expect(toldBy(...elected, 'S1 crash', 'wait S2 S3')).toEqual([
      start,
      '> S2 timeout election',
      '> the election timer of S3 was restarted',
    ]);
    expect(toldBy(...elected, 'cut S1 S2 | S3', 'wait S2 S3')).toEqual([
      start,
      '> S1 timeout heartbeat',
      '> the election timer of S2 was restarted',
      '> S3 timeout election',
    ]);
  });

  test('counts what is restarted from its beginning on, and knows that a server that is down has no timers', () => {
    expect(toldBy('S2 crash', 'S3 crash', 'wait S1', 'wait S1 S2')).toEqual([
      start,
      start,
      '> the election timer of S2 does not run',
    ]);
  });

  test('leaves a timer alone that has expired and was not armed again', () => {
    const sleeps: Protocol = {
      ...shippedProtocol,
      step: (server, event) =>
        event.type === 'timeout' ? { server, effects: [], fired: [] } : shippedProtocol.step(server, event),
    };
    const { text } = runScript(parseScript(file, scriptOf(cluster, 'wait S1', 'wait S1')), { protocol: sleeps });
    expect(text).toMatch(/wait S1\n> S1 timeout election .*\nwait S1\n> the election timer of S1 does not run\n$/);
  });
});

describe('the parser refuses', () => {
  test.each<[string, string, string]>([
    ['a script without a title', 'cluster S1 S2\n', 'x.raft:1: expected a title such as "# First election"'],
    ['an empty script', '\n', 'x.raft:1: expected a title'],
    ['a last line that does not end', '# Title', 'x.raft:1: the last line does not end'],
    ['a script without a command', scriptOf(), 'x.raft:1: expected cluster S1 S2 ..., found no command'],
    ['a first command that is not cluster', scriptOf('S1 timeout election'), 'x.raft:3: expected cluster S1 S2 ...'],
    ['a second cluster', scriptOf(cluster, cluster), 'x.raft:4: a second cluster'],
    ['a server twice in cluster', scriptOf('cluster S1 S1'), 'x.raft:3: cluster names a server twice'],
    ['an unknown option', scriptOf('cluster S1 speed=1'), 'x.raft:3: there is no option speed, only maxEntries'],
    ['a malformed cluster', scriptOf('cluster'), 'x.raft:3: expected cluster S1 S2 ... and then options'],
    [
      'a server that is not in the cluster',
      scriptOf(cluster, 'S4 timeout election'),
      'x.raft:4: S4 is not in the cluster S1 S2 S3',
    ],
    ['a receiver that is not', scriptOf(cluster, 'S1 → S4'), 'x.raft:4: S4 is not in the cluster'],
    ['a show of one that is not', scriptOf(cluster, 'show S4'), 'x.raft:4: S4 is not in the cluster'],
    ['a settle of one that is not', scriptOf(cluster, 'settle S1 S4'), 'x.raft:4: S4 is not in the cluster'],
    ['a cut of one that is not', scriptOf(cluster, 'cut S1 | S2 S3 S4'), 'x.raft:4: S4 is not in the cluster'],
    [
      'a vote for one that is not',
      scriptOf(cluster, 'disk S1 term=1 votedFor=S9 log=[]'),
      'x.raft:4: S9 is not in the cluster',
    ],
    ['an unknown command', scriptOf(cluster, 'S1 sleep'), 'x.raft:4: nothing that can happen is called sleep'],
    ['an unknown word', scriptOf(cluster, 'pause'), 'x.raft:4: pause does what?'],
    [
      'an indented command',
      scriptOf(cluster, ' S1 timeout election'),
      'x.raft:4: expected exactly S1 timeout election, found  S1',
    ],
    ['two blanks', scriptOf(cluster, 'S1  timeout election'), 'x.raft:4: expected exactly S1 timeout election'],
    ['a blank at the end', scriptOf(cluster, 'S1 timeout election '), 'x.raft:4: blanks at the end of the line'],
    [
      'output on the line of the command',
      scriptOf(cluster, 'S1 timeout election | down'),
      'x.raft:4: expected exactly S1 time',
    ],
    ['a time', scriptOf(cluster, '1.000 S1 timeout election'), 'x.raft:4: expected exactly S1 timeout election'],
    ['an explicit start', scriptOf(cluster, 'S1 start'), 'x.raft:4: a server starts by cluster or by restart'],
    ['an argument too many', scriptOf(cluster, 'S1 crash now'), 'x.raft:4: crash takes no argument, found now'],
    ['an argument too few', scriptOf(cluster, 'S1 compact 1'), 'x.raft:4: compact takes 2 arguments, found 1'],
    ['a loss that crashes', scriptOf(cluster, 'S1 ⇥ S2 crash after 1'), 'x.raft:4: only a step can be cut by a crash'],
    ['an unknown message', scriptOf(cluster, 'S1 → S2 Hello term=1'), 'x.raft:4: expected one of RequestVote, '],
    [
      'an unknown field',
      scriptOf(cluster, 'S1 → S2 RequestVoteReply term=1 granted=true'),
      'x.raft:4: expected voteGranted=, found granted',
    ],
    [
      'a field too many',
      scriptOf(cluster, 'S1 → S2 RequestVoteReply term=1 voteGranted=true x=1'),
      'x.raft:4: RequestVoteReply has no such field: x=1',
    ],
    [
      'a field too few',
      scriptOf(cluster, 'S1 → S2 RequestVoteReply term=1'),
      'x.raft:4: RequestVoteReply lacks voteGranted',
    ],
    [
      'output without a command',
      scriptOf(cluster, '', '> S1 crash | down'),
      'x.raft:5: output without a command above it',
    ],
    [
      'a disk that comes late',
      scriptOf(cluster, 'S1 crash', 'disk S1 term=1 log=[]'),
      'x.raft:5: disk comes right after cluster',
    ],
    [
      'a second disk',
      scriptOf(cluster, 'disk S1 term=1 log=[]', 'disk S1 term=1 log=[]'),
      'x.raft:5: a second disk for S1',
    ],
    [
      'a disk with an unknown field',
      scriptOf(cluster, 'disk S1 term=1 vote=S1 log=[]'),
      'x.raft:4: expected disk S1 term=2',
    ],
    ['a disk with a malformed log', scriptOf(cluster, 'disk S1 term=1 log=[1]'), 'x.raft:4: expected an entry'],
    [
      'a disk with falling terms',
      scriptOf(cluster, 'disk S1 term=2 log=[2:"a" 1:"b"]'),
      'x.raft:4: terms begin at 1, never fall',
    ],
    [
      'a disk with a term to come',
      scriptOf(cluster, 'disk S1 term=1 log=[2:"a"]'),
      'x.raft:4: terms begin at 1, never fall',
    ],
    ['settle with a word behind it', scriptOf(cluster, 'settle all'), 'x.raft:4: expected settle, '],
    ['wait for nobody', scriptOf(cluster, 'wait'), 'x.raft:4: expected wait S1 or wait S1 S2, found wait'],
    ['wait for a stranger', scriptOf(cluster, 'wait S4'), 'x.raft:4: S4 is not in the cluster'],
    ['heal with a word behind it', scriptOf(cluster, 'heal S1'), 'x.raft:4: expected heal and nothing behind it'],
    ['cut without sides', scriptOf(cluster, 'cut S1 S2 S3'), 'x.raft:4: expected cut S1 | S2 S3'],
    ['cut with a server twice', scriptOf(cluster, 'cut S1 | S1 S2 S3'), 'x.raft:4: cut names a server twice'],
    ['show of nobody', scriptOf(cluster, 'show'), 'x.raft:4: expected show S1'],
    ['a clause that the spec lacks', scriptOf(cluster, '# see RV-77'), 'x.raft:4: the spec has no clause RV-77'],
  ])('%s', (_, text, problem) => {
    expect(() => parseScript(file, text)).toThrow(problem);
  });
});

describe('the runner refuses', () => {
  const message = 'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0';

  test.each<[string, readonly string[], string]>([
    ['to deliver when nothing is in flight', ['S1 → S2'], 'x.raft:4: nothing is in flight from S1 to S2'],
    ['to lose when nothing is in flight', ['S1 ⇥ S2'], 'x.raft:4: nothing is in flight from S1 to S2'],
    ['to settle when nothing is in flight', ['settle'], 'x.raft:4: nothing is in flight between S1 S2 S3'],
    ['a message that nobody has sent', [message], 'x.raft:4: this message is not in flight, and has never arrived'],
    ['a message that was lost', ['S1 timeout election', 'S1 ⇥ S2', message], 'x.raft:6: this message is not in flight'],
    [
      'a message across a cut',
      ['S1 timeout election', 'S1 → S2', 'cut S1 | S2 S3', message],
      'x.raft:7: this message is not',
    ],
    [
      'to lose what has arrived',
      ['S1 timeout election', 'S1 → S2', message.replace('→', '⇥')],
      'x.raft:6: this message is not',
    ],
    [
      'an event at a server that is down',
      ['S1 crash', 'S1 timeout election'],
      'x.raft:5: S1 is down: S1 timeout election',
    ],
    [
      'a message for a server that is down',
      ['S1 timeout election', 'S2 crash', 'S1 → S2'],
      'x.raft:6: S2 is down: S1 → S2',
    ],
    ['to crash twice', ['S1 crash', 'S1 crash'], 'x.raft:5: S1 is down already'],
    ['to restart a server that is up', ['S1 restart'], 'x.raft:4: S1 is up already'],
    [
      'to corrupt what has no checksum',
      ['S1 timeout election', 'S1 ↯ S2'],
      'x.raft:5: only snapshot data can be corrupted',
    ],
    [
      'to crash after more than there is',
      ['S1 timeout election crash after 9'],
      'x.raft:4: the step has 4 effects only',
    ],
    ['a cut that leaves a server out', ['cut S1 | S2'], 'x.raft:4: cut says on which side each server is, but not S3'],
    ['to heal what is not cut', ['heal'], 'x.raft:4: nothing is cut'],
  ])('%s', (_, lines, problem) => {
    expect(() => runScript(parseScript(file, scriptOf(cluster, ...lines)))).toThrow(problem);
  });
});

describe('the invariants turn red', () => {
  const play = (protocol: Protocol, ...lines: readonly string[]) =>
    runScript(parseScript(file, scriptOf(...lines)), { protocol });

  test('for a message that leaves before the write that backs it (ST-8)', () => {
    const sendsFirst: Protocol = {
      restart,
      step: (server, event) => {
        const { effects, ...rest } = step(server, event);
        const isWrite = effects.map(({ type }) => type === 'persist');
        return {
          ...rest,
          effects: [...effects.filter((_, i) => !isWrite[i]), ...effects.filter((_, i) => isWrite[i])],
        };
      },
    };
    expect(() => play(sendsFirst, cluster, 'S1 timeout election')).toThrow(
      'x.raft:4: a broken invariant: S1 sends RequestVote to S2, but its disk is in term 0, not 1: S1 timeout election',
    );
  });

  test.each<[string, (write: Persist) => Persist, string]>([
    [
      'a vote',
      (write) => (write.votedFor === 'S1' ? { ...write, votedFor: null } : write),
      'S1 sends RequestVote to S2, but its disk has the vote for nobody',
    ],
    [
      'an entry',
      ({ append: _append, ...write }) => write,
      'S1 sends AppendEntries to S2, but its disk does not hold the entry at 1',
    ],
  ])('for a message that tells of %s that is not written (SP-11)', (_, forget, problem) => {
    const forgets: Protocol = {
      restart,
      step: (server, event) => {
        const result = step(server, event);
        return {
          ...result,
          effects: result.effects.map((effect) => (effect.type === 'persist' ? forget(effect) : effect)),
        };
      },
    };
    expect(() => play(forgets, 'cluster S1 S2', 'S1 timeout election', 'settle', 'S1 clientCommand "x"')).toThrow(
      problem,
    );
  });

  test('for an acknowledgement of more than is on the disk (AE-7)', () => {
    const boasts: Protocol = {
      restart,
      step: (server, event) => {
        const result = step(server, event);
        const effects = result.effects.map((effect) =>
          effect.type === 'send' && effect.message.type === 'AppendEntriesReply'
            ? { ...effect, message: { ...effect.message, matchIndex: 5 } }
            : effect,
        );
        return { ...result, effects };
      },
    };
    expect(() => play(boasts, 'cluster S1 S2', 'S1 timeout election', 'settle')).toThrow(
      'S2 sends AppendEntriesReply to S1, but its disk ends at 0, not 5',
    );
  });

  test('for a server that knows what is not on its disk (ST-8)', () => {
    const forgets: Protocol = {
      restart,
      step: (server, event) => {
        const result = step(server, event);
        return event.type === 'RequestVoteReply' ? { ...result, server: { ...result.server, votedFor: null } } : result;
      },
    };
    expect(() => play(forgets, cluster, 'S1 timeout election', 'S1 → S2', 'S2 → S1')).toThrow(
      'x.raft:6: a broken invariant: S1 knows what is not on its disk',
    );
  });

  test('for two leaders of one term (SP-1), when a server votes twice in a term', () => {
    const canGrantVote: typeof guards.canGrantVote = ({ context, event }) =>
      (event as RequestVote).term === context.server.currentTerm && context.server.role === 'follower';
    const grantVote = actionOf<RequestVote>((server, request) => {
      const next: Server = { ...server, votedFor: request.candidateId };
      const { id: from, currentTerm, votedFor } = next;
      const reply = { type: 'RequestVoteReply', from, to: request.from, term: currentTerm, voteGranted: true } as const;
      return {
        server: next,
        effects: [
          { type: 'persist', currentTerm, votedFor },
          { type: 'send', message: reply },
        ],
        fired: ['RV-2'],
      };
    });
    const votesTwice = createStep(raftMachine.provide({ guards: { canGrantVote }, actions: { grantVote } }));
    const lines = [cluster, 'S1 timeout election', 'S3 timeout election', 'S1 → S2', 'S3 → S2', 'S2 → S1', 'S2 → S3'];
    expect(() => play({ restart, step: votesTwice }, ...lines)).toThrow(
      'x.raft:9: a broken invariant: two leaders of term 1: S1 and S3',
    );
    expect(() => play(shippedProtocol, ...lines)).not.toThrow();
  });

  test('for an answer to a client before the entry is committed (SP-19), as in the script of that', () => {
    const name = 'test/scenarios/answered-when-committed.raft';
    const script = parseScript(name, readFileSync(name, 'utf8'));
    expect(() => runScript(script, { protocol: answersAtAppend.protocol })).toThrow(
      /a broken invariant: S1 answers a client for index 1, and knows 0 to be committed: S1 clientCommand "x"$/,
    );
    const { trace } = runScript(script);
    const { violation } = replay({ setting: clusterOf(script), trace }, answersAtAppend.protocol);
    expect(violation).toMatchObject({ property: 'SP-19', clause: 'RS-L-2' });
  });

  const overwritten = [
    ...[cluster, 'S1 timeout election', 'settle', 'cut S1 | S2 S3', 'S1 clientCommand "x"', 'S1 crash'],
    ...['S2 timeout election', 'settle', 'S2 clientCommand "y"', 'settle', 'S1 restart'],
  ];

  test('for two committed entries at one index (SP-5), when a restarted server treats its whole log as committed', () => {
    const commitsAll = (storage: Parameters<typeof restart>[0]): Server => {
      const server = restart(storage);
      return { ...server, commitIndex: server.log.lastIndex };
    };
    expect(() => play({ step, restart: commitsAll }, ...overwritten)).toThrow(
      'x.raft:13: a broken invariant: at index 1, S2 has committed 2:"y" and S1 1:"x"',
    );
    expect(() => play(shippedProtocol, ...overwritten)).not.toThrow();
  });

  test('for a commitIndex past the end of the log (SP-10)', () => {
    const commitsMore = (storage: Parameters<typeof restart>[0]): Server => ({ ...restart(storage), commitIndex: 3 });
    expect(() => play({ step, restart: commitsMore }, cluster)).toThrow('S1 has committed 3, but its log ends at 0');
  });
});

describe('a golden file', () => {
  const commands = ['cluster S1', '# RS-C-2', 'S1 timeout election'];
  const golden = runScript(parseScript(file, scriptOf(...commands))).text;
  const scenarioOf = (text: string) => ({ name: 'x', file, text });
  const refuseToWrite = (): never => {
    throw new Error('must not write');
  };

  test('that says what the run does is right', () => {
    expect(problemOf(scenarioOf(golden), 'compare', refuseToWrite)).toBeUndefined();
    expect(problemOf(scenarioOf(golden), 'update', refuseToWrite)).toBeUndefined();
  });

  test('that says something else is wrong at its first line that differs', () => {
    const problem = problemOf(scenarioOf(golden.replace('vote=S1', 'vote=S2')), 'compare', refuseToWrite);
    expect(problem?.split('\n')).toEqual([
      'x.raft:8: the run differs from the file; run UPDATE=1 npm test to accept',
      '    # RS-C-2',
      '    S1 timeout election',
      '    > S1 timeout election | leader@1 votedFor=S1 log=0@0 commit=0 [RS-F-2 RS-C-1 RS-C-2 RS-L-1 ST-8]',
      '  - >   persist term=1 vote=S2',
      '  + >   persist term=1 vote=S1',
    ]);
  });

  test('that ends too early, or too late, is wrong', () => {
    expect(differenceOf(file, 'a\n', 'a\nb\n')).toContain('x.raft:2: the run differs');
    expect(differenceOf(file, 'a', 'a\nb')).toContain('- (the end of the file)\n  + b');
    expect(differenceOf(file, 'a\nb', 'a')).toContain('- b\n  + (the end of the run)');
  });

  test('is rewritten with UPDATE=1, unless the script is wrong', () => {
    const written: unknown[] = [];
    const write = (...args: readonly unknown[]): void => void written.push(args);
    expect(problemOf(scenarioOf(scriptOf(...commands)), 'update', write)).toBeUndefined();
    expect(written).toEqual([[file, golden]]);
    expect(() =>
      problemOf(scenarioOf(scriptOf('cluster S1', 'S1 crash', 'S1 crash')), 'update', refuseToWrite),
    ).toThrow();
  });

  test('must show the clauses that its comments cite, and cite some', () => {
    const silent = scenarioOf(scriptOf('cluster S1', '# RV-1, ST-9'));
    expect(problemOf(silent, 'update', refuseToWrite)).toBe(
      'x.raft: its comments cite RV-1, which did not act; those that did: ST-9',
    );
    expect(problemOf(scenarioOf(scriptOf('cluster S1')), 'update', refuseToWrite)).toContain('cite no clause');
  });

  test('is never rewritten in CI', () => {
    expect(modeOf({})).toBe('compare');
    expect(modeOf({ CI: 'true' })).toBe('compare');
    expect(modeOf({ UPDATE: '1' })).toBe('update');
    expect(modeOf({ UPDATE: '1', CI: 'true' })).toBe('refuse');
    expect(problemOf(scenarioOf(golden), 'refuse', refuseToWrite)).toContain('UPDATE is refused in CI');
  });
});
