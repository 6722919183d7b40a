/** What the directed schedules do, as the last section of the page that says what the grader finds. */
import { gradeChecks } from '../grade/checks.ts';
import { schedules } from '../grade/schedules/index.ts';
import { clauseLink, markdownText } from './generated.ts';

const HEADING = '## What the schedules are';

/** The section. */
export const scheduleSection = (): string => {
  const rows = gradeChecks
    .filter(({ kind }) => kind === 'schedule')
    .map(({ check, clauses, words }) => [
      check,
      `${schedules.find(({ id }) => id === check)?.servers ?? ''}`,
      clauses.map(clauseLink).join(', '),
      markdownText(words),
    ]);
  const titles = ['Schedule', 'Servers', 'Clauses', 'What is done'];
  const lines = [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${HEADING}\n\n${lines.join('\n')}`;
};

/** The page's text with this section as it is today. */
export const retellSchedules = (text: string): string => {
  const start = text.lastIndexOf(HEADING);
  return start === -1 ? text : `${text.slice(0, start)}${scheduleSection()}\n\n`;
};
