/** What `spec --inductive` does: one step of every kind from each state of the invariant within bounds. */

import { conjuncts } from '../../../model/proof/conjuncts.ts';
import { checkInduction, type Induction, type Leaving } from '../../../model/proof/induction.ts';
import type { Bounds } from '../../../model/proof/space.ts';
import { shippedProtocol } from '../../core/protocol.ts';
import { ExitCode } from '../../host/errors.ts';
import { colors, complain, print, printJson } from '../../host/output.ts';
import { count, duration, milli, plural } from '../../text/numbers.ts';
import { formatEvent, formatMessage, formatServer } from '../../trace/grammar.ts';

export interface InductionFlags {
  readonly terms: number;
  readonly entries: number;
  /** Takes each state at a multiple of this place; 1: all. */
  readonly every: number;
  /** In seconds. */
  readonly budget?: number;
  readonly json?: boolean;
}

/** What `figure2 spec --inductive --json` prints. */
export interface InductionReport extends Omit<Induction, 'leaving'> {
  /** Does no step leave the invariant, of all states that were to be taken? */
  readonly ok: boolean;
  /** Why there is no verdict; null: there is one. */
  readonly noVerdict: string | null;
  readonly bounds: Bounds;
  /** Each state at a multiple of this place was taken. */
  readonly every: number;
  readonly seconds: number;
  readonly leaving: LeavingReport | null;
}

/** A step that leaves the invariant. */
export interface LeavingReport {
  /** The conjunct that is false after the step, as in spec/inductive.qnt. */
  readonly conjunct: string;
  readonly says: string;
  /** The server that acts, before the step. */
  readonly server: string;
  readonly event: string;
  /** What it is false of; null: of the disks and the past. */
  readonly of: string | null;
  /** The servers on their disks, and the past, before the step. */
  readonly before: Leaving['before']['background'];
}

/** @throws nothing: what it finds is its verdict. */
export const checkInvariant = ({
  terms,
  entries,
  every,
  budget = Infinity,
  json = false,
}: InductionFlags): ExitCode => {
  const start = performance.now();
  const seconds = (): number => milli((performance.now() - start) / 1000);
  const bounds: Bounds = { servers: ['S1', 'S2', 'S3'], terms, entries, snapshots: true };
  const { leaving, ...done } = checkInduction({
    bounds,
    conjuncts,
    protocol: shippedProtocol,
    takes: (place) => (seconds() < budget ? place % every === 0 : undefined),
  });
  const noVerdict = leaving === undefined ? objectionTo(done) : null;
  const report: InductionReport = {
    ok: leaving === undefined && noVerdict === null,
    noVerdict,
    bounds,
    every,
    seconds: seconds(),
    ...done,
    leaving: leaving === undefined ? null : reportOf(leaving),
  };
  if (json) printJson(report);
  else print(inductionText(report));
  if (noVerdict === null) return report.ok ? ExitCode.holds : ExitCode.violated;
  complain(`no verdict: ${noVerdict}`);
  return ExitCode.misused;
};

/** Why nothing follows from a search in which no step left the invariant; null: something does. */
const objectionTo = ({ isWhole, count: { backgrounds, steps } }: Pick<Induction, 'isWhole' | 'count'>) => {
  if (!isWhole)
    return 'the budget was over before every state was taken; give it more time, or a sample with --every N';
  if (backgrounds > 0 && steps > 0) return null;
  return 'the invariant is true of none of the states that were taken; take more with a smaller --every';
};

const reportOf = ({ before, running, event, conjunct, of }: Leaving): LeavingReport => ({
  conjunct,
  says: conjuncts.find(({ name }) => name === conjunct)?.says ?? 'All that a step writes is written first (ST-8)',
  server: `${running.server.id} ${formatServer(running.server)}`,
  event: 'from' in event ? `${event.from} → ${event.to} ${formatMessage(event)}` : formatEvent(event),
  of: of === undefined ? null : 'server' in of ? `${of.server.id} ${formatServer(of.server)}` : formatMessage(of),
  before: before.background,
});

/** The report as text. */
export const inductionText = (report: InductionReport): string => {
  const { bounds, every, seconds, count: seen, noVerdict, leaving } = report;
  const { servers, terms, entries } = bounds;
  const lines = [
    `Bounds      ${plural(servers.length, 'server')}, terms up to ${terms}, logs of up to ${entries === 1 ? '1 entry' : `${count(entries)} entries`}, with snapshots`,
    `States      ${count(seen.looked)} combinations of disks and pasts, of which ${count(seen.backgrounds)} were taken: the invariant is true of them`,
    `            ${count(seen.runnings)} running servers and ${count(seen.messages)} messages in them`,
    `Steps       ${count(seen.steps)}`,
  ];
  if (leaving !== null) {
    const { conjunct, says, server, event, of, before } = leaving;
    return [
      ...lines,
      `\n${colors.red('VIOLATED')} ${conjunct}: ${says}`,
      `  of ${of ?? 'the disks and the past'}`,
      `  after ${server}`,
      `  takes ${event}`,
      `  the past ${JSON.stringify(before.past)}`,
      '\nIt is not inductive.',
    ].join('\n');
  }
  const taken = every === 1 ? 'It is inductive within the bounds' : 'No step of these states leaves it';
  const verdict = noVerdict === null ? `${taken}, in ${duration(seconds)}.` : `No verdict: ${noVerdict}.`;
  return [...lines, `\n${verdict}`].join('\n');
};
