/** Submissions in Go, built and run. Without a Go compiler these tests are skipped, and say so. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runLab } from '../../../../model/index.ts';
import { buildGo, type GoBuild, GoMissing, goProgram } from '../../../../src/grade/index.ts';

const hasGo = spawnSync('go', ['version']).status === 0;
const GOOD = 'test/grade/submissions/good';

const folder = mkdtempSync(join(tmpdir(), 'figure2-grade-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The good submission with a change of its Raft. */
const changed = (name: string, change: (text: string) => string): string => {
  const copy = join(folder, name);
  cpSync(GOOD, copy, { recursive: true });
  const path = join(copy, 'src/raft1/raft.go');
  const text = readFileSync(path, 'utf8');
  const other = change(text);
  expect(other).not.toBe(text);
  writeFileSync(path, other);
  return copy;
};

/** As the labs were until 2024: `ApplyMsg` and the disk beside the Raft, another module, another folder. */
const asUntil2024 = (name: string, prefix: string): string => {
  const raft = readFileSync(join(GOOD, 'src/raft1/raft.go'), 'utf8')
    .replace(/\t"6\.5840\/raftapi"\n\ttester "6\.5840\/tester1"\n/, '')
    .replaceAll('6.5840/', `${prefix}/`)
    .replaceAll('*tester.Persister', '*Persister')
    .replaceAll('raftapi.ApplyMsg', 'ApplyMsg')
    .replace('applyCh chan ApplyMsg) raftapi.Raft', 'applyCh chan ApplyMsg) *Raft');
  const message = 'CommandValid bool; Command interface{}; CommandIndex int';
  const more = 'SnapshotValid bool; Snapshot []byte; SnapshotTerm int; SnapshotIndex int';
  mkdirSync(join(folder, name, 'src/raft'), { recursive: true });
  writeFileSync(join(folder, name, 'src/raft/raft.go'), `${raft}\ntype ApplyMsg struct { ${message}; ${more} }\n`);
  writeFileSync(join(folder, name, 'src/raft/persister.go'), 'package raft\n\ntype Persister struct{}\n');
  writeFileSync(join(folder, name, 'src/raft/raft_test.go'), 'package raft\n\nimport "nowhere"\n');
  if (!prefix.startsWith('.')) writeFileSync(join(folder, name, 'src/go.mod'), `module "${prefix}"\n\ngo 1.21\n`);
  return join(folder, name);
};

const run = (build: GoBuild, name: string, seed = 1) => runLab({ name, seed, program: goProgram(build) });

test('the submission with a mistake is the good one but for its opening words and the mistake', () => {
  const [good, broken] = [GOOD, 'test/grade/submissions/broken'].map((path) =>
    readFileSync(join(path, 'src/raft1/raft.go'), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('// ')),
  ) as [string[], string[]];
  const lines = broken.filter((line, place) => line !== good[place]);
  expect([broken.length, lines]).toEqual([good.length, ['\trf.role, rf.votedFor = leader, -1']]);
});

test('a compiler that is not there is named', () => {
  expect(() => buildGo(GOOD, { go: 'no-such-go' })).toThrow(GoMissing);
});

describe.skipIf(!hasGo)('a submission in Go (skipped where there is no Go compiler)', () => {
  const good = hasGo ? buildGo(GOOD) : undefined;

  test.each(['InitialElection3A', 'BasicAgree3B', 'Persist13C', 'SnapshotInstallUnCrash3D'])('passes %s', (name) => {
    expect(run(good as GoBuild, name)).toMatchObject({ ok: true });
  });

  test('is not stopped by a goroutine that gives way to another in the middle of a write to a map of ours', () => {
    expect(run(good as GoBuild, 'UnreliableChurn3C', 263_004_372)).toMatchObject({ ok: true });
  });

  test('does the same with the same seed, and other things with another', () => {
    const [one, again, other] = [1, 1, 2].map((seed) => run(good as GoBuild, 'ReElection3A', seed));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test.each([
    ['of 2020, with relative imports', '..'],
    ['of 2022', '6.824'],
    ['of 2024, with a module of its own', 'raft-lab'],
  ])('%s is built and run', (name, prefix) => {
    const build = buildGo(asUntil2024(name, prefix));
    expect(build.layout).toMatchObject({ ownsApplyMsg: true, ownsPersister: true, raft: 'raft' });
    expect(run(build, 'SnapshotBasic3D')).toMatchObject({ ok: true });
  });

  test('that gives no votes is found by the scenario', () => {
    const path = changed('no votes', (text) => text.replace('reply.VoteGranted = true', 'reply.VoteGranted = false'));
    expect(run(buildGo(path), 'InitialElection3A')).toMatchObject({
      ok: false,
      because: expect.stringMatching(/leader/) as unknown,
    });
  });

  test.each([
    ['ends itself', 'os.Exit(0)', /S\d has ended itself with code 0/],
    ['panics', 'panic("so")', /S\d has given up: panic: so/],
    [
      'never waits for the clock',
      'for time.Now().Year() < 2050 {}',
      /it asks for the time again and again and never waits/,
    ],
    [
      'calls itself for ever',
      'var f func(int) int; f = func(n int) int { return f(n+1) + 1 }; f(0)',
      /S\d (?:calls itself too deep|has given up)/,
    ],
    ['waits for ever', 'select {}', /leader/],
    [
      'takes all memory',
      'var all [][]byte; for { all = append(all, make([]byte, 1<<20)) }',
      /S\d has given up: (?:runtime|fatal error): .*memory/,
    ],
  ])('that %s fails, and says so', (name, code, words) => {
    const path = changed(name, (text) =>
      text
        .replace('\t"math/rand"\n', '\t"math/rand"\n\t"os"\n')
        .replace(
          'func (rf *Raft) stand() {\n',
          `func (rf *Raft) stand() {\n\tif len(os.Args) > 99 { return }\n\t${code}\n`,
        ),
    );
    expect(run(buildGo(path, { memoryPages: 1024 }), 'InitialElection3A').because).toMatch(words);
  });

  test.each([
    [
      'does not compile',
      (text: string) => text.replace('package raft', 'package raft\n\nvar x int = "a"'),
      /^it does not compile\n.*\n.*raft\.go:\d+/,
    ],
    [
      'reaches round the host',
      (text: string) => text.replace('import (', 'import (\n\t_ "unsafe"'),
      /has the package unsafe/,
    ],
    [
      'links what is not its own',
      (text: string) => `${text}\n//go:linkname taken figure2.taken\nfunc taken()\n`,
      /has a go:linkname directive/,
    ],
    [
      'needs modules of others',
      (text: string) => text.replace('import (', 'import (\n\t_ "example.com/else/where"'),
      /^it does not compile\n.*example\.com\/else\/where/,
    ],
    [
      'takes files of the host in',
      (text: string) => text.replace('const (', '//go:embed /etc/hostname\nvar name string\n\nconst ('),
      /has a go:embed directive/,
    ],
    [
      'forges what the host sees',
      (text: string) =>
        text.replace('import (', 'import (\n\t"6.5840/figure2"').replace('rf.persist()', 'figure2.Save(nil, nil)'),
      /imports the grader's own package/,
    ],
    ['has no Make', (text: string) => text.replace('func Make(', 'func Made('), /no Go file has a function Make/],
  ])('that %s is not gradable, and says why', (name, change, words) => {
    expect(() => buildGo(changed(name, change))).toThrow(words);
  });

  test('that replaces a module by a folder of the host does not reach it', () => {
    const host = join(folder, 'host');
    mkdirSync(host);
    writeFileSync(join(host, 'go.mod'), 'module example.com/host\n\ngo 1.22\n');
    writeFileSync(join(host, 'host.go'), 'package host\n');
    const path = changed('replaces', (text) => text.replace('import (', 'import (\n\t_ "example.com/host"'));
    const manifest = 'module 6.5840\n\ngo 1.22\n\nrequire example.com/host v0.0.0\n';
    writeFileSync(join(path, 'src/go.mod'), `${manifest}\nreplace example.com/host => ${host}\n`);
    expect(() => buildGo(path)).toThrow(/^it does not compile\n.*example\.com\/host/);
  });

  test('sees no file, no network and no variable of the host, and what it prints is no more than printed', () => {
    const path = changed('looks round', (text) =>
      text.replace('\t"math/rand"\n', '\t"fmt"\n\t"math/rand"\n\t"net"\n\t"os"\n\t"strings"\n').replace(
        'func (rf *Raft) stand() {\n',
        `func (rf *Raft) stand() {
	_, read := os.ReadFile("/etc/hostname")
	_, listed := os.ReadDir("/")
	_, dialled := net.Dial("tcp", "127.0.0.1:80")
	if read == nil || listed == nil || dialled == nil || len(os.Environ()) > 0 || len(os.Args) > 1 { panic("it sees the host") }
	for range 200 { fmt.Println(strings.Repeat("{}", 1<<19)) }
	fmt.Println("{\\"score\\": 100, \\"tests\\": []}")
`,
      ),
    );
    const silent = run(good as GoBuild, 'InitialElection3A');
    expect(run(buildGo(path), 'InitialElection3A').because).toBeUndefined();
    expect(silent.ok).toBe(true);
  });

  test('that starts 100,000 goroutines runs into the limit of its memory, or does not', () => {
    const path = changed('many', (text) =>
      text.replace(
        'func (rf *Raft) stand() {\n',
        'func (rf *Raft) stand() {\n\tfor range 100_000 { go func() { select {} }() }\n',
      ),
    );
    const build = buildGo(path, { memoryPages: 1024 });
    expect(run(build, 'InitialElection3A').because).toMatch(/S\d has given up: (?:runtime|fatal error): .*memory/);
  });
});
