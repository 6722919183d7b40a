/** An experiment: a script that leaves a rule out, and what becomes of the cluster. */
import { protocolWith } from '../../src/core/extensions/index.ts';
import type { Protocol } from '../../src/core/protocol.ts';
import type { ExtensionId } from '../../src/core/types.ts';
import { type Run, runScript } from '../runs/scenario/runner.ts';
import { isClaim, type LeftOut, type Script, ScriptError } from '../runs/scenario/script.ts';
import { type Fall, Witness } from './witness.ts';

/** What an experiment makes of its script. */
export interface Experiment extends Run {
  readonly without: LeftOut;
  /** The claims that did not come true and the commands that could not be obeyed, in one line each; none in an experiment that is good. */
  readonly problems: readonly string[];
  /** Each safety property that falls without the rule, in order. */
  readonly falls: readonly Fall[];
  /** Does it end where it can go on for ever? */
  readonly repeats: boolean;
  /** Does it end with a server where the rule would not have brought it? */
  readonly differs: boolean;
  /** What came of `mark`, `repeats` and `differs`, by their lines in the script. */
  readonly answers: ReadonlyMap<number, readonly string[]>;
}

/**
 * Plays an experiment twice: by the rule, where nothing may fall and what can't be done is left out, and without
 * it, where each command has to be obeyed and each claim has to come true.
 *
 * @throws ScriptError when it names no defect, claims nothing, weaves in other optional pages than its defect has, or something
 * falls by the rule too.
 */
export const playExperiment = (script: Script, defective: (id: string) => Protocol | undefined): Experiment => {
  const { file, without, statements, extensions } = script;
  const claims = statements.filter(({ command }) => command && isClaim(command) && command.type !== 'mark');
  const lastLine = statements.at(-1)?.line ?? 1;
  const wrong = (line: number, because: string): ScriptError => new ScriptError(file, line, because);
  if (!without) throw wrong(1, 'an experiment begins with a command such as without RV-2 A02');
  const protocol = defective(without.defect);
  if (!protocol) throw wrong(1, `there is no defect ${without.defect}`);
  if (!isSame(extensions, protocol.extensions ?? []))
    throw wrong(
      1,
      `${without.defect} is a defect of ${pagesOf(protocol.extensions)}, and the cluster has ${pagesOf(extensions)}`,
    );
  if (claims.length === 0) throw wrong(lastLine, 'an experiment claims what goes wrong: violates, repeats or differs');
  const claimed = new Set(
    statements.flatMap(({ command }) => (command?.type === 'violates' ? [command.property] : [])),
  );
  const rule = new Witness(claimed);
  runScript(script, { protocol: protocolWith(extensions), judge: rule, impossible: () => [] });
  const [fall] = rule.falls;
  if (fall) throw wrong(lastLine, `by the rule ${fall.property} falls too: ${fall.because}`);
  const witness = new Witness(claimed, rule);
  const problems: string[] = [];
  const impossible = (line: number, because: string): readonly string[] => {
    problems.push(`${file}:${line}: ${because}`);
    return [`> not so: ${because}`];
  };
  const run = runScript(script, { protocol, judge: witness, impossible });
  return {
    ...run,
    without,
    problems,
    falls: witness.falls,
    repeats: witness.repetitions.size > 0,
    differs: witness.stands.size > 0,
    answers: witness.answers,
  };
};

const isSame = (some: readonly ExtensionId[], others: readonly ExtensionId[]): boolean =>
  some.length === others.length && some.every((id) => others.includes(id));

const pagesOf = (pages: readonly ExtensionId[] = []): string => pages.join(' and ') || 'no optional page';
