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
        [{ title: 'check' }, { title: 'kind' }, { title: 'part' }, { title: 'clause' }],
        gradeChecks.map(({ check, kind, part = '', clause = '' }) => [check, kind, part, clause]),
      ),
    );
};

/** @throws UsageError when there is no such check. */
export const explainCheck = (name: string, json: boolean): void => {
  const found = gradeChecks.find(({ check }) => check.toLowerCase() === name.toLowerCase());
  if (!found) throw new UsageError(`there is no check ${name}; figure2 grade --list has their names`);
  if (json) printJson(found);
  else {
    const { check, kind, part, clause, words } = found;
    const rule =
      clause === undefined ? [] : wrap(`${clause}: ${clauses[clause].title} (${clauses[clause].source})`, WIDTH);
    print(
      [`${check}, a ${kind}${part === undefined ? '' : ` of part ${part}`}`, ...wrap(words, WIDTH), ...rule].join('\n'),
    );
  }
};
