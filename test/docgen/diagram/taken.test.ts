import { describe, expect, test } from 'vitest';
import { runTorture } from '../../../model/runs/torture/index.ts';
import { configs } from '../../../model/worlds/configs/index.ts';
import { guardOf, machineEventOf, raftMachine } from '../../../src/core/machine.ts';
import { type Protocol, shippedProtocol } from '../../../src/core/protocol.ts';
import { createServer } from '../../../src/core/server.ts';
import { stateOf, step } from '../../../src/core/step.ts';
import { createTaken } from '../../../src/diagram/inspect.ts';
import { chartOf } from '../../../src/diagram/readMachine.ts';
import { drawChartSvg } from '../../../src/diagram/svg.ts';
import { takenIn } from '../../../src/docgen/diagram/taken.ts';

const elections = configs.find(({ name }) => name === 'elections');
if (!elections) throw new Error('there is no configuration elections');

describe('the transitions that a step takes', () => {
  const takenBy = createTaken(raftMachine);
  const server = createServer({ id: 'S1', servers: ['S1'] });

  test('RS-C-2: are those of the event and of the rules that follow', () => {
    expect(takenBy(stateOf(server), machineEventOf({ type: 'timeout', timer: 'election' }))).toEqual([
      'follower.timeout.election.0',
      'candidate.always.0',
    ]);
  });

  test('RS-A-2: are both of a message with a newer term', () => {
    const follower = createServer({ id: 'S1', servers: ['S1', 'S2', 'S3'] });
    const message = {
      type: 'RequestVote',
      from: 'S2',
      to: 'S1',
      term: 1,
      candidateId: 'S2',
      lastLogIndex: 0,
      lastLogTerm: 0,
    } as const;
    expect(takenBy(stateOf(follower), message)).toEqual(['follower.RequestVote.0', 'follower.RequestVote.2']);
  });

  test('are none where the role does not answer', () => {
    expect(takenBy(stateOf(server), machineEventOf({ type: 'timeout', timer: 'heartbeat' }))).toEqual([]);
  });

  test('cite every clause that fires', () => {
    const { transitions } = chartOf(raftMachine);
    const citedBy = (ids: readonly string[]) =>
      new Set(ids.flatMap((id) => transitions.find((transition) => transition.id === id)?.clauses ?? []));
    const uncited = new Set<string>();
    let steps = 0;
    const protocol: Protocol = {
      ...shippedProtocol,
      step: (before, event) => {
        const made = step(before, event);
        const cited = citedBy(takenBy(stateOf(before), machineEventOf(event)));
        // ST-8 is followed by whatever writes, and belongs to no transition
        for (const id of made.fired) if (id !== 'ST-8' && !cited.has(id)) uncited.add(`${event.type}: ${id}`);
        steps++;
        return made;
      },
    };
    for (let seed = 1; seed <= 10; seed++) runTorture({ seed, protocol });
    expect([[...uncited], steps > 1000]).toEqual([[], true]);
  });
});

describe('the overlay', () => {
  test('counts each different step once, and always the same', () => {
    const counts = takenIn(elections);
    expect(counts['follower.timeout.election.0']).toBeGreaterThan(0);
    expect(counts['leader.AppendEntries.2']).toBeUndefined();
    expect(takenIn(elections)).toEqual(counts);
  });

  test('marks a transition that is never taken', async () => {
    const deaf = raftMachine.provide({ guards: { hasMajority: guardOf(() => false) } });
    const taken = takenIn(elections, deaf);
    expect(taken['candidate.always.0']).toBeUndefined();
    const svg = await drawChartSvg(chartOf(raftMachine), { title: 'Raft', taken, hasActions: false });
    const mark = (id: string) =>
      new RegExp(`class="(?:arrow|inside)( unused)?" data-transitions="${id}"`).exec(svg)?.[1];
    expect([mark('candidate.always.0'), mark('follower.timeout.election.0')]).toEqual([' unused', undefined]);
    expect(svg).toContain('never taken');
  });
});
