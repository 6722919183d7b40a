/** Derived schedules as they are played: on what they were derived from, on what is right, and on what does not come to them. */
import { describe, expect, test } from 'vitest';
import { figure2Program, type SubjectHost } from '../../../../model/runs/labs/index.ts';
import { protocolWith } from '../../../../src/core/extensions/index.ts';
import { derivedScripts } from '../../../../src/grade/schedules/derived/scripts.ts';
import { derivedSchedules } from '../../../../src/grade/schedules/index.ts';
import { changed, findingOf, mutated } from '../programs.ts';

const ids = derivedSchedules.map(({ id }) => id);

test.each(ids)('the shipped protocol stands %s', (id) => {
  const program = figure2Program({});
  expect(findingOf(id, program, 31)).toMatchObject({ outcome: 'passed', check: id });
});

test.each(ids)('the shipped protocol with pre-vote stands %s, or lets nobody stand that would not be elected', (id) => {
  const { outcome, because } = findingOf(id, figure2Program({ protocol: protocolWith(['pre-vote']) }));
  if (outcome === 'passed') return;
  expect(outcome).toBe('not reached');
  expect(because).toMatch(/S\d did not ask for votes/);
});

/** Each defect that is found by any, with the first that finds it. */
const findings = [...new Set(derivedScripts.flatMap(({ finds }) => finds))].map(
  (mutant) => [derivedScripts.find(({ finds }) => finds.includes(mutant))?.id ?? '', mutant] as const,
);

/** Those that were derived from a defect, with that defect. */
const origins = derivedScripts.map(({ id, mutant }) => [id, mutant] as const);

test.each([
  ...origins,
  ...findings.filter(([id, mutant]) => !origins.some((one) => one[0] === id && one[1] === mutant)),
])('%s finds %s', (id, mutant) => {
  const { outcome, because, check } = findingOf(id, mutated(mutant));
  expect(check).toBe(id);
  expect(['broken', 'failed']).toContain(outcome);
  expect(because).not.toBe('');
});

/** A few of them, of all kinds. */
const some = ids.filter((_, place) => place % 4 === 0);

describe('a derived schedule is not reached', () => {
  test.each(some)('where nobody answers: %s', (id) => {
    const mute = changed((host) => ({
      send: (packet) => {
        if (packet.type === 'request') host.send(packet);
      },
    }));
    expect(findingOf(id, mute)).toMatchObject({ outcome: 'not reached', check: id });
  });

  test.each(some)('where only pre-votes are asked for: %s', (id) => {
    const finding = findingOf(id, changed(withoutVotes));
    expect(finding.outcome).toBe('not reached');
    expect(finding.because).toMatch(/did not ask for votes|did not elect|was not elected/);
  });

  test.each(ids.filter(isAboutEntries))('where no append with entries leaves: %s', (id) => {
    const finding = findingOf(id, changed(withoutEntries));
    expect(finding.outcome).toBe('not reached');
    expect(finding.because).toMatch(/did not send|did not commit anything|does not apply|has not applied/);
  });

  // who sends entries with heartbeats alone comes to it all the same
  test('and not where entries leave with heartbeats alone: derived-a28', () => {
    expect(findingOf('derived-a28', mutated('never-sends'))).toMatchObject({ outcome: 'passed' });
  });
});

/** Has an append with entries to come, or do commands have to get through in the end? */
function isAboutEntries(id: string): boolean {
  const script = derivedScripts.find((one) => one.id === id)?.script;
  if (!script) return false;
  const isBrought = script.messages.some(({ entries = [] }) => entries.length > 0);
  return isBrought || script.sequel.side.length > 0;
}

/** Servers whose appends bring nothing. */
const withoutEntries = (host: SubjectHost): Partial<SubjectHost> => ({
  send: (packet) => {
    const { entries = [] } = JSON.parse(packet.bytes) as { readonly entries?: readonly unknown[] };
    if (entries.length === 0) host.send(packet);
  },
});

/** Servers that ask whether they would be given votes, and are given none. */
const withoutVotes = (host: SubjectHost): Partial<SubjectHost> => ({
  send: (packet) => {
    const message = JSON.parse(packet.bytes) as { readonly type: string };
    if (!message.type.startsWith('RequestVote')) host.send(packet);
    else
      host.send({
        ...packet,
        bytes: JSON.stringify({ ...message, type: message.type.replace('Request', 'RequestPre') }),
      });
  },
});

test('the same seed gives the same finding', () => {
  const [id = ''] = ids;
  const [mutant = ''] = derivedScripts[0]?.finds ?? [];
  expect(findingOf(id, mutated(mutant), 3)).toEqual(findingOf(id, mutated(mutant), 3));
});
