/**
 * The language of the golden scripts, `test/scenarios/*.raft`. A script is a story: comments say what is to be seen, commands
 * make it happen, and under each command stands what came of it, as a run has written it there.
 *
 *     # Title                                the first line; other comments are free, and cite clauses that act in the script
 *     cluster S1 S2 S3 [with pre-vote] [option=number ...]
 *                                            the first command: these servers start, with empty disks and these optional pages
 *     disk S2 term=1 votedFor=S1 log=[1:"a"] right below it: with this on its disk instead
 *     S1 timeout election                     any action of the one line grammar (src/trace/grammar.ts), messages in full included
 *     S1 → S2                                the oldest message in flight from S1 to S2 arrives
 *     S1 ⇉ S2                                it arrives, and a copy of it stays in flight
 *     S1 ↯ S2                                it arrives with corrupted snapshot data
 *     S1 ⇥ S2                                it is lost
 *     settle [S1 S2]                         all in flight (between these servers) arrives, oldest first, and what it leads to
 *     settle quietly [S1 S2]                 the same, told in short: where it leads to
 *     wait S2 [S3]                           heartbeat timers expire, all in flight arrives, and then the election timers of these servers
 *                                            expire, one after the other, but those that were restarted meanwhile. With check quorum
 *                                            lease timers expire before, and of a leader its quorum timer
 *     cut S1 | S2 S3                         what is in flight from side to side is lost, and so is what is sent
 *     heal                                   no longer
 *     show S1                                what a server knows
 *
 * A script that begins with `without` is an experiment (`spec/experiments/*.raft`, model/experiments): what becomes of the cluster
 * when a rule is left out. It claims what goes wrong, and is held to it:
 *
 *     without RV-2 A02                       the first command: the rule, and the defect that leaves it out
 *     violates SP-4 S3                       the command above made S3 violate the property
 *     mark                                   a moment to come back to
 *     repeats                                all stands as at the mark, with later terms at most: so it can go on for ever
 *     differs S3                             by the rule, the same commands would have brought S3 elsewhere
 *     > ...                                  what came of the command above; written by a run with UPDATE=1
 *
 * A step can be cut short: `S1 timeout election crash after 1`, `S1 → S2 crash after 1`.
 */

import { citations } from '../../../src/core/boxes.ts';
import { type ClauseId, clauseIds, clauses } from '../../../src/core/clauses.ts';
import { extensionIds, isExtension } from '../../../src/core/extensions/index.ts';
import { defaultOptions } from '../../../src/core/server.ts';
import type { ExtensionId, Options, ServerId } from '../../../src/core/types.ts';
import { type Action, formatAction, parseAction } from '../../../src/trace/grammar.ts';
import type { Disk, Setting } from '../../../src/trace/recording.ts';

/** How a message in flight is dealt with. */
export type Arrow = '→' | '⇉' | '↯' | '⇥';

export type Command =
  | {
      readonly type: 'cluster';
      readonly ids: readonly ServerId[];
      readonly options: Partial<Options>;
      readonly extensions: readonly ExtensionId[];
    }
  | ({ readonly type: 'disk' } & Disk)
  | { readonly type: 'action'; readonly action: Action }
  | {
      readonly type: 'oldest';
      readonly from: ServerId;
      readonly to: ServerId;
      readonly arrow: Arrow;
      readonly crashAfter?: number;
    }
  | { readonly type: 'settle'; readonly ids: readonly ServerId[]; readonly isQuiet: boolean }
  | { readonly type: 'wait'; readonly ids: readonly ServerId[] }
  | { readonly type: 'cut'; readonly sides: readonly (readonly ServerId[])[] }
  | { readonly type: 'heal' }
  | { readonly type: 'show'; readonly id: ServerId }
  | ({ readonly type: 'without' } & LeftOut)
  | ScriptClaim;

/** What an experiment says of the commands above it. */
export type ScriptClaim =
  | { readonly type: 'violates'; readonly property: ClauseId; readonly id: ServerId }
  | { readonly type: 'mark' }
  | { readonly type: 'repeats' }
  | { readonly type: 'differs'; readonly id: ServerId };

/** The rule that an experiment goes without, and the id of the defect that leaves it out. */
export interface LeftOut {
  readonly clause: ClauseId;
  readonly defect: string;
}

/** A line that a person wrote: a comment or a blank one has no command. */
export interface Statement {
  readonly line: number;
  readonly text: string;
  readonly command?: Command;
}

export interface Script {
  readonly file: string;
  readonly title: string;
  readonly ids: readonly ServerId[];
  readonly options: Partial<Options>;
  /** The optional pages that are woven in. */
  readonly extensions: readonly ExtensionId[];
  readonly disks: readonly Disk[];
  /** What an experiment goes without; undefined: the script is none. */
  readonly without?: LeftOut;
  readonly statements: readonly Statement[];
  /** The clauses that the comments cite. */
  readonly cited: readonly ClauseId[];
}

/** The cluster of a script. */
export const clusterOf = ({ ids, options, disks, extensions }: Script): Setting => ({
  servers: ids,
  options: { ...defaultOptions, ...options },
  ...(disks.length > 0 && { disks }),
  ...(extensions.length > 0 && { extensions }),
});

/** What is wrong with a script, and where. */
export class ScriptError extends Error {
  constructor(file: string, line: number, because: string) {
    super(`${file}:${line}: ${because}`);
  }
}

/** Reads a script; throws a `ScriptError` at the first line that is not exactly right. */
export const parseScript = (file: string, text: string): Script => {
  const statements: Statement[] = [];
  const wrong = (line: number, because: string): never => {
    throw new ScriptError(file, line, because);
  };
  if (!text.endsWith('\n')) wrong(text.split('\n').length, 'the last line does not end');
  let mayBeOutput = false;
  for (const [index, raw] of text.slice(0, -1).split('\n').entries()) {
    const line = index + 1;
    if (raw.startsWith('>')) {
      if (!mayBeOutput) wrong(line, 'output without a command above it; output begins with > and follows a command');
      continue;
    }
    if (raw.trimEnd() !== raw) wrong(line, 'blanks at the end of the line');
    if (raw === '' || raw.startsWith('#')) {
      statements.push({ line, text: raw });
    } else {
      const parsed = parseCommand(raw);
      if (typeof parsed === 'string') return wrong(line, parsed);
      statements.push({ line, ...parsed });
    }
    mayBeOutput = !(raw === '' || raw.startsWith('#'));
  }
  const titleLine = statements[0]?.text ?? '';
  if (!/^# \S/.test(titleLine)) wrong(1, `expected a title such as "# First election", found "${titleLine}"`);
  return {
    file,
    title: titleLine.slice(2),
    ...settingOf(file, statements),
    statements,
    cited: citedIn(file, statements),
  };
};

/** What the script begins with: `cluster`, then `disk` lines; neither may come later. */
const settingOf = (
  file: string,
  statements: readonly Statement[],
): Pick<Script, 'ids' | 'options' | 'extensions' | 'disks' | 'without'> => {
  const all = statements.filter((statement) => statement.command !== undefined);
  const opening = all[0]?.command;
  const without = opening?.type === 'without' ? { clause: opening.clause, defect: opening.defect } : undefined;
  const commands = without ? all.slice(1) : all;
  const first = commands[0];
  if (first?.command?.type !== 'cluster') {
    throw new ScriptError(file, first?.line ?? 1, `expected cluster S1 S2 ..., found ${first?.text ?? 'no command'}`);
  }
  const { ids, options, extensions } = first.command;
  const disks: Disk[] = [];
  for (const [place, { line, text, command }] of commands.entries()) {
    const wrong = (because: string): never => {
      throw new ScriptError(file, line, because);
    };
    if (command === undefined || place === 0) continue;
    if (command.type === 'cluster') wrong('a second cluster; a script is about one');
    if (command.type === 'without') wrong('without comes first, before cluster');
    if (!without && isClaim(command)) wrong(`only a script that begins with without can say ${command.type}`);
    if (command.type === 'disk') {
      if (disks.length !== place - 1) wrong('disk comes right after cluster, before anything happens');
      if (disks.some(({ id }) => id === command.id)) wrong(`a second disk for ${command.id}`);
      disks.push(command);
    }
    const stranger = serversIn(command).find((id) => !ids.includes(id));
    if (stranger !== undefined) wrong(`${stranger} is not in the cluster ${ids.join(' ')}: ${text}`);
  }
  return { ids, options, extensions, disks, ...(without && { without }) };
};

/** Does it say something of what is above it, and make nothing happen? */
export const isClaim = (command: Command): command is ScriptClaim =>
  ['violates', 'mark', 'repeats', 'differs'].includes(command.type);

const serversIn = (command: Command): readonly ServerId[] => {
  switch (command.type) {
    case 'cluster':
    case 'settle':
    case 'wait':
      return command.ids;
    case 'cut':
      return command.sides.flat();
    case 'heal':
    case 'without':
    case 'mark':
    case 'repeats':
      return [];
    case 'disk':
      return command.votedFor === null ? [command.id] : [command.id, command.votedFor];
    case 'show':
    case 'violates':
    case 'differs':
      return [command.id];
    case 'oldest':
      return [command.from, command.to];
    case 'action':
      // From whom something comes that nobody has sent, and for whom, may be anybody.
      return 'message' in command.action && command.action.type !== 'foreign'
        ? [command.action.message.from, command.action.message.to]
        : [command.action.id];
  }
};

const citedIn = (file: string, statements: readonly Statement[]): readonly ClauseId[] => {
  const cited = new Set<ClauseId>();
  for (const { line, text } of statements.filter(({ text }) => text.startsWith('#'))) {
    for (const [id] of text.matchAll(citations())) {
      if (!clauseIds.includes(id as ClauseId)) throw new ScriptError(file, line, `the spec has no clause ${id}`);
      cited.add(id as ClauseId);
    }
  }
  return [...cited];
};

/** A command and the one way to write it; or what is wrong with the line. */
type Read = { readonly text: string; readonly command: Command } | string;

const parseCommand = (raw: string): Read => {
  const verb = raw.split(' ', 1)[0] ?? '';
  switch (verb) {
    case 'cluster':
      return parseCluster(raw);
    case 'disk':
      return parseDisk(raw);
    case 'settle':
      return parseSettle(raw);
    case 'wait':
      return parseWait(raw);
    case 'cut':
      return parseCut(raw);
    case 'heal':
      return raw === 'heal' ? { text: raw, command: { type: 'heal' } } : 'expected heal and nothing behind it';
    case 'show':
    case 'differs':
      return parseServer(verb, raw);
    case 'without':
      return parseWithout(raw);
    case 'violates':
      return parseViolates(raw);
    case 'mark':
    case 'repeats':
      return raw === verb ? { text: raw, command: { type: verb } } : `expected ${verb} and nothing behind it`;
    default:
      return parseOldest(raw) ?? parseWhole(raw);
  }
};

const SERVER = '[A-Z][0-9]+';
const matches = (pattern: string, text: string): RegExpExecArray | null => new RegExp(`^${pattern}$`).exec(text);

const parseCluster = (raw: string): Read => {
  const usage = 'expected cluster S1 S2 ... and then options such as maxEntriesPerAppend=1';
  const found = matches(`cluster((?: ${SERVER})+)(?: with ([\\w,-]+))?((?: \\w+=\\d+)*)`, raw);
  if (!found) return `${usage}, found ${raw}`;
  const ids = wordsOf(found[1]);
  if (new Set(ids).size !== ids.length) return 'cluster names a server twice';
  const extensions = found[2]?.split(',') ?? [];
  const strange = extensions.find((name) => !isExtension(name));
  if (strange !== undefined) return `there is no page ${strange}, only ${extensionIds.join(' ')}`;
  const options = wordsOf(found[3]).map((option) => option.split('='));
  const unknown = options.find(([name]) => !Object.hasOwn(defaultOptions, name ?? ''));
  if (unknown) return `there is no option ${unknown[0] ?? ''}, only ${Object.keys(defaultOptions).join(' ')}`;
  const values = Object.fromEntries(options.map(([name, value]) => [name, Number(value)])) as Partial<Options>;
  return { text: raw, command: { type: 'cluster', ids, options: values, extensions: extensions.filter(isExtension) } };
};

const parseDisk = (raw: string): Read => {
  const found = matches(`disk (${SERVER}) term=(\\d+)(?: votedFor=(${SERVER}))? log=(\\[.*\\])`, raw);
  if (!found) return `expected disk S1 term=2 votedFor=S1 log=[1:"a" 2:"b"], found ${raw}`;
  const [, id = '', term = '', votedFor, log = ''] = found;
  const fields = `term=${term} leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=${log} leaderCommit=0`;
  const parsed = parseAction(`S1 → S2 AppendEntries ${fields}`); // the one grammar knows how entries are written
  if (!parsed.ok) return parsed.because;
  if (parsed.value.type !== 'deliver' || parsed.value.message.type !== 'AppendEntries') return 'expected entries';
  const { entries } = parsed.value.message;
  const terms = [...entries.map((entry) => entry.term), Number(term)];
  if (terms.some((later, place) => later < (terms[place - 1] ?? 1))) {
    return `terms begin at 1, never fall, and end with the server's own: ${terms.join(' ')}`;
  }
  return { text: raw, command: { type: 'disk', id, term: Number(term), votedFor: votedFor ?? null, entries } };
};

const parseSettle = (raw: string): Read => {
  const found = matches(`settle( quietly)?((?: ${SERVER})*)`, raw);
  return found
    ? { text: raw, command: { type: 'settle', ids: wordsOf(found[2]), isQuiet: found[1] !== undefined } }
    : `expected settle, settle quietly or settle S1 S2, found ${raw}`;
};

const parseWait = (raw: string): Read => {
  const found = matches(`wait((?: ${SERVER})+)`, raw);
  return found
    ? { text: raw, command: { type: 'wait', ids: wordsOf(found[1]) } }
    : `expected wait S1 or wait S1 S2, found ${raw}`;
};

const parseCut = (raw: string): Read => {
  const found = matches(`cut((?: ${SERVER})+(?: \\|(?: ${SERVER})+)+)`, raw);
  if (!found) return `expected cut S1 | S2 S3, found ${raw}`;
  const sides = (found[1] ?? '').split('|').map(wordsOf);
  if (new Set(sides.flat()).size !== sides.flat().length) return 'cut names a server twice';
  return { text: raw, command: { type: 'cut', sides } };
};

const parseServer = (type: 'show' | 'differs', raw: string): Read => {
  const found = matches(`${type} (${SERVER})`, raw);
  return found?.[1] === undefined
    ? `expected ${type} S1, found ${raw}`
    : { text: raw, command: { type, id: found[1] } };
};

const isClauseId = (text: string | undefined): text is ClauseId =>
  (clauseIds as readonly string[]).includes(text ?? '');

const parseWithout = (raw: string): Read => {
  const [, clause, defect = ''] = matches(String.raw`without (\S+) (\S+)`, raw) ?? [];
  if (defect === '') return `expected without RV-2 A02, a clause and a defect, found ${raw}`;
  if (!isClauseId(clause)) return `the spec has no clause ${clause ?? ''}`;
  return { text: raw, command: { type: 'without', clause, defect } };
};

const parseViolates = (raw: string): Read => {
  const [, property, id = ''] = matches(String.raw`violates ([A-Z]+-\d+) (${SERVER})`, raw) ?? [];
  if (id === '') return `expected violates SP-4 S3, a safety property and a server, found ${raw}`;
  if (!isClauseId(property)) return `the spec has no clause ${property ?? ''}`;
  if (clauses[property].kind !== 'property') return `expected a safety property, and ${property} is none`;
  return { text: raw, command: { type: 'violates', property, id } };
};

/** `S1 → S2` without a message: the oldest one in flight. */
const parseOldest = (raw: string): Read | undefined => {
  const found = matches(`(${SERVER}) (→|->|⇉|↯|⇥) (${SERVER})(?: crash after (\\d+))?`, raw);
  if (!found) return undefined;
  const [, from = '', given = '', to = '', after] = found;
  const arrow = (given === '->' ? '→' : given) as Arrow;
  if (arrow === '⇥' && after !== undefined) return 'only a step can be cut by a crash, and a lost message makes none';
  const crashAfter = after === undefined ? {} : { crashAfter: Number(after) };
  return { text: raw.replace('->', '→'), command: { type: 'oldest', from, to, arrow, ...crashAfter } };
};

/** The words for timeouts of older scripts, which the grammar still reads. */
const OLD_TIMEOUT = /^(\S+) (election|heartbeat)Timeout\b/;

/** An action of the one grammar, written as `formatAction` would. */
const parseWhole = (raw: string): Read => {
  const parsed = parseAction(raw);
  if (!parsed.ok) return parsed.because;
  const action = parsed.value;
  if (action.type === 'event' && action.event.type === 'start') return 'a server starts by cluster or by restart';
  const text = formatAction(action);
  return raw.replace(' -> ', ' → ').replace(OLD_TIMEOUT, '$1 timeout $2') === text
    ? { text, command: { type: 'action', action } }
    : `expected exactly ${text}, found ${raw}`;
};

const wordsOf = (text = ''): readonly string[] => text.split(' ').filter((word) => word !== '');
