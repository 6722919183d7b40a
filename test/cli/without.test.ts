import { describe, expect, test } from 'vitest';
import { figure2, figure2Here, oneLineThat } from './figure2.ts';

describe('figure2 without', () => {
  test('plays what goes wrong without a clause, and says what is violated', () => {
    const { status, stdout } = figure2('.', 'without', 'RV-2');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Without RV-2 Grant the vote .*\nLeft out by A02: /);
    expect(stdout).toMatch(/✗ SP-4 violated: S3 leads term 2 and lacks entry 1 of term 1/);
    expect(stdout).toMatch(/\nViolated: SP-4, .*With RV-2 the same commands violate nothing\.\n$/);
  });

  test('plays what goes wrong without a clause of an optional page, on servers that have the page', async () => {
    const { status, stdout } = await figure2Here('.', 'without', 'PV-4');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Without PV-4 .*\nLeft out by asks-only-once: /);
    expect(stdout).toContain('PreVote');
    expect(stdout).toMatch(/\nAll stands as it stood at the mark: it can go on for ever\. With PV-4 it does not\.\n$/);
    const script = (await figure2Here('.', 'without', 'PW-5', '--format', 'raft')).stdout;
    expect(script).toContain('\ncluster S1 S2 S3 with parallel-write\n');
  });

  test('lists all of them', async () => {
    const { status, stdout } = await figure2Here('.', 'without');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^RV-2 +A voter does not compare the logs +SP-4 /m);
    expect(stdout).toMatch(/^PW-1 +A leader does not know what it has written +SP-14 SP-4/m);
    expect(stdout).toMatch(/^A46 +logcabin\/logcabin #44 +RS-L-4 +SP-/m);
  });

  test('plays a bug of the museum, and says who reported it', async () => {
    const { status, stdout } = await figure2Here('.', 'without', 'a14');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Without D-6 .*\nLeft out by A14: .*\n\nxnnyygn\/xraft #33, 2023-04-27\. /);
    expect(stdout).toContain('\nhttps://github.com/xnnyygn/xraft/issues/33\n');
    expect(stdout).toMatch(/\nViolated: SP-1.*With D-6 the same commands violate nothing\.\n$/);
    const document: unknown = JSON.parse((await figure2Here('.', 'without', 'A14', '--json')).stdout);
    expect(document).toMatchObject({ clause: 'D-6', defect: 'A14', reported: '2023-04-27' });
  });

  test('prints one JSON document, a picture or the script', async () => {
    const { clause, falls } = JSON.parse((await figure2Here('.', 'without', 'rv-2', '--json')).stdout) as {
      readonly clause: string;
      readonly falls: readonly { readonly property: string; readonly server: string }[];
    };
    expect([clause, falls[0]]).toEqual(['RV-2', expect.objectContaining({ property: 'SP-4', server: 'S3' })]);
    expect((await figure2Here('.', 'without', 'rv-2', '--format', 'svg')).stdout).toMatch(/^<svg /);
    expect((await figure2Here('.', 'without', 'rv-2', '--format', 'mermaid')).stdout).toMatch(/^sequenceDiagram\n/);
    expect((await figure2Here('.', 'without', 'rv-2', '--format', 'raft')).stdout).toMatch(
      /^# .*\n[\s\S]*\nwithout RV-2 A02\n/,
    );
  });

  test.each([
    [
      'a clause that there is not',
      'RV-99',
      /there is no clause RV-99, and no defect of the museum; figure2 without lists/,
    ],
    ['one that has no experiment, with the reason', 'CL-2', /CL-2: sessions are of the state machine/],
  ])('refuses %s', async (_what, clause, problem) => {
    const { status, stdout, stderr } = await figure2Here('.', 'without', clause);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(oneLineThat(problem))]);
  });

  test.each([
    ['RV-2 --json --format svg', /'--format <FORMAT>' cannot be used with option '--json'/],
    ['RV-2 --json --out rv-2.json', /'--out <FILE>' cannot be used with option '--json'/],
    ['--format svg', /--format and --out are for one experiment; name a clause, such as RV-2/],
    ['--out all.txt', /--format and --out are for one experiment/],
  ])('takes no flag of which nothing would come: %s', async (line, problem) => {
    const { status, stdout, stderr } = await figure2Here('.', 'without', ...line.split(' '));
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(oneLineThat(problem))]);
  });
});
