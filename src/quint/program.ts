/** Reads a specification and checks its names, types and effects. */
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { newIdGenerator } from '@informalsystems/quint/dist/src/idGenerator.js';
import { type IRVisitor, walkModule } from '@informalsystems/quint/dist/src/ir/IRVisitor.js';
import type { QuintEx, QuintModule } from '@informalsystems/quint/dist/src/ir/quintIr.js';
import type { LookupDefinition, LookupTable } from '@informalsystems/quint/dist/src/names/base.js';
import {
  type ParserPhase4,
  parsePhase1fromText,
  parsePhase2sourceResolution,
  parsePhase3importAndNameResolution,
  parsePhase4toposort,
} from '@informalsystems/quint/dist/src/parsing/quintParserFrontend.js';
import { fileSourceResolver } from '@informalsystems/quint/dist/src/parsing/sourceResolver.js';
import { analyzeModules } from '@informalsystems/quint/dist/src/quintAnalyzer.js';
import { SpecificationError } from './errors.ts';
import { hurrySignatures } from './signatures.ts';
import { Sources, textOf } from './sources.ts';

type DefinitionsByModule = ReadonlyMap<string, ReadonlyMap<string, readonly LookupDefinition[]>>;

/** What the evaluator needs of a specification. */
export interface Program {
  readonly file: string;
  readonly main: string;
  readonly sources: Sources;
  readonly table: LookupTable;
  /** The definitions that the main module sees, by name. */
  readonly definitions: ReadonlyMap<string, LookupDefinition>;
  /** All that modules see, by module and name. */
  readonly definitionsByModule: DefinitionsByModule;
  /** Instances of modules: each has expressions of its own. */
  readonly instances: readonly bigint[];
  readonly modules: readonly QuintModule[];
  /** The names that `nondet` defines. */
  readonly nondet: ReadonlySet<bigint>;
}

/** What is checked of a specification that is read: its names, types and effects, or its names alone, in half the time. */
export type SpecChecks = 'all' | 'names';

/** @throws SpecError */
export const loadProgram = (file: string, main: string, source?: string, checks: SpecChecks = 'all'): Program => {
  hurrySignatures();
  const text = textOf(source ?? read(file));
  const path = resolve(file);
  const texts = new Map<string, string>();
  const parsed = quietly(() => parse(file, path, text, texts));
  // Errors name files as the caller does, not as they are resolved for imports.
  const sources = new Sources(file, parsed.sourceMap, texts.set(file, text));
  if (parsed.errors.length > 0) throw sources.error(parsed.errors);
  if (checks === 'all') checkTypes(parsed, sources);
  for (const module of parsed.modules) refuseToPrint(module, sources);
  const { table, modules, resolver } = parsed;
  const { definitionsByModule } = resolver.collector;
  const instances = instancesIn(parsed);
  const nondet = nondetIn(parsed);
  return withMain({ file, sources, table, modules, definitionsByModule, instances, nondet }, main);
};

const checkTypes = ({ table, modules }: ParserPhase4, sources: Sources): void => {
  const [errors] = quietly(() => analyzeModules(table, modules));
  if (errors.length > 0) throw sources.error(errors);
};

/** The program with this one of its modules as the main one. @throws SpecError */
export const withMain = (program: Omit<Program, 'main' | 'definitions'>, main: string): Program => {
  const { file, modules, definitionsByModule } = program;
  const defined = definitionsByModule.get(main);
  if (defined === undefined || !modules.some(({ name }) => name === main)) {
    const names = modules.map(({ name }) => name).join(', ');
    throw new SpecificationError(`${file}: there is no module ${main}; there are ${names}`);
  }
  return { ...program, main, definitions: visible(defined) };
};

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SpecificationError(`can't read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const parse = (file: string, path: string, text: string, texts: Map<string, string>): ParserPhase4 => {
  const ids = newIdGenerator();
  const first = parsePhase1fromText(ids, text, file);
  if (first.errors.length > 0) return asPhase4(first);
  const resolver = fileSourceResolver(texts);
  const second = parsePhase2sourceResolution(ids, resolver, resolver.lookupPath(dirname(path), basename(path)), first);
  if (second.errors.length > 0) return asPhase4(second);
  return parsePhase4toposort(parsePhase3importAndNameResolution(second));
};

/** What comes after the first errors would be errors of its own, about pieces that were not understood. */
const asPhase4 = (phase: Pick<ParserPhase4, 'modules' | 'sourceMap' | 'errors'>): ParserPhase4 => phase as ParserPhase4;

/** The parser tells of its doubts on the standard output, which is not its own. */
const quietly = <Result>(work: () => Result): Result => {
  const { debug, error } = console;
  console.debug = () => undefined;
  console.error = () => undefined;
  try {
    return work();
  } finally {
    Object.assign(console, { debug, error });
  }
};

/** Of several definitions of a name, the outermost is the module's own. What is imported counts as its own. */
const visible = (defined: ReadonlyMap<string, readonly LookupDefinition[]>): ReadonlyMap<string, LookupDefinition> =>
  new Map(
    Array.from(defined, ([name, definitions]) => [name, definitions.find(isOutermost)] as const).filter(isDefined),
  );

const isOutermost = ({ depth }: LookupDefinition): boolean => (depth ?? 0) === 0;

const isDefined = (entry: readonly [string, LookupDefinition | undefined]): entry is [string, LookupDefinition] =>
  entry[1] !== undefined;

const instancesIn = ({ modules }: ParserPhase4): readonly bigint[] =>
  modules.flatMap(({ declarations }) => declarations.filter(({ kind }) => kind === 'instance').map(({ id }) => id));

const nondetIn = ({ modules }: ParserPhase4): ReadonlySet<bigint> => {
  const found = new Set<bigint>();
  const visitor: IRVisitor = {
    enterLet: ({ opdef }) => {
      if (opdef.qualifier === 'nondet') found.add(opdef.id);
    },
  };
  for (const module of modules) walkModule(visitor, module);
  return found;
};

const refuseToPrint = (module: QuintModule, sources: Sources): void =>
  walkModule(
    {
      enterApp: ({ opcode, id }) => {
        if (opcode !== 'q::debug') return;
        throw sources.error([
          { code: 'QNT501', message: 'q::debug prints in the midst of a run; remove it', reference: id },
        ]);
      },
    },
    module,
  );

/** The expression that an error is about. */
export const expressionOf = ({ modules }: Program, id: bigint): QuintEx | undefined => {
  let found: QuintEx | undefined;
  const visitor: IRVisitor = {
    enterExpr: (expression) => {
      if (expression.id === id) found = expression;
    },
  };
  for (const module of modules) walkModule(visitor, module);
  return found;
};
