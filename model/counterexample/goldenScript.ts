/** A counterexample as a golden script: see model/runs/scenario/script.ts for the language. */

import { corrupt } from '../../src/cluster/corrupt.ts';
import { type ClauseId, clauses } from '../../src/core/clauses.ts';
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import { defaultOptions } from '../../src/core/server.ts';
import type { Options, ServerId } from '../../src/core/types.ts';
import { printable, wrap } from '../../src/text/printable.ts';
import { formatEffect } from '../../src/trace/effects.ts';
import type { Cause } from '../../src/trace/explanation.ts';
import { type Action, formatAction, formatEntry, formatLine } from '../../src/trace/grammar.ts';
import type { Disk } from '../../src/trace/recording.ts';
import { type Counterexample, isCounterexample, type Recording, type Setting } from '../../src/trace/recording.ts';
import { actionsOf, type Happened, lineOf, replayActions } from './replay.ts';
import { withServers } from './simpler.ts';

/**
 * The script ends with the step that broke the clause. Under each command stands what the shipped rules make of it, so that
 * rules of somebody's own fail where they differ. If the shipped rules are the ones that are wrong, nothing can stand under
 * the last command: the script fails until it is mended and what comes out is accepted.
 */
export const goldenScriptOf = (recording: Recording | Counterexample, cause: Cause, protocol: Protocol): string => {
  const { setting, trace } = recording;
  const rename = renamingOf(setting.servers);
  const servers = setting.servers.map(rename);
  const told = actionsOf(trace.slice(0, cause.broken.step).map(({ line }) => line)).map((action) =>
    withServers(action, rename),
  );
  const disks = (setting.disks ?? []).map((disk) => ({
    ...disk,
    id: rename(disk.id),
    votedFor: disk.votedFor === null ? null : rename(disk.votedFor),
  }));
  const happened = playActions({ ...setting, servers, disks }, told);
  const fired = happened.map(({ observation }) => observation?.fired ?? []);
  const rules = protocolWith(setting.extensions);
  const isShipped = protocol.step === rules.step && protocol.restart === rules.restart;
  const steps = happened.slice(servers.length);
  const lines = [
    ...commentsOf(recording, cause, fired.at(-1)?.length ? (fired.at(-1) ?? []) : fired.flat(), isShipped),
    '',
    ['cluster', ...servers, ...pagesOf(setting), ...optionsOf(setting.options)].join(' '),
    ...disks.map(diskLine),
    ...happened.slice(0, servers.length).map(startLine),
    ...steps.flatMap((step, place) => [
      formatAction(step.action),
      ...(isShipped && place === steps.length - 1 ? [] : outcomeLines(step)),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

const pagesOf = ({ extensions = [] }: Setting): readonly string[] =>
  extensions.length === 0 ? [] : ['with', extensions.join(',')];

/** What the shipped rules make of the actions. All servers start at the beginning, as scripts have it. */
const playActions = (setting: Setting, told: readonly Action[]): readonly Happened[] => {
  const started = new Set<ServerId>();
  const later = told.filter((action) => {
    const isFirst = action.type === 'restart' && !started.has(action.id);
    if (isFirst) started.add(action.id);
    return !isFirst;
  });
  const starts = setting.servers.map((id): Action => ({ type: 'restart', id }));
  const happened: Happened[] = [];
  const { snapshotLength: _whoseDataIsInTheActions, ...plain } = setting;
  replayActions({ setting: plain, actions: [...starts, ...later.map(exact)], isExact: true }, (step) =>
    happened.push(step),
  );
  return happened;
};

/** Scripts refuse a corruption that changes nothing. */
const exact = (action: Action): Action => {
  if (action.type !== 'deliver' || !action.corrupted || corrupt(action.message) !== action.message) return action;
  const { corrupted: _corrupted, ...sound } = action;
  return sound;
};

const diskLine = ({ id, term, votedFor, entries }: Disk): string => {
  const vote = votedFor === null ? '' : ` votedFor=${votedFor}`;
  const log = entries.map(formatEntry).join(' ');
  return `disk ${id} term=${term}${vote} log=[${log}]`;
};

const startLine = ({ action, observation }: Happened): string =>
  `> ${'id' in action ? action.id : ''} start | ${outcomeOf(observation)}`;

const outcomeOf = (observation: Happened['observation']): string => {
  if (!observation) return 'down';
  const { id, after, fired } = observation;
  const line = formatLine({ action: { type: 'restart', id }, outcome: { server: after, fired } });
  return line.slice(line.indexOf('| ') + 2);
};

const outcomeLines = (happened: Happened): readonly string[] => {
  const { action, observation } = happened;
  if (action.type === 'crash') return [`> ${formatLine({ action, outcome: { server: null, fired: [] } })}`];
  const line = action.type === 'restart' ? `${formatAction(action)} | ${outcomeOf(observation)}` : lineOf(happened);
  const { effects = [], executed = 0 } = observation ?? {};
  return [
    `> ${line}`,
    ...effects.map((effect, place) => `>   ${place < executed ? '' : 'not done: '}${formatEffect(effect)}`),
  ];
};

const optionsOf = (options: Options): readonly string[] =>
  (Object.keys(defaultOptions) as (keyof Options)[])
    .filter((name) => options[name] !== defaultOptions[name])
    .map((name) => `${name}=${options[name]}`);

const originOf = (recording: Recording | Counterexample): string => {
  if (!isCounterexample(recording)) return 'from a recording';
  const { name, engine, seed } = recording.foundBy;
  return `found by ${name ?? engine}, seed ${seed}`;
};

const COMMENT_WIDTH = 116;

const commentsOf = (
  recording: Recording | Counterexample,
  { property, clause, broken, what, actual, expected, consequence }: Cause,
  acting: readonly ClauseId[],
  isShipped: boolean,
): readonly string[] => {
  const rules = [...new Set(acting)].join(' ');
  const comments = [
    `${clauses[property].title}: ${originOf(recording)}`,
    '',
    `At the last step ${broken.server} has to do what the rule says: ${clauses[clause].title}.`,
    `It did not when this was written: ${what} was ${actual}, and should be ${expected}.`,
    ...(property === 'SP-18' ? [] : [`What came of it: ${consequence}.`]),
  ].map(withoutCitations);
  const acts = isShipped
    ? `Nothing stands under the last command. Mend the rule, then accept what comes out, and read it. In the run so far: ${rules}.`
    : `What has to come of the commands stands under them; the rules that act in the last step: ${rules}.`;
  return [...comments, acts]
    .flatMap((text) => wrap(printable(text), COMMENT_WIDTH))
    .map((text) => `# ${text}`.trimEnd());
};

/** Scripts may cite only clauses that act in them: others are named without their sign. */
const withoutCitations = (text: string): string => text.replaceAll(/\b([A-Z]{1,2}(?:-[A-Z])?)-(\d+)/g, '$1 $2');

/** Scripts know servers that are called S1, S2 and so on. */
const renamingOf = (servers: readonly ServerId[]): ((id: ServerId) => ServerId) => {
  if (servers.every((id) => /^[A-Z][0-9]+$/.test(id))) return (id) => id;
  return (id) => `S${servers.indexOf(id) + 1}`;
};
