/**
 * What a verb has found, in the form that reports are made of: what was exercised, case by case, and what is wrong, each
 * thing told once. Plain data; nothing here knows a format.
 */
import { printable } from '../../text/printable.ts';

/**
 * What is wrong. `violation`: a rule of the spec, or a property of a model, is broken. `failure`: something else is not as it has
 * to be. `unexercised`: something was never exercised, so that the verdict is worth little. `undecided`: the search ended
 * before it could say. `breakdown`: the check itself has failed, which says nothing of what it checks.
 */
export type Kind = 'violation' | 'failure' | 'unexercised' | 'undecided' | 'breakdown';

/** How bad it is: `error` for safety, `warning` for liveness and what was left open, `note` for what was not exercised. */
export type Level = 'error' | 'warning' | 'note';

/** Where something is written. */
export interface Place {
  /** Relative to the top of the repository, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The column behind the last of the line, from 1. */
  readonly endColumn: number;
}

/** A rule that can be broken. */
export interface ReportRule {
  /** A clause of the spec, such as `AE-3`; or a name of the model's, or of the verb's. */
  readonly id: string;
  readonly title: string;
  /** How bad it is to break it. */
  readonly level: Level;
  /** What it says, in Markdown. Left out: the title says it all. */
  readonly text?: string;
}

/** A step of a counterexample. */
export interface ReportStep {
  readonly text: string;
  readonly place: Place;
}

/** Something that is wrong. */
export interface ReportedFinding {
  readonly kind: Kind;
  readonly level: Level;
  readonly rule: ReportRule;
  /** Whom of several the rule speaks of, such as a lab; left out: there is one. */
  readonly about?: string;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** The whole story, line by line. */
  readonly story: readonly string[];
  /** How it comes about. */
  readonly steps: readonly ReportStep[];
  /** The counterexample as a diagram of Mermaid. */
  readonly mermaid?: string;
  readonly place: Place;
  /** The trace file. */
  readonly trace?: string;
  /** The command that shows it again. */
  readonly replay?: string;
}

/** Something that was exercised. */
export interface Case {
  /** The group that it belongs to. */
  readonly suite: string;
  readonly name: string;
  /** In a few words: how often, how large, how long. */
  readonly measure?: string;
  /** Time that it took, in seconds. */
  readonly seconds?: number;
  /** What is wrong with it. Several cases may be wrong for one reason. */
  readonly finding?: ReportedFinding;
  /** Why it was not exercised, which is no finding: something else was found first. */
  readonly skipped?: string;
}

/** The whole of it. */
export interface Judgement {
  /** The verb: `check`. */
  readonly verb: string;
  /** What was judged: `the shipped Raft`. */
  readonly subject: string;
  readonly ok: boolean;
  /** In a sentence. */
  readonly verdict: string;
  /** Left out: nothing was left to chance. */
  readonly seed?: number;
  readonly seconds: number;
  readonly cases: readonly Case[];
  readonly findings: readonly ReportedFinding[];
  /** All rules that this verb can find broken. */
  readonly rules: readonly ReportRule[];
}

/** What keeps a verb from a verdict. */
export const breakdownRule: ReportRule = { id: 'breakdown', title: 'The check itself comes to an end', level: 'error' };

/** A case that says that the check itself has failed. */
export const breakdownCase = (message: string): Case => ({
  suite: 'Check',
  name: 'comes to an end',
  finding: {
    kind: 'breakdown',
    level: 'error',
    rule: breakdownRule,
    message,
    story: [],
    steps: [],
    place: { file: 'package.json', line: 1, endColumn: 1 },
  },
});

/** The findings of the cases, each once, and what they come to. No judgement is bad without a finding that says why. */
export const judgementOf = (found: Omit<Judgement, 'findings' | 'verdict'>): Judgement => {
  const isUntold = !found.ok && found.cases.every(({ finding }) => !finding);
  const cases = isUntold ? [...found.cases, breakdownCase('FAIL, and nothing shows why.')] : found.cases;
  const findings = [...new Set(cases.flatMap(({ finding }) => finding ?? []))];
  const worst = kindsByWeight.find((kind) => findings.some((finding) => finding.kind === kind));
  return { ...found, cases, findings, verdict: verdicts[worst ?? 'none'] };
};

const kindsByWeight: readonly Kind[] = ['breakdown', 'violation', 'failure', 'undecided', 'unexercised'];

const verdicts: Readonly<Record<Kind | 'none', string>> = {
  breakdown: 'The check itself has failed.',
  violation: 'FAIL.',
  failure: 'Not as it should be.',
  undecided: 'Not decided.',
  unexercised: 'It is vacuous: something was never exercised.',
  none: 'PASS.',
};

/** At most so many UTF-16 code units, the last of them an ellipsis if there were more: that is how limits of others count. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** A text of one line, in which everything can be seen, at most so long. Texts come from files and code of others. */
export const line = (text: string, max = 2000): string => cut(printable(text.trim().replaceAll(/\s*\n\s*/g, ' ')), max);

/** Lines, each of which can be seen, at most so many, the last ones: what is wrong comes last. */
export const lines = (texts: readonly string[], max = 500, width = 500): readonly string[] => {
  const shown = texts.flatMap((text) => text.split('\n').map((one) => cut(printable(one), width)));
  if (shown.length <= max) return shown;
  return [`(${shown.length - max} earlier lines are left out)`, ...shown.slice(-max)];
};

/** A rule in words; one without a title of its own is named once. */
export const ruleWords = ({ id, title }: ReportRule): string => line(id === title ? id : `${id} ${title}`);

/** What is told of a finding where there is no room for a diagram: the story, the trace and the command. */
export const account = ({ message, story, trace, replay }: ReportedFinding): readonly string[] => [
  line(message),
  ...(story.length === 0 ? [] : ['', ...lines(story)]),
  ...(trace === undefined ? [] : ['', `Trace file: ${line(trace)}`]),
  ...(replay === undefined ? [] : ['', 'To reproduce:', line(replay)]),
];
