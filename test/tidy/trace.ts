import type { SourceFile } from './files.ts';

type Reasons = Readonly<Record<string, string | undefined>>;

/** What the spec says of its clauses, and where they may be cited. */
export type Citations = {
  readonly ids: readonly string[];
  /** Files in which an id counts as its code. SP- and LP- clauses have theirs in the model. */
  readonly code: readonly SourceFile[];
  readonly model: readonly SourceFile[];
  /** Files in which an id counts as its test. */
  readonly tests: readonly SourceFile[];
  /** Clauses that have no code yet, with the reason. */
  readonly withoutCode: Reasons;
  /** Clauses that never have code of their own, with the reason. */
  readonly notCounted: Reasons;
};

/** Clauses without code or without a test, and excuses that are no longer needed. */
export function untraced({ ids, code, model, tests, withoutCode, notCounted }: Citations): string[] {
  const counted = ids.filter((id) => notCounted[id] === undefined);
  return counted.flatMap((id) => {
    const hasCode = isCited(id, /^(SP|LP)-/.test(id) ? model : code);
    const hasTest = isCited(id, tests);
    if (withoutCode[id] !== undefined) {
      return hasCode && hasTest ? [`${id}: has code and a test; take it out of "Clauses without code yet"`] : [];
    }
    return [
      ...(hasCode ? [] : [`${id}: no code cites it; cite it where it is implemented, or excuse it in divergences.md`]),
      ...(hasTest ? [] : [`${id}: no test cites it; name it in the title of the test that would fail without it`]),
    ];
  });
}

function isCited(id: string, files: readonly SourceFile[]): boolean {
  const citation = new RegExp(`(?<![\\w-])${id}(?!\\d)`);
  return files.some(({ text }) => citation.test(text));
}

/** Rules and properties that the formal specification does not name, and excuses that are no longer needed. */
export function notFormal(ids: readonly string[], spec: readonly SourceFile[], excused: Reasons): string[] {
  // An invariant is a name of Quint, in which no hyphen may be.
  const texts = spec.map(({ path, text }) => ({ path, text: text.replaceAll(/\b(SP)_(\d+)/g, '$1-$2') }));
  return ids.flatMap((id) => {
    if (!isCited(id, texts)) {
      return excused[id] === undefined
        ? [`${id}: raft.qnt does not name it; name it there, or excuse it in divergences.md`]
        : [];
    }
    return excused[id] === undefined ? [] : [`${id}: raft.qnt names it; take it out of the excuses in divergences.md`];
  });
}
