/** What submissions of a class have in common: the same check fails in the same way. */
import { plural } from '../text/numbers.ts';
import type { Grade } from './grade.ts';
import { type GradeFinding, isFault } from './outcome.ts';

/** Submissions in which the same goes wrong. */
export interface FailureGroup {
  readonly outcome: GradeFinding['outcome'];
  readonly check: string;
  /** Paths, in the order of the class. */
  readonly submissions: readonly string[];
  /** Such as "11 submissions break RV-2 (W1) by schedule leader-asked". */
  readonly words: string;
}

/** Failures of a class, the most frequent first. Two are similar if they differ in numbers and quoted texts alone. */
export const failureGroups = (grades: readonly Grade[]): readonly FailureGroup[] => {
  const groups = new Map<string, { readonly first: GradeFinding; readonly paths: Set<string> }>();
  for (const { path, findings } of grades) {
    for (const finding of findings) {
      if (!isFault(finding)) continue;
      const key = keyOf(finding, path);
      const group = groups.get(key) ?? { first: finding, paths: new Set() };
      group.paths.add(path);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .sort((a, b) => b.paths.size - a.paths.size)
    .map(({ first, paths }) => ({
      outcome: first.outcome,
      check: first.check,
      submissions: [...paths],
      words: wordsOf(first, paths.size),
    }));
};

/** A broken rule is the same however it shows; a failure, if it is told in the same words. */
const keyOf = ({ outcome, check, clause, because }: GradeFinding, path: string): string => {
  const told = firstLine(because)
    .replaceAll(asWord(path), '')
    .replaceAll(/"[^"]*"|\d+/g, '#');
  return JSON.stringify([outcome, check, clause ?? '', outcome === 'broken' ? '' : told]);
};

/** A path where it stands for itself, not within another word. */
const asWord = (path: string): RegExp => {
  const literal = path.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  return new RegExp(`(?<!\\w)${literal}(?!\\w)`, 'g');
};

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

const wordsOf = ({ outcome, check, clause, because, wire }: GradeFinding, number: number): string => {
  const who = plural(number, 'submission');
  const one = number === 1;
  if (outcome === 'broken') {
    const how = wire === undefined ? `(${check})` : `(${wire}) by schedule ${check}`;
    return `${who} ${one ? 'breaks' : 'break'} ${clause ?? 'a safety property'} ${how}`;
  }
  if (outcome === 'failed') return `${who} ${one ? 'fails' : 'fail'} ${check}, such as: ${firstLine(because)}`;
  return `${who} ${one ? 'is' : 'are'} not gradable, such as: ${firstLine(because)}`;
};
