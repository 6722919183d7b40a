/** A bounded world for each two optional pages, for which what each needs to act is said once; and worlds of all pages at once. */
import type { ClauseId } from '../../../src/core/clauses.ts';
import { extensionIds } from '../../../src/core/extensions/index.ts';
import type { ExtensionId } from '../../../src/core/types.ts';
import type { Budget } from '../budget.ts';
import { type Config, elect, electWithPreVote, replicate, three } from './config.ts';
import { pairLedger } from './pairLedger.ts';

/** What a page needs to act beside any other. Small: what it needs comes on top of what the other one does. */
interface PairRow {
  /** What happens of it, as the end of a sentence. */
  readonly what: string;
  /** Clauses of the page that fire beside every other page, but for `hindered`. */
  readonly clauses: readonly ClauseId[];
  readonly budget: Partial<Budget>;
  /** What happens once S1 leads and both others have answered, before all that is in flight is lost. */
  readonly settled?: readonly string[];
  /** What happens after that: what is in flight then stays there. */
  readonly begun?: readonly string[];
  /** Beside which page some of `clauses` never fire, and why. */
  readonly hindered?: Readonly<Partial<Record<ExtensionId, Hindered>>>;
}

interface Hindered {
  readonly clauses: readonly ClauseId[];
  /** In a sentence. */
  readonly because: string;
}

/** A row for each page that there is: a page without one does not compile. */
const rows: Readonly<Record<ExtensionId, PairRow>> = {
  'pre-vote': {
    what: 'S3 has asked for pre-votes in vain, and somebody asks again',
    clauses: ['PV-2', 'PV-3', 'PV-4', 'PV-5', 'PV-6', 'PV-7', 'PV-8', 'PV-9'],
    budget: { electionTimeouts: 1 },
    begun: ['S3 timeout election', 'lose everything'],
  },
  'client-batches': {
    what: 'whoever leads is given a batch',
    clauses: ['CB-1', 'CB-2'],
    budget: { clientBatches: 1 },
  },
  'parallel-write': {
    what: 'whoever leads is given a command, and sends it while it writes',
    clauses: ['PW-2', 'PW-3', 'PW-4', 'PW-5'],
    budget: { clientCommands: 1 },
  },
  'check-quorum': {
    what: 'a leader looks twice whether it was answered, and a follower listens to candidates again',
    clauses: ['CQ-3', 'CQ-4', 'CQ-5', 'CQ-6', 'CQ-8', 'CQ-9'],
    budget: { quorumTimeouts: 2, leaseTimeouts: 1 },
  },
  'no-op': {
    what: 'somebody stands for election, and begins with a no-op',
    clauses: ['NO-1', 'NO-2', 'NO-3', 'NO-4', 'NO-5', 'NO-6'],
    budget: { electionTimeouts: 1 },
    settled: replicate('S1', 'S2', 'S3'),
    hindered: {
      'read-index': {
        clauses: ['NO-3'],
        because: 'All logs end with the command that a read shows, and NO-3 is told where they end with a no-op.',
      },
      membership: {
        clauses: ['NO-3'],
        because: 'All logs end with a command or a configuration, and NO-3 is told where they end with a no-op.',
      },
    },
  },
  'read-index': {
    what: 'a client reads at whoever knows a leader',
    clauses: ['RI-2', 'RI-4', 'RI-5', 'RI-6', 'RI-7', 'RI-9', 'RI-10', 'RI-11'],
    budget: { reads: 1 },
    settled: ['S1 clientCommand "a"', ...replicate('S1', 'S2', 'S3')],
  },
  'leadership-transfer': {
    what: 'S1 hands over to S2, or gives up',
    clauses: ['LT-2', 'LT-4', 'LT-5', 'LT-6', 'LT-7', 'LT-8'],
    budget: { transferTimeouts: 1 },
    begun: ['S1 transferLeadership S2'],
  },
  membership: {
    what: 'S3 leaves the cluster',
    clauses: ['MC-4', 'MC-6', 'MC-7', 'MC-9', 'MC-10', 'MC-15'],
    budget: {},
    settled: ['S1 clientCommand "m"', ...replicate('S1', 'S2', 'S3')],
    begun: ['S1 changeMembership [S1 S2]'],
  },
};

/** Two pages, in the order of the spec. */
export type Pair = readonly [ExtensionId, ExtensionId];

/** All pairs of pages. */
export const pairs: readonly Pair[] = extensionIds.flatMap((first, place) =>
  extensionIds.slice(place + 1).map((second): Pair => [first, second]),
);

/** What the world of a pair is called. */
export const pairName = ([first, second]: Pair): string => `pair-${first}-${second}`;

/** What may happen of either: as often as the one that asks for more. */
const unionOf = (budgets: readonly Partial<Budget>[]): Partial<Budget> => {
  const kinds = new Set(budgets.flatMap((budget) => Object.keys(budget) as (keyof Budget)[]));
  return Object.fromEntries([...kinds].map((kind) => [kind, Math.max(...budgets.map((budget) => budget[kind] ?? 0))]));
};

/** S1 leads term 1, S2 and S3 have answered, and nothing is in flight. */
const settledWith = (pages: readonly ExtensionId[]): readonly string[] => [
  ...(pages.includes('pre-vote') ? electWithPreVote : elect)('S1', 'S2'),
  ...replicate('S1', 'S2', 'S3'),
  ...pages.flatMap((page) => rows[page].settled ?? []),
  'lose everything',
];

/** Then what the pages have begun with. */
const startOf = (pair: Pair): readonly string[] => [
  ...settledWith(pair),
  ...pair.flatMap((page) => rows[page].begun ?? []),
];

/** The clauses of a page that never fire in the world of a pair although they do in others, and why; undefined: there are none. */
export const hinderedIn = (pair: Pair, page: ExtensionId): Hindered | undefined =>
  pair.flatMap((other) => (other === page ? [] : [rows[page].hindered?.[other]])).find((found) => found !== undefined);

/** The clauses of either page that have to fire in the world of a pair. */
export const clausesOfPair = (pair: Pair): readonly ClauseId[] =>
  pair.flatMap((page) => {
    const hindered = hinderedIn(pair, page)?.clauses ?? [];
    return rows[page].clauses.filter((id) => !hindered.includes(id));
  });

/** 0: not measured yet, which a test tells. */
const measuredOf = (name: string): Config['expected'] => {
  const { distinct = 0, depth = 0 } = pairLedger[name] ?? {};
  return { distinct, depth };
};

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const configOfPair = (pair: Pair): Config => {
  const [first, second] = pair;
  const name = pairName(pair);
  return {
    name,
    title: `${capital(first)} beside ${second}`,
    servers: three,
    extensions: pair,
    start: startOf(pair),
    budget: unionOf(pair.map((page) => rows[page].budget)),
    madeFor: { clauses: clausesOfPair(pair) },
    proves: `${capital(rows[first].what)}; and beside it, ${rows[second].what}: in every order with all messages between them, whatever is lost or late, both pages hold and nothing of the figure falls.`,
    doesNot: 'What either page does in its own worlds, which are larger; three pages at once, which torture has.',
    expected: measuredOf(name),
  };
};

/** The world of each pair of pages. */
export const pairConfigs: readonly Config[] = pairs.map(configOfPair);

/** The worlds of all pages at once: far from all that each may do, and what they do to each other at a change of leader. */
export const allPagesConfigs: readonly Config[] = [
  {
    name: 'all-pages-transfer',
    title: 'All optional pages, and a leader that hands over while a client reads',
    servers: three,
    extensions: extensionIds,
    start: settledWith(extensionIds),
    budget: { reads: 1, quorumTimeouts: 1, transfers: 1 },
    madeFor: { clauses: ['LT-5', 'CQ-6', 'RI-13', 'PW-6', 'NO-1'] },
    proves:
      'Whoever hands over to whom while a client reads at any server, and whether the leader steps down for want of answers, no page breaks a rule of another, and a read is answered with all that was committed or rejected.',
    doesNot: 'Crashes and election timeouts; membership does not change.',
    expected: measuredOf('all-pages-transfer'),
  },
  {
    name: 'all-pages-election',
    title: 'All optional pages, and another leader while a client reads',
    servers: three,
    extensions: extensionIds,
    start: [...settledWith(extensionIds), ...(rows['pre-vote'].begun ?? [])],
    budget: { reads: 1, electionTimeouts: 1, quorumTimeouts: 1 },
    madeFor: { clauses: ['PV-4', 'CQ-6', 'RI-13', 'NO-1'] },
    proves:
      'Whoever asks for pre-votes and is elected while a client reads at any server, and whether the leader steps down for want of answers, no page breaks a rule of another, and a read is answered with all that was committed or rejected.',
    doesNot: 'Crashes and transfers; membership does not change.',
    expected: measuredOf('all-pages-election'),
  },
];

/** All worlds of pages together, which the ledger knows. */
export const togetherConfigs: readonly Config[] = [...pairConfigs, ...allPagesConfigs];
