/** `figure2 grade` on rules on plain data, which need no compiler; on Go, see test/grade. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { keptText, readKept } from '../../src/grade/resume.ts';
import { figure2, figure2Here, oneLineThat, scratchFolder, writeMutant } from './figure2.ts';

const folder = scratchFolder();
writeMutant(folder, 'votes.mjs', 'A01');
const index = JSON.stringify(resolve('dist/src/index.js'));
writeFileSync(
  join(folder, 'good.mjs'),
  `import { restart, step } from ${index};\nexport const protocol = { step: (server, event) => step(server, event), restart };\n`,
);
writeFileSync(
  join(folder, 'stuck.mjs'),
  `import { restart, step } from ${index};
export const protocol = { step: (server, event) => { if (event.type === 'timeout') for (;;); return step(server, event); }, restart };
`,
);
// of seven servers it computes without end
writeFileSync(
  join(folder, 'slow.mjs'),
  `import { restart, step } from ${index};
export const protocol = { step: (server, event) => { if (server.peers.length > 5) for (;;); return step(server, event); }, restart };
`,
);
writeFileSync(
  join(folder, 'silent.mjs'),
  `import { restart } from ${index};\nexport const protocol = { step: (server) => ({ server, effects: [], fired: [] }), restart };\n`,
);

writeFileSync(join(folder, 'waits.mjs'), 'await new Promise(() => {});\nexport const protocol = {};\n');
writeFileSync(
  join(folder, 'exits.mjs'),
  `import { restart, step } from ${index};
let steps = 0;
export const protocol = { step: (server, event) => { if (++steps === 50) process.exit(0); return step(server, event); }, restart };
`,
);

writeFileSync(join(folder, 'wrong.json'), '{"title":"x","parts":{"3A":"20"}}');
writeFileSync(
  join(folder, 'rubric.json'),
  '{"title":"Lab 3A","parts":{"3A":9},"checks":{"W1":1},"seeds":[1],"hiddenSeeds":[7]}',
);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('figure2 grade', () => {
  test('says of each scenario what came of it', () => {
    const { status, stdout, stderr } = figure2(folder, 'grade', 'good.mjs', '--only', '3A', '--seed', '1');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^good\.mjs: rules on plain data\n3A {4}InitialElection3A {2}passed\n/);
    expect(stdout).toMatch(/\npassed 3 of 3 runs, 5 of 8 checks of the wire; 3 not checked, seed 1\n$/);
  });

  test('goes on to the next one after a module that never finishes loading, or ends the process', () => {
    const names = ['waits.mjs', 'exits.mjs', 'good.mjs'];
    const asked = ['--only', 'InitialElection3A', '--seed', '1', '--workers', '1', '--json'];
    const { status, stdout, stderr } = figure2(folder, 'grade', ...names, ...asked);
    expect([status, stderr]).toEqual([1, '']);
    const { submissions } = JSON.parse(stdout) as {
      submissions: readonly { readonly findings: readonly { readonly outcome: string; readonly because: string }[] }[];
    };
    expect(submissions.map(({ findings: [first] }) => [first?.outcome, first?.because])).toEqual([
      ['not gradable', 'waits.mjs does not finish loading: it waits for what never comes'],
      ['failed', expect.stringMatching(/exits\.mjs ends the process: it calls process\.exit\(0\)/)],
      ['passed', ''],
    ]);
  });

  test('says the same with one thread and with two', () => {
    const [one, two] = ['1', '2'].map(
      (workers) =>
        figure2(folder, 'grade', 'good.mjs', '--only', '3A', '--seed', '1', '--workers', workers, '--json').stdout,
    );
    expect(two).toBe(one);
  });

  test('draws how it came to the first finding, or to all of them', () => {
    const args = ['grade', 'votes.mjs', '--only', 'schedules', '--seed', '1'];
    const picture = /\n {6}S1 {6}S2 .*\n {3}1 {2}/g;
    const { stdout } = figure2(folder, ...args);
    expect(stdout.match(picture)).toHaveLength(1);
    expect(stdout).toMatch(
      /^broken vote-crash, seed 1[\s\S]*\n {6}✗ ST-2 broken: S2 has one vote [\s\S]*\nfigure2 grade --explain ST-2\nfigure2 grade votes\.mjs --only vote-crash --seed 1$/m,
    );
    const all = figure2(folder, ...args, '--picture').stdout;
    expect(all.match(picture)).toHaveLength(all.match(/^broken /gm)?.length ?? 0);
    expect(all.match(picture)?.length).toBeGreaterThan(1);
  });

  test('runs nothing of a part of which the first scenario fails, and repeats what failed', () => {
    const { status, stdout } = figure2(folder, 'grade', 'silent.mjs', '--only', '3A', '--seed', '1');
    expect(status).toBe(1);
    expect(stdout).toMatch(/ManyElections3A +not checked/);
    expect(stdout).toMatch(
      /^failed InitialElection3A, seed 1: .*; no server ever sent an RPC, as in the skeleton of the lab$/m,
    );
    expect(stdout).toMatch(/^figure2 grade silent\.mjs --only InitialElection3A --seed 1$/m);
    expect(stdout).toMatch(/^passed 0 of 3 runs, 0 of 8 checks of the wire; 1 failed; 10 not checked, seed 1$/m);
  });

  test('gives a run up that computes without end', () => {
    const args = ['grade', 'stuck.mjs', '--only', 'InitialElection3A', '--seed', '1', '--limit', '2'];
    const { status, stdout } = figure2(folder, ...args);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^failed InitialElection3A, seed 1: a server has computed for 2 s of real time at one thing, and goes on$/m,
    );
  });

  test('grades a class with a line for each', () => {
    const { status, stdout } = figure2(
      folder,
      'grade',
      'good.mjs',
      'silent.mjs',
      'nothing',
      '--only',
      '3A',
      '--seed',
      '1',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^good\.mjs +3\/3 +passed$/m);
    expect(stdout).toMatch(/^silent\.mjs +0\/3 +failed$/m);
    expect(stdout).toMatch(/^nothing +not gradable: nothing is no folder; give the folder of a submission$/m);
  });

  test.each([
    [['good.mjs', '--only', '3E'], /no scenario or schedule is called 3E; --only takes 3A/],
    [[], /there is no submission; give folders or modules/],
    [['--explain', 'W99'], /there is no check W99; figure2 grade --list has their names/],
    [['good.mjs', '--rubric', 'wrong.json'], /can't grade by the rubric wrong\.json: parts\.3A: .*expected number/],
    [['good.mjs', '--rubric', 'nowhere.json'], /can't read nowhere\.json/],
    [['good.mjs', '--rubric', 'rubric.json', '--seed', '2'], /names the seeds; leave --seed and --seeds out/],
    [['good.mjs', '--report', 'xlsx=a'], /give gradescope, prairielearn, .* html, with a file/],
    [['good.mjs', '--report', 'csv='], /give gradescope/],
    [['good.mjs', '--report', 'csv', '--json'], /--json and --report csv want standard output; give a file/],
    [['good.mjs', 'silent.mjs', '--report', 'gradescope=a.json'], /has one submission; give a file for each.*\{name\}/],
    [['good.mjs', '--report', 'csv=good.mjs/a.csv'], /can't write/],
    [['good.mjs', '--resume', 'kept.json'], /--resume asks the same as before; give --seed/],
    [['good.mjs', '--seed', '1', '--resume', 'wrong.json'], /can't go on from --resume wrong\.json: figure2: /],
  ])('%j is refused', async (args, words) => {
    expect(await figure2Here(folder, 'grade', ...args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(oneLineThat(words)) as unknown,
    });
  });

  test('without Go grades those that need none, and says which it has left out', () => {
    const [go, good] = [resolve('test/grade/submissions/good'), 'good.mjs'];
    const args = ['grade', go, good, '--only', 'InitialElection3A', '--seed', '1', '--go', 'no-such-go', '--json'];
    const { status, stdout, stderr } = figure2(folder, ...args);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/not graded: .*good: .*no-such-go can't be run; install Go 1\.24/)),
    ]);
    const { ok, submissions } = JSON.parse(stdout) as { ok: boolean; submissions: readonly { path: string }[] };
    expect([ok, submissions.map(({ path }) => path)]).toEqual([true, [good]]);
  });

  test('says what is missing where there is no compiler', () => {
    const { status, stderr } = figure2(process.cwd(), 'grade', 'test/grade/submissions/good', '--go', 'no-such-go');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(oneLineThat(/no-such-go can't be run; install Go 1\.24/)),
    ]);
  });
});

describe('figure2 grade, for staff', () => {
  test('counts points by a rubric, and writes reports of a class and of each', () => {
    const reports = ['csv=class.csv', 'junit=class.xml', 'html=class.html', 'gradescope=out/{name}.json'];
    const { status, stdout, stderr } = figure2(
      folder,
      ...['grade', 'good.mjs', 'silent.mjs', '--rubric', 'rubric.json'],
      ...reports.flatMap((report) => ['--report', report]),
    );
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^good\.mjs: 10 of 10 points$/m);
    expect(stdout).toMatch(/^silent\.mjs: 0 of 10 points$/m);
    expect(read('class.csv')).toMatch(/^submission,score,.*\r\ngood\.mjs,10,10,0,9,.*\r\nsilent\.mjs,0,10,0,0,/);
    expect(JSON.parse(read('out/good.mjs.json'))).toMatchObject({ score: 10 });
    expect(JSON.parse(read('out/silent.mjs.json'))).toMatchObject({ score: 0 });
    expect(read('class.xml')).toMatch(/<testsuites [^>]*tests="\d+" failures="1" errors="0" skipped="\d+"/);
    expect(read('class.html')).toContain('<h2 id="h1">silent.mjs: 0 of 10 points</h2>');
  });

  test('prints a report alone where it has no file', () => {
    const args = ['grade', 'good.mjs', '--only', '3A', '--seed', '1', '--report', 'autolab'];
    expect(figure2(folder, ...args)).toEqual({ status: 0, stdout: '{"scores":{"3A":20}}\n', stderr: '' });
  });

  test('says what a class has in common', () => {
    const { stdout } = figure2(
      folder,
      'grade',
      'silent.mjs',
      './silent.mjs',
      'good.mjs',
      '--only',
      '3A',
      '--seed',
      '1',
    );
    expect(stdout).toMatch(/^2 submissions fail InitialElection3A, such as: .*\n {2}silent\.mjs, \.\/silent\.mjs$/m);
  });

  test('takes what is kept, if the program and what is asked are the same, and nothing else', () => {
    const args = ['grade', 'good.mjs', '--only', 'InitialElection3A', '--resume', 'kept.json'];
    rmSync(join(folder, 'kept.json'), { force: true });
    expect(figure2(folder, ...args, '--seed', '1').status).toBe(0);
    // a run would not say this
    const kept = readKept(read('kept.json'));
    const [one] = kept.ok ? kept.value : [];
    const [finding] = one?.findings ?? [];
    if (one && finding) {
      const findings = [{ ...finding, outcome: 'failed', because: 'as kept' } as const];
      writeFileSync(join(folder, 'kept.json'), keptText([{ ...one, findings }]));
    }
    expect(figure2(folder, ...args, '--seed', '1')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(': as kept') as unknown,
    });
    expect(figure2(folder, ...args, '--seed', '2').status).toBe(0);
    const text = read('good.mjs');
    writeFileSync(join(folder, 'good.mjs'), `${text}// another program\n`);
    expect(figure2(folder, ...args, '--seed', '1').status).toBe(0);
    writeFileSync(join(folder, 'good.mjs'), text);
  });

  test('has a report of what was known when it was ended from outside', async () => {
    const args = ['grade', 'slow.mjs', '--only', '3A', '--seed', '1', '--report', 'gradescope=early.json'];
    const main = resolve('dist/src/cli/main.js');
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: 'ignore' });
    const outputs = (): readonly string[] => {
      const text = existsSync(join(folder, 'early.json')) ? read('early.json') : '{"tests":[]}';
      return (JSON.parse(text) as { readonly tests: readonly { readonly output: string }[] }).tests.map(
        ({ output }) => output,
      );
    };
    while (outputs().filter((output) => output.includes('passed')).length < 2 && child.exitCode === null)
      await wait(50);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(outputs()).toEqual([
      '<pre>1 of 1 run passed</pre>',
      '<pre>1 of 1 run passed</pre>',
      '<pre>not checked: it was not run</pre>',
    ]);
  });

  test('leaves no report, which would say nothing of the submission, where there is no compiler', () => {
    const file = join(folder, 'none.json');
    const args = ['test/grade/submissions/good', '--go', 'no-such-go', '--report', `gradescope=${file}`];
    expect(figure2(process.cwd(), 'grade', ...args).status).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  test('grades the others of a class in which one can not be loaded', () => {
    const { status, stdout } = figure2(folder, 'grade', 'absent.mjs', 'good.mjs', '--only', '3A', '--seed', '1');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^absent\.mjs +not gradable: can't read absent\.mjs/m);
    expect(stdout).toMatch(/^good\.mjs +3\/3 +passed$/m);
  });

  test('lists its checks, and says what each does', async () => {
    const listed = await figure2Here(folder, 'grade', '--list');
    expect(listed).toMatchObject({ status: 0, stderr: '' });
    expect(listed.stdout).toMatch(/^Figure83C +scenario +3C$/m);
    const asJson = JSON.parse((await figure2Here(folder, 'grade', '--list', '--json')).stdout) as readonly object[];
    expect(asJson).toContainEqual(expect.objectContaining({ check: 'Figure83C', kind: 'scenario', part: '3C' }));
    const { stdout } = await figure2Here(folder, 'grade', '--explain', 'figure83c');
    expect(stdout).toMatch(/^Figure83C, a scenario of part 3C\nThe leader of five crashes over and over/);
    const wire = await figure2Here(folder, 'grade', '--explain', 'w1');
    expect(wire.stdout).toMatch(/^W1, a check of the wire\nA server votes for one candidate in a term[\s\S]*\nRV-2 /);
    const schedule = await figure2Here(folder, 'grade', '--explain', 'stale-vote');
    expect(schedule.stdout).toMatch(/^stale-vote, a schedule\n.* 3 servers\.\nRS-C-2 /);
    const clause = await figure2Here(folder, 'grade', '--explain', 'rv-2');
    expect(clause.stdout).toMatch(
      /^RV-2 Grant the vote .*\nFigure 2, RequestVote RPC, receiver 2; .*\n\nFor a request [\s\S]*\*\*Without it:\*\* [\s\S]*\nEnforced by: W1, leader-asked/,
    );
    const clauseAsJson = JSON.parse(
      (await figure2Here(folder, 'grade', '--explain', 'SP-18', '--json')).stdout,
    ) as object;
    expect(clauseAsJson).toMatchObject({ clause: 'SP-18', enforcedBy: [] });
    const told = JSON.parse((await figure2Here(folder, 'grade', '--explain', 'Count3B', '--json')).stdout) as object;
    expect(told).toMatchObject({ check: 'Count3B', words: expect.stringContaining('60 in a second') as unknown });
  });
});
