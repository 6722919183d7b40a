/** A specification that was parsed and type-checked. */
import type { LookupDefinition } from '@informalsystems/quint/dist/src/names/base.js';
import { keepProgram, takeProgram } from './kept.ts';
import { loadProgram, type Program, type SpecChecks, withMain } from './program.ts';
import { type RunOptions, type RunReport, runSpec, seedOf } from './run.ts';
import { Session } from './session.ts';
import type { Position } from './sources.ts';
import { type TestOptions, type TestReport, testSpec } from './tests.ts';

export interface Definition extends Position {
  readonly name: string;
  /** How it is defined: `action`, `val`, `run`, `var`, `type` and so on, as it is written. */
  readonly kind: string;
  readonly parameters: readonly string[];
}

const KINDS: Readonly<Record<string, string>> = { pureval: 'pure val', puredef: 'pure def', typedef: 'type' };

const SAMPLES = 100;

export class QuintSpec {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /** What the main module defines and imports, by name. */
  get definitions(): ReadonlyMap<string, Definition> {
    return new Map(
      Array.from(this.#program.definitions, ([name, definition]) => [name, this.#definition(name, definition)]),
    );
  }

  /** The same specification with another of its modules as the main one, without reading it again. @throws SpecError */
  module(main: string): QuintSpec {
    return new QuintSpec(withMain(this.#program, main));
  }

  #definition(name: string, definition: LookupDefinition): Definition {
    const kind = definition.kind === 'def' ? definition.qualifier : definition.kind;
    const body = definition.kind === 'def' ? definition.expr : undefined;
    return {
      name,
      kind: KINDS[kind] ?? kind,
      parameters: body?.kind === 'lambda' ? body.params.map((parameter) => parameter.name) : [],
      ...this.#program.sources.position(definition.id),
    };
  }

  /** Random traces, as of `quint run --mbt`: from `init`, by steps, until an invariant is violated. @throws SpecError */
  run(options: RunOptions): RunReport {
    return runSpec(this.#program, options);
  }

  /** The runs of the main module whose names match, as `quint test` does. */
  test(names = /Test$/, options: Partial<TestOptions> = {}): readonly TestReport[] {
    return testSpec(this.#program, names, { seed: 1, samples: SAMPLES, ...options });
  }

  /** The specification as bytes, from which `takeSpec` has it without reading it again. Keep one that was read with all checks. */
  keep(): Uint8Array {
    return keepProgram(this.#program);
  }

  session(seed: bigint | number = 1): Session {
    return new Session(this.#program, seedOf(seed));
  }
}

/**
 * Reads a specification.
 *
 * @param main Its main module.
 * @param source A text to take instead of the file's.
 * @param checks What is checked of it. Names are enough for a text that differs in one place from one that was checked.
 * @throws SpecError with the first error, on one line.
 */
export const loadSpec = (file: string, main: string, source?: string, checks?: SpecChecks): QuintSpec =>
  new QuintSpec(loadProgram(file, main, source, checks));

/**
 * The specification in a file, from what `keep` gave of it.
 *
 * @param main Its main module.
 * @param kept The bytes.
 * @returns undefined when the bytes are corrupt, of another version, or of another text than the file and its imports have now.
 * @throws SpecError when there is no such module.
 */
export const takeSpec = (file: string, main: string, kept: Uint8Array): QuintSpec | undefined => {
  const program = takeProgram(file, kept);
  return program && new QuintSpec(withMain(program, main));
};
