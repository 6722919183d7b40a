/** What is known of the variants, in a file: a line for each, so that it stands in the repository and nothing is run twice. */
import { createHash } from 'node:crypto';
import type { GradeFinding } from '../../../src/grade/outcome.ts';
import { type KeptGrade, keptText, readKept } from '../../../src/grade/resume.ts';
import { UsageError } from '../../../src/host/errors.ts';
import { readTextIfAny, writeText } from '../../../src/host/files.ts';
import { SEED, textOf, type Variant } from './variant.ts';

/** Where it stands. */
export const ledgerPath = 'test/grade/catalogue/grades.jsonl';

/** The answers to a question: its outcome alone where nothing else is to be said. */
type Answer = KeptGrade['findings'] | GradeFinding['outcome'];

type Line = readonly [id: string, fingerprint: string, answers: Readonly<Record<string, Answer>>];

/** What is known of variants. */
export class Ledger {
  readonly #file: string;
  #kept: readonly KeptGrade[];

  /** @throws UsageError when the file holds something else. */
  constructor(file: string) {
    this.#file = file;
    this.#kept = [...gradesIn(file, readTextIfAny(file) ?? '')];
  }

  /** What came of a question; undefined: it was not asked yet. */
  findings(variant: Variant, plan: string): readonly GradeFinding[] | undefined {
    const print = fingerprintOf(variant);
    const found = this.#kept.find((one) => one.plan === plan && one.fingerprint === print);
    return found?.findings as readonly GradeFinding[] | undefined;
  }

  /** Keeps answers by the names of their questions, and none of what the variant was before. Pictures are on no page, and are left out. */
  add(variant: Variant, answers: ReadonlyMap<string, readonly GradeFinding[]>): void {
    const about = { fingerprint: fingerprintOf(variant), words: variant.id };
    const others = this.#kept.filter((one) => one.words !== variant.id || one.fingerprint === about.fingerprint);
    const own = [...answers].map(([plan, findings]) => ({
      plan,
      ...about,
      findings: findings.map(({ picture: _, ...one }) => one),
    }));
    this.#kept = [...others, ...own];
    writeText(this.#file, ledgerText(this.#kept));
  }
}

const fingerprintOf = (variant: Variant): string => createHash('sha256').update(textOf(variant)).digest('hex');

/** The text of the file: a JSON array a line. */
export const ledgerText = (kept: readonly KeptGrade[]): string => {
  const answers = new Map<string, Record<string, Answer>>();
  for (const { words, fingerprint, plan, findings } of kept) {
    const of = JSON.stringify([words, fingerprint]);
    answers.set(of, { ...answers.get(of), [plan]: answerOf(plan, findings) });
  }
  return [...answers]
    .map(([of, its]) => `${JSON.stringify([...(JSON.parse(of) as [string, string]), its] satisfies Line)}\n`)
    .join('');
};

const answerOf = (plan: string, findings: KeptGrade['findings']): Answer => {
  const [only] = findings;
  const short = only && JSON.stringify([plain(plan, only.outcome)]);
  return only && JSON.stringify(findings) === short ? only.outcome : findings;
};

/** A question is called as its check is; behind the name of a derived one stands which it was. */
const plain = (plan: string, outcome: GradeFinding['outcome']): KeptGrade['findings'][number] => ({
  outcome,
  check: plan.split(' ')[0] ?? plan,
  because: '',
  seed: SEED,
});

const gradesIn = (file: string, text: string): readonly KeptGrade[] => {
  try {
    const grades = text
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        const [words, fingerprint, answers] = JSON.parse(line) as Line;
        return Object.entries(answers).map(([plan, answer]) => ({
          plan,
          fingerprint,
          words,
          findings: typeof answer === 'string' ? [plain(plan, answer)] : answer,
        }));
      });
    const read = readKept(keptText(grades));
    if (read.ok) return read.value;
    throw new Error(read.because);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new UsageError(`can't go on from ${file}: ${because}; give another file, or delete it`);
  }
};
