/** `figure2 grade --list` and `--explain`: what is asked of a submission. */

import { clauses } from '../../core/clauses.ts';
import { gradeChecks } from '../../grade/checks.ts';
import { UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { wrap } from '../../text/printable.ts';

const WIDTH = 100;

/** Lists the checks. */
export const listChecks = (json: boolean): void => {
  if (json) printJson(gradeChecks);
  else
    print(
      table(
        [{ title: 'check' }, { title: 'kind' }, { title: 'part' }, { title: 'clauses' }],
        gradeChecks.map(({ check, kind, part = '', clauses: its }) => [check, kind, part, its.join(' ')]),
      ),
    );
};

/** @throws UsageError when there is no such check. */
export const explainCheck = (name: string, json: boolean): void => {
  const found = gradeChecks.find(({ check }) => check.toLowerCase() === name.toLowerCase());
  if (!found) throw new UsageError(`there is no check ${name}; figure2 grade --list has their names`);
  if (json) printJson(found);
  else {
    const { check, kind, part, words } = found;
    const rules = found.clauses.map((id) => `${id} ${clauses[id].title} (${clauses[id].source})`);
    print(
      [
        `${check}, ${kind === 'wire' ? 'a check of the wire' : `a ${kind}`}${part === undefined ? '' : ` of part ${part}`}`,
        ...wrap(words, WIDTH),
        ...rules,
      ].join('\n'),
    );
  }
};
