/** `figure2 grade --list` and `--explain`: what is asked of a submission. */

import { type ClauseId, clauses } from '../../core/clauses.ts';
import { type GradeCheck, gradeChecks } from '../../grade/checks.ts';
import { UsageError } from '../../host/errors.ts';
import { print, printJson } from '../../host/output.ts';
import { table } from '../../host/table.ts';
import { wrap } from '../../text/printable.ts';
import { clauseTextOf } from '../support/packageFiles.ts';

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

/** @throws UsageError when there is no such check, and no such clause. */
export const explain = (name: string, json: boolean): void => {
  const clause = name.toUpperCase();
  if (isClauseId(clause)) explainClause(clause, json);
  else explainCheck(name, json);
};

const isClauseId = (name: string): name is ClauseId => Object.hasOwn(clauses, name);

/** The title, where it stands in the paper, what the spec says, and the checks that can find it broken. */
const explainClause = (id: ClauseId, json: boolean): void => {
  const { title, source, page } = clauses[id];
  const text = clauseTextOf(id);
  const enforcedBy = gradeChecks.filter((one) => one.clauses.includes(id)).map(({ check }) => check);
  if (json) {
    printJson({ clause: id, title, source, page: `spec/${page}`, text, enforcedBy });
    return;
  }
  const by = enforcedBy.length === 0 ? 'No check of its own; it is broken with others.' : enforcedBy.join(', ');
  print([`${id} ${title}`, `${source}; spec/${page}`, '', text, '', `Enforced by: ${by}`].join('\n'));
};

const kindWords: Readonly<Record<GradeCheck['kind'], string>> = {
  scenario: 'a scenario',
  wire: 'a check of the wire',
  schedule: 'a schedule',
  'crash point': 'crash points',
  robustness: 'a check of robustness',
};

const explainCheck = (name: string, json: boolean): void => {
  const found = gradeChecks.find(({ check }) => check.toLowerCase() === name.toLowerCase());
  if (!found) throw new UsageError(`there is no check ${name}; figure2 grade --list has their names`);
  if (json) printJson(found);
  else {
    const { check, kind, part, words } = found;
    const rules = found.clauses.map((id) => `${id} ${clauses[id].title} (${clauses[id].source})`);
    print(
      [
        `${check}, ${kindWords[kind]}${part === undefined ? '' : ` of part ${part}`}`,
        ...wrap(words, WIDTH),
        ...rules,
      ].join('\n'),
    );
  }
};
