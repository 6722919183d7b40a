/** What is said by hand on the page of safety: where people guess wrong, and why a defect breaks no property of Figure 3. */
import type { ClauseId } from '../../core/clauses.ts';
import { clauseLink } from '../generated.ts';
import type { SafetyRow } from './rows.ts';

const MATRIX = '[kill matrix](../reference/kill-matrix.md)';

/** Why none of the five falls: the argument of the defect, or what else of it is known. */
export const reasonOf = (row: SafetyRow): string => {
  const { id, equivalent, decision, harm } = row.defect;
  return equivalent ?? decision ?? reasons[id] ?? harm ?? (row.cost === 'progress' ? missOf(row) : othersIn(row));
};

/** Which goal is missed, and where. */
const missOf = ({ measured: { torture }, claims, matrix }: SafetyRow): string => {
  if (torture) return `${clauseLink(torture.property)} is missed in random run ${torture.seed}.`;
  if (claims.includes('repeats')) return 'Its experiment ends where it can go on for ever.';
  const goal = [...claims, ...(matrix?.properties ?? [])].find((property) => property.startsWith('LP-'));
  return goal
    ? `${clauseLink(goal)} is missed (${MATRIX}).`
    : `A lab waits in vain, or counts too many messages (${MATRIX}).`;
};

/** Which other properties see it. */
const othersIn = ({ claims, matrix }: SafetyRow): string => {
  const seen = [...claims, ...(matrix?.properties ?? [])].filter((property) => property.startsWith('SP-'));
  const others = [...new Set(seen)].map(clauseLink);
  return others.length > 0 ? `Other properties see it: ${others.join(', ')}.` : '';
};

const reasons: Readonly<Record<string, string>> = {
  A33: 'No leader here sends what it would take, as [above](#believing-leadercommit). What does happen is that `commitIndex` passes the end of the log (SP-10).',
  B06: 'The follower rejects every entry behind the snapshot, for ever: [a test](../../test/model/worlds/further.test.ts) plays it until all stands as it stood.',
  B22: 'The snapshot is not the state that it says, and the state machine is behind it after a restart (SP-15, SP-17): [a world](../reference/configurations.md#compacted-again) shows both.',
  'keeps-tree-too-high':
    'It takes a log of more than 1,024 entries, which no world has; random runs that have one differ from the reference model.',
  'candidate-refuses':
    'A majority has voted for the leader of the term, so that the candidate gets none. What it refuses is missing until the next term, and that costs an election.',
  'goes-back-by-one':
    'So Figure 2 has it: the same place in the end, and a pair of messages for each entry on the way.',
  'glues-snapshots':
    'What is restored is a state that nobody was ever in (SP-15): [a test](../../test/model/experiments/decisions.test.ts) glues two snapshots.',
  'listens-to-strangers': 'No member of the cluster sends such a message, and no world has anybody else.',
  'counts-too-far': 'No server gets to such a term by itself, and no world begins there.',
};

/** A sentence about a defect that has to be as it was measured. */
interface Claim {
  readonly defect: string;
  /** null: none falls. */
  readonly property: ClauseId | null;
}

const claims: readonly Claim[] = [
  { defect: 'Z03', property: null },
  { defect: 'votes-in-old-term', property: 'SP-1' },
  { defect: 'Z14', property: null },
  { defect: 'A23', property: 'SP-4' },
  { defect: 'A35', property: 'SP-4' },
  { defect: 'C04', property: 'SP-4' },
  { defect: 'A53', property: null },
  { defect: 'A33', property: null },
  { defect: 'A34', property: null },
];

/**
 * Where most guess wrong.
 *
 * @throws Error when what is said is not what was measured.
 */
export const stories = (rows: readonly SafetyRow[]): string => {
  for (const { defect, property } of claims) {
    const row = rows.find((one) => one.defect.id === defect);
    const measured = row?.measured.fall?.property ?? null;
    if (!row || measured !== property)
      throw new Error(
        `src/docgen/safety/words.ts says ${property ?? 'nothing'} of ${defect}, and ${measured ?? 'nothing'} was measured`,
      );
  }
  return STORIES;
};

const STORIES = `## Where most guess wrong

**Refusing an old leader is safety, refusing an old candidate is not.** AE-1 and RV-1 look like one rule. A server that takes the entries of an old leader loses committed ones
([AE-1](../reference/experiments.md#without-ae-1)). One that grants its vote to an old candidate loses nothing: its reply carries the newer term, so that the vote counts in
no election of the old one. Where the candidate stands in the newer term by then, it is a true vote, given once. It costs a term ([RV-1](../reference/experiments.md#without-rv-1)). Only the term in the reply matters: a vote that names the old term makes two leaders.
The snapshot of an old leader does no harm either (IS-1): what is in it is committed, whoever sends it.

**commitIndex must not go back.** It is volatile, so what harm can it do to forget some of it? S2 has compacted its log. A late message with an older \`leaderCommit\` takes its
\`commitIndex\` back. Nothing is applied twice, and none of the five falls yet. But \`commitIndex\` is what tells S2 that a snapshot is old (D-7). A late snapshot now gets in, and since S2 has no longer the entry that would tell it to keep what follows (IS-6), its log ends
where the snapshot ends, and an entry that S2 has acknowledged and S1 committed is gone: SP-4 falls with the next leader ([D-6](../reference/experiments.md#without-d-6), [picture](../reference/experiments/D-6.svg)).

**A leader may not count what it has not written.** Figure 2 asks for stable storage before *responding to RPCs*, and a leader responds to nobody. It counts itself all the same: one
acknowledgement and its own word are two of three, while one disk holds the entry. It crashes, comes back without it, and votes for somebody who never had
it ([SP-4](../reference/experiments.md#without-sp-4), [picture](../reference/experiments/SP-4.svg)).

And one that is no question of safety at all, as Figure 3 words it: a server that applies the second of two entries and leaves out the first
([RS-A-1](../reference/experiments.md#without-rs-a-1)) applies no other entry than the rest at any index. SP-5 compares what a state machine is given, and not what
it holds. [SP-17](../../spec/properties.md#sp-17-entries-are-applied-in-order-each-exactly-once-per-incarnation) is the property that sees it.

## Believing leaderCommit

AE-5 bounds \`commitIndex\` by what the request has shown to be the same. Without the bound (A33), or with one at the end of the follower's log (A34), no property of Figure 3
falls here: not in any world, and there is an argument that none can, in [D-1](../../spec/divergences.md#d-1-index-of-last-new-entry-is-prevlogindex--entrieslength). No leader
of this spec sends a request that ends before the place where the follower's log parts from its own, and says that something behind that
place is committed.

That rests on how a leader sends. Figure 2 allows others: [a test](../../test/model/killMatrix/leaderCommit.test.ts) pairs both defects with a leader whose heartbeats are empty, and with one that goes back to
the first entry after each rejection and sends one entry at a time. Each of these leaders breaks nothing by itself, and in each pair
SP-5 falls. The experiments [AE-5](../reference/experiments.md#without-ae-5) and [D-1](../reference/experiments.md#without-d-1) play the empty heartbeat, as a message from outside.`;
