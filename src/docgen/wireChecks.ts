/** The page of the checks of the wire: what each holds a submission to, by which clauses, and what it never takes for a fault. */
import { wireCheckNames, wireRules } from '../grade/wire/rules.ts';
import { clauseLink, markdownText } from './generated.ts';

export const wireChecksPath = 'docs/reference/wire-checks.md';

export const renderWireChecks = (): string =>
  [
    '# The checks of the wire',
    '',
    'Generated from `src/grade/wire/rules.ts`; `npm run fix` writes it again.',
    '',
    'They run in every run of a submission, whatever the scenario: between the servers and their host, where messages, saves and',
    'applied commands pass. A finding says in one sentence which two things do not fit, when, and which clause forbids it. A scenario',
    'of the course may be passed all the same: a vote that is saved after it was given does no harm until a crash comes between.',
    '',
    '| check | what it enforces | clause of a finding | never flagged |',
    '| --- | --- | --- | --- |',
    ...wireCheckNames.map((check) => {
      const { enforces, clauses, neverFlagged } = wireRules[check];
      const links = clauses.map(clauseLink).join(', ');
      return `| ${check} | ${markdownText(enforces)} | ${links} | ${markdownText(neverFlagged)} |`;
    }),
    '',
    '## What is recognised',
    '',
    'Submissions name their RPCs and fields as they like, so messages are read by their shape: the method (`vote`, `append`, `heart`,',
    '`replic`, `snap`; with `pre` a pre-vote) or else the fields; the term, a granted vote, a success, the list of entries with term and',
    'command, by names in any case of letters, with or without underscores, also inside structures. Of two fields that could both be',
    'meant none is taken. Sender and receiver are known to the host.',
    '',
    'What is not recognised is *not checked*, and a check that had nothing to judge has not passed either:',
    '',
    ...wireCheckNames.map((check) => `- ${check} takes ${markdownText(wireRules[check].needs)}.`),
    '',
    '## What they can’t see',
    '',
    'A check sees what happens in a run. The scenarios of the course rarely bring about what many faults need: a vote that is forgotten',
    'in a crash, votes and successes of old terms that count, entries of old terms that are committed by counting, a snapshot that comes',
    'late. Such faults pass all scenarios that were tried with two seeds, and no check finds them there; directed schedules are for them.',
    'What a server keeps to itself, such as a leader that counts its own entries before they are saved, is not seen at all.',
    '',
  ].join('\n');
