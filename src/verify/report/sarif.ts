/** A judgement as SARIF 2.1.0, within what GitHub reads of it. */
import { createHash } from 'node:crypto';
import { jsonText, printable } from '../../text/printable.ts';
import {
  account,
  cut,
  type Judgement,
  line,
  type Place,
  type ReportedFinding,
  type ReportRule,
  type ReportStep,
} from './judgement.ts';

/** GitHub's limits, in steps and UTF-16 code units; it reads 10,000 steps, and shows 1,000. */
const STEPS_MAX = 1000;
const NAME_MAX = 255;
const DESCRIPTION_MAX = 1024;
const TEXT_MAX = 4000;
const HELP_MAX = 8000;

interface Circumstances {
  /** Of figure2. */
  readonly version: string;
  /** What tells this run from others. */
  readonly run: string;
}

export const sarifReport = (judgement: Judgement, { version, run }: Circumstances): string => {
  const { verb, subject, ok, verdict, seed, findings } = judgement;
  const rules = rulesOf(judgement);
  const broken = findings.filter(({ kind }) => kind === 'breakdown');
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'figure2', semanticVersion: version, rules: rules.map(ruleOf) } },
        automationDetails: { id: line(`figure2 ${verb} ${subject}/${run}`) },
        invocations: [
          {
            executionSuccessful: broken.length === 0,
            exitCode: broken.length > 0 ? 2 : Number(!ok),
            toolExecutionNotifications: broken.map(({ message }) => ({
              level: 'error',
              message: { text: line(message, TEXT_MAX) },
            })),
          },
        ],
        results: findings
          .filter((finding) => !broken.includes(finding))
          .map((finding) =>
            resultOf(
              finding,
              rules.findIndex(({ id }) => id === finding.rule.id),
            ),
          ),
        columnKind: 'utf16CodeUnits',
        properties: { subject: line(subject), verdict, ...(seed !== undefined && { seed }) },
      },
    ],
  };
  return `${jsonText(document, 2)}\n`;
};

/** Each rule once, also those that only a finding names. */
const rulesOf = ({ rules, findings }: Judgement): readonly ReportRule[] =>
  [
    ...new Map([...rules, ...findings.map(({ rule }) => rule)].toReversed().map((rule) => [rule.id, rule])).values(),
  ].toReversed();

const ruleOf = ({ id, title, level, text = title }: ReportRule): object => ({
  id: line(id, NAME_MAX),
  name: line(title, NAME_MAX),
  shortDescription: { text: line(title, DESCRIPTION_MAX) },
  fullDescription: { text: line(plain(text), DESCRIPTION_MAX) },
  help: { text: cut(plain(text), HELP_MAX), markdown: cut(text, HELP_MAX) },
  defaultConfiguration: { level },
  properties: { tags: ['raft', level === 'warning' ? 'liveness' : 'safety'], precision: 'very-high' },
});

/** What a page of the spec says of a clause, without its list of facts and without marks. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll(/^- \*\*.*(?:\n {2}.*)*\n/gm, '')
    .replaceAll(/\*\*|`/g, '')
    .trim();

const resultOf = (finding: ReportedFinding, ruleIndex: number): object => {
  const { rule, level, place, steps } = finding;
  const text = withoutLinks(account(finding).join('\n'));
  return {
    ruleId: line(rule.id, NAME_MAX),
    ruleIndex,
    level,
    message: { text: cut(text, TEXT_MAX) },
    locations: [{ physicalLocation: physical(place) }],
    partialFingerprints: { [FINGERPRINT]: fingerprintOf(finding) },
    ...(steps.length > 0 && {
      codeFlows: [{ threadFlows: [{ locations: steps.slice(-STEPS_MAX).map(locationOf) }] }],
    }),
  };
};

const locationOf = ({ text, place }: ReportStep, index: number): object => ({
  executionOrder: index + 1,
  location: { physicalLocation: physical(place), message: { text: withoutLinks(line(text, TEXT_MAX)) } },
});

/** In a message of SARIF `[text](target)` is a link; the texts of others may not make one. */
const withoutLinks = (text: string): string => text.replaceAll('](', '] (');

const physical = ({ file, line: startLine, endColumn }: Place): object => ({
  artifactLocation: { uri: printable(file).split('/').map(encodeURIComponent).join('/') },
  region: { startLine, startColumn: 1, endLine: startLine, endColumn },
});

/**
 * A name of our own, with a version: `primaryLocationLineHash` is the name of what GitHub's upload computes from the lines of
 * the file, and it warns of each result that says otherwise.
 */
const FINGERPRINT = 'figure2RuleAndFile/v1';

/** Equal for the same rule broken in the same file, whatever the seed: servers and terms are of one run only. */
const fingerprintOf = ({ kind, rule, about = '', place }: ReportedFinding): string =>
  `${createHash('sha256').update([kind, rule.id, about, place.file].join('\n')).digest('hex').slice(0, 16)}:1`;
