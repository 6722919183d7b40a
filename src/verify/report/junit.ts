/** A judgement as JUnit XML, in the common denominator of its readers: https://github.com/testmoapp/junitxml */
import XmlBuilder from 'fast-xml-builder';
import { account, type Case, type Judgement, line, type ReportedFinding } from './judgement.ts';

/** What breaks the check says nothing of what it checks: an error, not a failure. */
const isFailure = ({ kind }: ReportedFinding): boolean => kind === 'violation' || kind === 'failure';

const INDENT = '  ';

/** @param time when the judgement was made, in ISO 8601. */
export const junitReport = (judgement: Judgement, time: string): string => {
  const { verb, subject, seed, seconds, cases, verdict } = judgement;
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  const told = new Set<ReportedFinding>();
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressBooleanAttributes: false,
    format: true,
    indentBy: INDENT,
    suppressEmptyNode: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': line(`figure2 ${verb}: ${subject}`),
      ...countsOf(cases),
      '@time': decimal(seconds),
      '@timestamp': time,
      testsuite: suites.map((suite) => {
        const own = cases.filter((one) => one.suite === suite);
        return {
          '@name': line(suite),
          ...countsOf(own),
          '@time': timeOf(own),
          '@timestamp': time,
          properties: {
            property: [
              { '@name': 'subject', '@value': line(subject) },
              { '@name': 'verdict', '@value': line(verdict) },
              ...(seed === undefined ? [] : [{ '@name': 'seed', '@value': String(seed) }]),
            ],
          },
          testcase: own.map((one) => caseOf(one, verb, told)),
        };
      }),
    },
  });
};

const countsOf = (cases: readonly Case[]): object => ({
  '@tests': String(cases.length),
  '@failures': String(cases.filter(({ finding }) => finding && isFailure(finding)).length),
  '@errors': String(cases.filter(({ finding }) => finding && !isFailure(finding)).length),
  '@skipped': String(cases.filter(({ skipped }) => skipped !== undefined).length),
});

const decimal = (seconds: number): string => seconds.toFixed(3);

const timeOf = (cases: readonly Case[]): string => decimal(cases.reduce((sum, { seconds = 0 }) => sum + seconds, 0));

/** What is wrong with several cases is told in full with the first. */
const caseOf = (
  { suite, name, measure, seconds = 0, finding, skipped }: Case,
  verb: string,
  told: Set<ReportedFinding>,
): object => {
  const about = {
    '@name': line(name),
    '@classname': line(`figure2.${verb}.${suite}`),
    '@time': decimal(seconds),
    ...(finding && { '@file': line(finding.place.file), '@line': String(finding.place.line) }),
  };
  if (skipped !== undefined) return { ...about, skipped: { '@message': line(skipped) } };
  if (!finding) return { ...about, ...(measure !== undefined && { 'system-out': line(measure) }) };
  const text = told.has(finding) ? [line(finding.message)] : account(finding);
  told.add(finding);
  const outcome = { '@message': line(finding.message), '@type': line(finding.rule.id), '#text': text.join('\n') };
  const attachment = finding.trace === undefined ? {} : { 'system-out': `[[ATTACHMENT|${line(finding.trace)}]]` };
  return { ...about, [isFailure(finding) ? 'failure' : 'error']: outcome, ...attachment };
};
