import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { figure2, oneLineThat, scratchFolder, shell, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'broken.ts', 'A46');
writeFileSync(join(folder, 'package.json'), '{\n  "devDependencies": { "figure2": "0.1.0" }\n}\n');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** A module that exports a model which counts from 0 to 3, with these properties. */
const model = (properties: string): string =>
  `export const model = {
  name: 'counting', initialStates: [0], actions: () => ['up'], next: (state) => (state < 3 ? state + 1 : undefined),
  properties: [${properties}],
};\n`;

/** What GitHub's runner obeys of an output: lines that begin as a command, but none while commands are stopped. */
const obeyed = (output: string): readonly string[] => {
  const commands: string[] = [];
  let token: string | undefined;
  for (const line of output.split('\n').map((text) => text.trimStart())) {
    if (token !== undefined) {
      if (line === `::${token}::`) token = undefined;
    } else if (line.startsWith('::stop-commands::')) token = line.slice('::stop-commands::'.length);
    else if (line.startsWith('::') || line.includes('##[')) commands.push(line);
  }
  expect(token).toBeUndefined();
  return commands;
};

describe('figure2 check --report', () => {
  test('all reports of one run that finds a violation, and the text as well', () => {
    write('summary.md', '# An earlier command\n');
    const { status, stdout, stderr } = shell(
      folder,
      `GITHUB_STEP_SUMMARY=summary.md GITHUB_RUN_ID=99 figure2 check --budget 1s --seed 7 --protocol ./broken.ts \
       --report github --report junit=deep/er/results.xml --report sarif=figure2.sarif`,
    );
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^Broken clause: RS-L-4 /m);
    expect(obeyed(stdout)).toEqual([
      expect.stringMatching(/^::error file=broken\.ts,line=\d+,title=figure2 check%3A RS-L-4 [^:]*::S\d [^\n]*RS-L-4/),
    ]);
    expect(read('summary.md')).toMatch(
      /^# An earlier command\n## ❌ figure2 check: [^\n]*broken\.ts\n[\s\S]*```mermaid\n/,
    );
    expect(read('deep/er/results.xml')).toMatch(/<failure message="[^"]*" type="RS-L-4">/);
    const sarif = JSON.parse(read('figure2.sarif')) as { readonly runs: readonly [Record<string, unknown>] };
    expect(sarif.runs[0]).toMatchObject({
      automationDetails: { id: 'figure2 check ./broken.ts/99' },
      results: [{ ruleId: 'RS-L-4', level: 'error' }],
    });
  });

  test('a file for GitHub takes the summary', () => {
    const { status, stdout } = figure2(folder, 'lab', '--only', 'InitialElection3A', '--report', 'github=page.md');
    expect(status).toBe(0);
    expect(obeyed(stdout)).toEqual([]);
    expect(stdout).toMatch(/^1 of 1 run passed/m);
    expect(read('page.md')).toMatch(/^## ✅ figure2 lab: the shipped Raft\n\n\*\*PASS\.\*\* 1 of 1 case passed/);
  });

  test.each(['junit', 'sarif'])('%s without a file stands alone on standard output', (name) => {
    const { status, stdout, stderr } = figure2(folder, 'lab', '--only', '3A', '--report', name);
    expect([status, stderr]).toEqual([0, '']);
    if (name === 'junit')
      expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites [\s\S]*<\/testsuites>\n$/);
    else expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  });

  test('a report in a file leaves --json as it is', () => {
    const flags = ['lab', '--only', 'InitialElection3A', '--seed', '3', '--json'];
    const steady = (text: string): string => text.replaceAll(/"seconds": [\d.]+/g, '');
    const plain = figure2(folder, ...flags);
    const reported = figure2(folder, ...flags, '--report', 'junit=json.xml');
    expect(steady(reported.stdout)).toBe(steady(plain.stdout));
    expect(read('json.xml')).toContain('tests="1" failures="0"');
  });
});

describe('figure2 explore --report', () => {
  const annotationOf = (properties: string): readonly string[] => {
    write('counting.mjs', model(properties));
    return obeyed(
      figure2(folder, 'explore', './counting.mjs', '--report', 'github', '--report', 'sarif=m.sarif').stdout,
    );
  };
  const levels = (): readonly string[] => {
    const { runs } = JSON.parse(read('m.sarif')) as {
      readonly runs: readonly [{ readonly results: readonly { readonly level: string }[] }];
    };
    return runs[0].results.map(({ level }) => level);
  };

  test('a broken property stands where the model names it, with its path', () => {
    const [line, ...others] = annotationOf("\n    { name: 'below 3', kind: 'always', holds: (state) => state < 3 }");
    expect(others).toEqual([]);
    expect(line).toMatch(/^::error file=counting\.mjs,line=4,title=figure2 explore%3A below 3::below 3: /);
    expect(line).toContain('%0A3  "up"%0A     2 → 3');
    expect(levels()).toEqual(['error']);
  });

  test('liveness is a warning, and what was never seen is a note', () => {
    annotationOf("{ name: 'nine', kind: 'eventually', holds: (state) => state === 9 }");
    expect(levels()).toEqual(['warning']);
    annotationOf("{ name: 'nine', kind: 'sometimes', holds: (state) => state === 9 }");
    expect(levels()).toEqual(['note']);
  });

  test('no model and no protocol makes GitHub obey it', () => {
    const forged = '::error file=a::b ##[error]c\\n::warning::d';
    write(
      'forger.mjs',
      `console.log('::error::e'); console.log(' ::error::f');\n${model(`{ name: '${forged}', kind: 'always', holds: () => ({ ok: false, because: '${forged}' }) }`)}`,
    );
    const { status, stdout, stderr } = figure2(folder, 'explore', './forger.mjs', '--report', 'github');
    expect(status).toBe(1);
    expect(stderr).toContain('::error::e');
    expect(obeyed(stdout)).toEqual([expect.stringMatching(/^::error file=forger\.mjs,line=\d+,title=figure2 explore/)]);
  });

  test('paths are from the top of the repository, wherever the command is given', () => {
    write('counting.mjs', model("{ name: 'below 3', kind: 'always', holds: (state) => state < 3 }"));
    const { stdout } = shell(
      folder,
      `mkdir -p below/here && cd below/here && cp ../../counting.mjs . && \
       GITHUB_WORKSPACE='${folder}' figure2 explore ./counting.mjs --report github`,
    );
    expect(obeyed(stdout)).toEqual([expect.stringMatching(/^::error file=below\/here\/counting\.mjs,line=3,/)]);
  });

  test('one broken property is one alert; what was left open because of it is skipped', () => {
    write(
      'several.mjs',
      model(`
        { name: 'below 9', kind: 'always', holds: (state) => state < 9 },
        { name: 'below 3', kind: 'always', holds: (state) => state < 3 },
        { name: 'seven', kind: 'sometimes', holds: (state) => state === 7 },
        { name: 'ends', kind: 'eventually', holds: (state) => state === 3 },
      `),
    );
    const flags = ['explore', './several.mjs', '--report', 'junit=several.xml', '--report', 'sarif=several.sarif'];
    expect(figure2(folder, ...flags).status).toBe(1);
    const sarif = JSON.parse(read('several.sarif')) as { readonly runs: readonly [{ readonly results: unknown }] };
    expect(sarif.runs[0].results).toEqual([expect.objectContaining({ ruleId: 'below 3' })]);
    expect(read('several.xml')).toMatch(/<testsuites [^>]*failures="1" errors="0" skipped="3"/);
    expect(read('several.xml')).not.toContain('not decided: not decided');
  });

  test('a configuration whose memory is used up is not decided', () => {
    const flags = ['explore', 'conflicts', '--memory', '16m', '--report', 'junit=open.xml'];
    expect(figure2(folder, ...flags).status).toBe(2);
    expect(read('open.xml')).toMatch(/<error message="Not every reachable state was seen[^"]*" type="bounded-world">/);
  });
});

describe('what can not be reported', () => {
  test.each([
    [['--report', 'tap'], /give github, junit, sarif, or one of them with a file, such as junit=results\.xml/],
    [['--report', 'junit='], /give github, junit, sarif/],
    [['--report', 'junit', '--json'], /--json and --report junit all want standard output; give a file/],
    [['--report', 'junit', '--report', 'sarif'], /--report junit and --report sarif all want standard output/],
    [['--report', 'github', '--report', 'sarif'], /--report sarif and --report github all want standard output/],
    [['--report', 'github', '--json'], /--json and --report github all want standard output/],
    [['--report', 'junit=.'], /can't write --report junit=FILE \.: it is a folder/],
    [['--report', 'junit=package.json/a.xml'], /can't write into --report junit=FILE package\.json: .* is a file/],
  ])('%j is told in one line, before the work', (flags, words) => {
    const { status, stdout, stderr } = figure2(folder, 'lab', ...flags);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(oneLineThat(words));
  });

  test('bad input writes no report', () => {
    const { status } = figure2(folder, 'check', '--protocol', './none.ts', '--report', 'junit=none.xml');
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'none.xml'))).toBe(false);
  });

  test('a summary that can not be written is no other verdict', () => {
    const line = 'GITHUB_STEP_SUMMARY=/none/such figure2 lab --only InitialElection3A --report github';
    const { status, stderr } = shell(folder, line);
    expect(status).toBe(0);
    expect(stderr).toMatch(oneLineThat(/can't write the summary of the job to \/none\/such: no such file/));
  });
});

test('the shipped Raft in this repository: findings stand in the written spec', () => {
  rmSync(join(folder, 'package.json'));
  const script = `import { placesIn } from './dist/src/verify/report/place.js';
    console.log(JSON.stringify(placesIn(undefined).ofClause('AE-3')));`;
  write('where.mjs', script.replace('./dist', resolve('dist')));
  const { stdout } = shell(resolve('.'), `node ${join(folder, 'where.mjs')}`);
  const { file, line } = JSON.parse(stdout) as { readonly file: string; readonly line: number };
  expect(file).toBe('spec/figure2.md');
  expect(readFileSync(file, 'utf8').split('\n')[line - 1]).toMatch(/^### AE-3 /);
});
