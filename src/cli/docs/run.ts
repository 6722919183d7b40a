/** The table of traces. It was made with the package, from files of which the package has only some: the tests stay behind. */
import type { ClauseId } from '../../core/clauses.ts';
import { columns, type Trace, type TraceColumn, traceabilityData } from '../../docgen/traceability.ts';
import { ExitCode, UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { clauseTextOf, readPackageFile } from '../support/packageFiles.ts';

/**
 * Prints all clauses, or one of them.
 *
 * @throws UsageError when there is no such clause.
 */
export const showClauses = (wanted: string | undefined, { json }: { readonly json?: boolean }): ExitCode => {
  const traces = JSON.parse(readPackageFile(traceabilityData)) as readonly Trace[];
  if (wanted === undefined) {
    if (json) printJson({ ok: true, clauses: traces });
    else print(tableOf(traces));
    return ExitCode.holds;
  }
  const trace = traces.find(({ id }) => id === wanted.toUpperCase());
  if (!trace)
    throw new UsageError(`there is no clause ${wanted}; figure2 docs lists them, from ${traces[0]?.id ?? ''} on`);
  const text = clauseTextOf(trace.id as ClauseId);
  if (json) printJson({ ok: true, clause: trace, text });
  else print(wordsOf(trace, text));
  return ExitCode.holds;
};

const tableOf = (traces: readonly Trace[]): string =>
  table(
    [
      { title: 'Clause' },
      { title: 'Title' },
      ...columns.slice(0, -1).map((title) => ({ title, align: 'right' }) as const),
      { title: 'mutants' },
    ],
    traces.map((trace) => [
      trace.id,
      trace.title,
      ...columns.slice(0, -1).map((column) => String(trace[column].length || '-')),
      trace.mutants.join(' ') || '-',
    ]),
  );

const wordsOf = (trace: Trace, text: string): string =>
  [
    `${trace.id} ${trace.title}`,
    `${trace.kind}; ${trace.source}; ${trace.spec}`,
    '',
    text,
    '',
    ...columns.map((column) => `${column.padEnd(WIDTH)}${cellOf(trace, column)}`),
  ].join('\n');

const WIDTH = 9;

const cellOf = (trace: Trace, column: TraceColumn): string =>
  trace[column].length > 0 ? trace[column].join(`\n${' '.repeat(WIDTH)}`) : `none: ${trace.reasons[column] ?? ''}`;
