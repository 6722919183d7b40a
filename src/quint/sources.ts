/** Where things are written. */
import type { Loc } from '@informalsystems/quint/dist/src/ErrorMessage.js';
import type { QuintError } from '@informalsystems/quint/dist/src/quintError.js';
import { oneLine, SpecificationError } from './errors.ts';

/** Lines and columns count from 1, as editors do. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const positionWords = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

const positionOf = ({ source, start }: Loc): Position => ({
  file: source,
  line: start.line + 1,
  column: start.col + 1,
});

/** The text of a file, with the ends of lines that the parser knows. */
export const textOf = (read: string): string => read.replaceAll('\r\n', '\n');

/** Where each piece of a specification is written, and how. */
export class Sources {
  readonly #file: string;
  /** Where each piece is, by its id. */
  readonly places: ReadonlyMap<bigint, Loc>;
  /** The texts of all files, by path. */
  readonly texts: ReadonlyMap<string, string>;

  constructor(file: string, places: ReadonlyMap<bigint, Loc>, texts: ReadonlyMap<string, string>) {
    this.#file = file;
    this.places = places;
    this.texts = texts;
  }

  /** What the evaluator made up is nowhere; then it is the beginning of the file. */
  position(id: bigint | undefined): Position {
    const place = id === undefined ? undefined : this.places.get(id);
    return place ? positionOf(place) : { file: this.#file, line: 1, column: 1 };
  }

  /** The piece as it is written. */
  text(id: bigint): string {
    const place = this.places.get(id);
    if (place === undefined) return '';
    const { source, start, end } = place;
    return (this.texts.get(source) ?? '').slice(start.index, (end ?? start).index + 1);
  }

  /** The first of several errors, as one line. */
  error(errors: readonly QuintError[]): SpecificationError {
    // An instance of a module repeats the errors of the module.
    const different = new Map(
      errors.toReversed().map((error) => {
        const at = this.position(error.trace?.[0] ?? error.reference);
        return [`${positionWords(at)} ${error.code}`, { error, at }];
      }),
    );
    const told = [...different.values()].toSorted(
      (one, other) => one.at.line - other.at.line || one.at.column - other.at.column,
    );
    const [first] = told;
    if (first === undefined) return new SpecificationError(`${this.#file}: not a specification`);
    const more = told.length === 1 ? '' : ` (and ${told.length - 1} more)`;
    return new SpecificationError(`${positionWords(first.at)}: ${errorWords(first.error)}${more}`);
  }
}

export const errorWords = ({ message, code }: QuintError): string => `${oneLine(message)} [${code}]`;
