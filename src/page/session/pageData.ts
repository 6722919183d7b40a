/** What is built into the page beside its code. */
import type { PlayedScript } from './scripts.ts';

/** The module `virtual:figure2` of the page. */
export interface PageData {
  readonly version: string;
  readonly scripts: readonly PlayedScript[];
  /** What goes wrong without a rule, named by their clauses. */
  readonly experiments: readonly PlayedScript[];
  /** Bugs of real projects that no experiment shows, named by the defects that stand for them. */
  readonly museum: readonly PlayedScript[];
  /** By clause id; the page gets them as HTML. */
  readonly clauseTexts: Readonly<Record<string, string>>;
  /** The roles of a server as SVG, marked with the ids of states and transitions. */
  readonly machine: string;
}
