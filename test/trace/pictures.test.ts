import { describe, expect, test } from 'vitest';
import { stepsOf } from '../../model/counterexample/steps.ts';
import { clip, printable, wrap } from '../../src/text/printable.ts';
import { logPanels } from '../../src/trace/picture/logs.ts';
import { drawMermaid } from '../../src/trace/picture/mermaid.ts';
import { pictureOf } from '../../src/trace/picture/picture.ts';
import { drawShiViz } from '../../src/trace/picture/shiviz.ts';
import { drawSvg } from '../../src/trace/picture/svg.ts';
import { drawTerminal, noPaint } from '../../src/trace/picture/terminal.ts';
import { foundIn, makesUpVotes, protocolOf, settingOf, twoLeaders } from '../model/counterexample/arrange.ts';
import { hostile, nastyCommands, pictureFor } from './arrange.ts';

const picture = pictureFor(twoLeaders, makesUpVotes);
const nasty = pictureFor(hostile(...nastyCommands));

/** Anything that a terminal could take for more than a character to show. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

describe('words', () => {
  test.each([
    ['\u001b[2J', String.raw`\u{1b}[2J`],
    ['a\nb\u009b', String.raw`a\u{a}b\u{9b}`],
    ['\u202e\ud800', String.raw`\u{202e}\u{d800}`],
    ['plain ünïcödé → ✗ 😀', 'plain ünïcödé → ✗ 😀'],
  ])('%j are shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('are clipped and wrapped', () => {
    expect([clip('abcdef', 6), clip('abcdefg', 6), clip('😀😀😀', 2)]).toEqual(['abcdef', 'abcde…', '😀…']);
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('x'.repeat(10), 4)).toEqual(['xxxx', 'xxxx', 'xx']);
  });
});

describe('the diagram for a terminal', () => {
  test('RS-C-2: shows who did what, with arrows, and what is wrong', () => {
    expect(drawTerminal(picture).split('\n')).toEqual([
      '      S1      S2      S3',
      '   1  ○                       start → follower, term 0',
      '   2  │       ○               start → follower, term 0',
      '   3  │       │       ○       start → follower, term 0',
      '   4  ●       │       │       election timeout → leader, term 1',
      '      ✗ RS-C-2 broken: role is "leader", not "candidate"',
      '      ⚑ no way back after this step',
      '   5  ┃       ●       │       election timeout → candidate, term 1',
      '   6  ┃       ├──────▶●       RequestVote term=1 last=0@0 (5) → follower, term 1',
      '   7  ┃       ●◀──────┤       RequestVoteReply term=1 granted (6) → leader, term 1',
      '      ✗ SP-1 violated: S2 leads term 1, which S1 has led',
      '│ follower  ╎ candidate  ┃ leader  ○ start  ✕ crash  (3): sent at step 3',
    ]);
  });

  test('an arrow crosses the lines between, and a crash ends one', () => {
    const lines = [
      'S1 restart',
      'S2 restart',
      'S3 restart',
      'S3 timeout election',
      'S3 → S1 RequestVote term=1 candidateId=S3 lastLogIndex=0 lastLogTerm=0',
      'S1 → S3 RequestVoteReply term=1 voteGranted=true crash after 1',
      'S2 crash',
      'S1 timeout election',
    ];
    const trace = lines.map((line) => ({ line, servers: {} }));
    expect(
      drawTerminal(pictureFor({ ...twoLeaders, trace }))
        .split('\n')
        .slice(5, 9),
    ).toEqual([
      '   5  ●◀──────┼───────┤       RequestVote term=1 last=0@0 (4) → follower, term 1',
      '   6  ├───────┼──────▶✕       RequestVoteReply term=1 granted, crash after 1 (5)',
      '   7  │       ✕               crash',
      '   8  ●                       election timeout → candidate, term 2',
    ]);
  });

  test('marks nothing where nothing is wrong', () => {
    expect(drawTerminal(pictureFor(twoLeaders))).not.toMatch(/[✗⚑]/);
  });

  test.each([1, 3, 5, 7])('has at most 100 columns for %i servers', (count) => {
    const servers = Array.from({ length: count }, (_, place) => `S${place + 1}`);
    const trace = [
      ...servers.map((id) => `${id} restart`),
      'S1 timeout election',
      ...servers.slice(1).map((id) => `S1 → ${id} RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0`),
      `S1 clientCommand "${'long '.repeat(100)}"`,
    ].map((line) => ({ line, servers: {} }));
    const text = drawTerminal(pictureFor({ ...twoLeaders, setting: settingOf(...servers), trace }));
    expect(Math.max(...text.split('\n').map((line) => Array.from(line).length))).toBeLessThanOrEqual(100);
    expect(text.split('\n').length).toBe(trace.length + 2);
  });

  test('says what matters in colours, where there are any', () => {
    const shout = (text: string): string => `<${text}>`;
    expect(drawTerminal(picture, { ...noPaint, broken: shout })).toContain(
      '<✗ SP-1 violated: S2 leads term 1, which S1 has led>',
    );
  });

  test('shows nothing that a terminal would obey', () => {
    expect(drawTerminal(nasty)).not.toMatch(UNSEEN);
  });
});

describe('messages that are lost, and logs', () => {
  const lines = [
    'S1 restart',
    'S2 restart',
    'S3 restart',
    'S1 timeout election',
    'S1 ⇥ S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
    'S1 → S3 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
    'S3 → S1 RequestVoteReply term=1 voteGranted=true',
    'S1 clientCommand "x"',
  ];
  const { steps } = stepsOf({ ...twoLeaders, trace: lines.map((line) => ({ line, servers: {} })) });
  const run = pictureOf({ setting: twoLeaders.setting, steps, cause: null });
  const whole = { ...run, panels: logPanels(run.servers, steps, [4, steps.length]) };

  test('a loss is no step, and is told where the message was sent', () => {
    expect(run.rows.map(({ label, lost = [] }) => [label.split(' ')[0], ...lost.map(({ link }) => link)])).toEqual([
      ['start'],
      ['start'],
      ['start'],
      ['election', 'S1→S2'],
      ['RequestVote'],
      ['RequestVoteReply'],
      ['clientCommand'],
    ]);
  });

  test('of two messages that say the same, the one that is lost does not arrive', () => {
    const again = [...lines.slice(0, 3), 'S1 timeout election', ...lines.slice(5, 7), 'S1 timeout heartbeat'];
    const beat = 'S2 AppendEntries term=1 leaderId=S1 prevLogIndex=0 prevLogTerm=0 entries=[] leaderCommit=0';
    const trace = [...again, `S1 ⇥ ${beat}`, `S1 → ${beat}`].map((line) => ({ line, servers: {} }));
    const { steps: twice } = stepsOf({ ...twoLeaders, trace });
    expect(twice.at(-1)?.sentAt).toBe(7); // by the heartbeat; what was sent at 6, when S1 became leader, is lost
    expect(twice.filter(({ lost = [] }) => lost.length > 0).map(({ step }) => step)).toEqual([6]);
  });

  test('in a terminal, as SVG and as Mermaid', () => {
    expect(drawTerminal(whole)).toMatch(/\n {6}╎ {7}│ {7}│ {7}lost: S1→S2 RequestVote /);
    expect(drawTerminal(whole)).toMatch(/\n {6}S1 log {10}1:x\n {6}S2 log {10}empty\n/);
    const svg = drawSvg(whole);
    expect(svg.match(/class="lost-cross"/g)).toHaveLength(1);
    expect(svg.match(/<rect class="box term1"/g)).toHaveLength(1);
    expect(svg).toContain('arrow that ends in a cross: lost');
    expect(svg).toContain('boxes: the log, coloured by term');
    expect(drawMermaid(whole)).toMatch(/\n {2}p1-xp2: lost, sent at 4#58; RequestVote /);
  });

  test('what is not there is not in the legend', () => {
    const svg = drawSvg({ ...run, rows: run.rows.slice(0, 3) });
    expect(svg.slice(svg.indexOf('</style>'))).not.toMatch(/lost|boxes|red bar/);
  });

  test('of disks that were not empty, the logs stand below the first starts, and the vote beside its start', () => {
    const disks = [{ id: 'S1', term: 2, votedFor: 'S3', entries: [{ term: 2, command: 'x' }] }];
    const setting = { ...twoLeaders.setting, disks };
    const trace = lines.slice(0, 4).map((line) => ({ line, servers: {} }));
    const { steps: begun } = stepsOf({ setting, trace });
    const { panels, rows } = pictureOf({ setting, steps: begun, cause: null });
    expect(panels?.map(({ after, logs }) => [after, logs.map(({ boxes: entries }) => entries.length)])).toEqual([
      [3, [1, 0, 0]],
    ]);
    expect(rows[0]?.state).toBe('follower, term 2, vote for S3');
    expect(rows[3]?.state).toBe('candidate, term 3');
    expect(run.panels).toBeUndefined();
  });

  test('a term stands beside a line from where it is another', () => {
    const numbers = [...drawSvg(run).matchAll(/class="term-text" x="([\d.]+)"[^>]*>(\d+)</g)].map(([, x, term]) => [
      Math.floor((Number(x) - 70) / 90),
      Number(term),
    ]);
    const starts = [
      [0, 0],
      [1, 0],
      [2, 0],
    ];
    expect(numbers).toEqual([...starts, [0, 1], [2, 1]]);
  });

  test('what servers know to be committed in neighbouring rows are two bars', () => {
    const [panel] = whole.panels;
    expect(panel).toBeDefined();
    const logs = (panel?.logs ?? []).map((log) => ({ ...log, commitIndex: log.boxes.at(-1)?.index ?? 0 }));
    const filled = logs.map((log) => ({ ...log, boxes: [{ index: 1, term: 1, text: 'x' }], commitIndex: 1 }));
    const svg = drawSvg({ ...run, panels: [{ after: 4, logs: filled }] });
    const bars = [...svg.matchAll(/class="committed"[^>]* y1="([\d.]+)"[^>]* y2="([\d.]+)"/g)].map(
      ([, top, bottom]) => [Number(top), Number(bottom)] as const,
    );
    expect(bars).toHaveLength(3);
    for (const [place, [top]] of bars.entries()) expect(top).toBeGreaterThan((bars[place - 1]?.[1] ?? 0) + 2);
  });

  test('an arrow keeps clear of the dots of the servers that it passes', () => {
    const beats = [
      ...lines.slice(0, 4),
      'S1 → S2 RequestVote term=1 candidateId=S1 lastLogIndex=0 lastLogTerm=0',
      'S2 timeout election',
      ...lines.slice(5, 6),
    ];
    const { steps: passing } = stepsOf({ ...twoLeaders, trace: beats.map((line) => ({ line, servers: {} })) });
    const svg = drawSvg(pictureOf({ setting: twoLeaders.setting, steps: passing, cause: null }));
    const dots = [...svg.matchAll(/<circle class="node [^"]*" cx="160" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
    const [curve] = [...svg.matchAll(/class="arrow" d="M([\d.]+),([\d.]+) Q([\d.]+),([\d.]+) ([\d.]+),([\d.]+)"/g)]
      .map(([, ...numbers]) => numbers.map(Number))
      .filter(([x = 0, , , , end = 0]) => Math.abs(end - x) > 100);
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = curve ?? [];
    const on = (t: number, a: number, b: number, c: number): number =>
      (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;
    const nearest = Array.from({ length: 101 }, (_, place) => place / 100).flatMap((t) =>
      dots.map((y) => Math.hypot(on(t, x0, x1, x2) - 160, on(t, y0, y1, y2) - y)),
    );
    expect(dots).toHaveLength(3);
    expect(Math.min(...nearest)).toBeGreaterThan(9);
  });

  test('a title stands whole, however long it is', () => {
    const title = `${'An entry of an old term on a majority of disks '.repeat(4)}end`;
    expect(drawSvg({ ...run, title }).replaceAll(/<[^>]*>/g, ' ')).toMatch(/disks end/);
  });
});

describe('the diagram as SVG', () => {
  /** Every element is closed in its turn, and all that stands between is text without markup. */
  const faultOf = (svg: string): string | undefined => {
    const open: string[] = [];
    for (const [tag, slash, name = '', rest = ''] of svg.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
      if (slash === '') {
        if (!/^(?: [\w:-]+="[^"<>]*")*\/?$/.test(rest)) return tag;
        if (!rest.endsWith('/')) open.push(name);
      } else if (open.pop() !== name) return tag;
    }
    const text = svg.replaceAll(/<\/?[a-z]+[^<>]*>/g, '');
    return open[0] ?? /[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/.exec(text)?.[0];
  };

  test('is well-formed, for light and dark pages, and draws an arrow from sending to arriving', () => {
    const svg = drawSvg(picture);
    expect(faultOf(svg)).toBeUndefined();
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg.match(/class="arrow"/g)).toHaveLength(2);
    expect(svg).toContain('>RS-C-2 broken: role is &quot;leader&quot;, not &quot;candidate&quot;</text>');
  });

  test('stays so whatever a trace says', () => {
    const svg = drawSvg(nasty);
    expect(faultOf(svg)).toBeUndefined();
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(UNSEEN);
    expect(faultOf(svg.replace('&lt;/text&gt;', '</text>'))).toBeDefined();
  });

  test('has no two texts in one place', () => {
    const places = [
      ...drawSvg(pictureFor(foundIn('A28', 1), protocolOf('A28'))).matchAll(/<text[^>]* x="(\d+)" y="(\d+)"/g),
    ];
    const rows = places.map(([, x, y]) => [Number(x), Number(y)] as const);
    for (const [x, y] of rows) {
      const near = rows.filter(([otherX, otherY]) => otherX === x && Math.abs(otherY - y) < 14);
      expect(near).toEqual([[x, y]]);
    }
  });
});

describe('the diagram for Mermaid', () => {
  const LINE =
    /^ {2}(?:accTitle: |participant p\d+ as |Note over p\d+(?:,p\d+)?: |p\d+(?:->>|-x)p\d+: )(?:[^#;:"<>{}%\p{C}]|#\d+;)*$/u;

  test.each([
    ['two leaders', picture],
    ['a stranger’s trace', nasty],
  ])('of %s has lines that Mermaid knows, and no others', (_what, given) => {
    const [first, ...lines] = drawMermaid(given).trimEnd().split('\n');
    expect(first).toBe('sequenceDiagram');
    for (const line of lines) expect(line).toMatch(LINE);
    expect('  p1->>p2: a; participant x').not.toMatch(LINE);
  });

  test('SP-1: tells the story', () => {
    expect(drawMermaid(picture).split('\n').slice(-6)).toEqual([
      '  Note over p1,p3: no way back after this step',
      '  Note over p2: 5. election timeout → candidate, term 1',
      '  p2->>p3: 6. RequestVote term=1 last=0@0 → follower, term 1',
      '  p3->>p2: 7. RequestVoteReply term=1 granted → leader, term 1',
      '  Note over p1,p3: SP-1 violated#58; S2 leads term 1, which S1 has led',
      '',
    ]);
  });
});

describe('the log for ShiViz', () => {
  type Clock = Readonly<Record<string, number>>;

  /** Reads a log as ShiViz does: by the expression in its first line. */
  const eventsOf = (
    log: string,
  ): readonly { readonly host: string; readonly clock: Clock; readonly event: string }[] => {
    const [expression = '', delimiter, ...lines] = log.split('\n');
    expect(delimiter).toBe('');
    return [...lines.join('\n').matchAll(new RegExp(expression, 'g'))].map(({ groups = {} }) => ({
      host: groups['host'] ?? '',
      clock: JSON.parse(groups['clock'] ?? '') as Clock,
      event: groups['event'] ?? '',
    }));
  };

  test('has an event for each step, with what each server can have known', () => {
    const events = eventsOf(drawShiViz(picture));
    expect(events.map(({ host, clock }) => [host, clock])).toEqual([
      ['S1', { S1: 1 }],
      ['S2', { S2: 1 }],
      ['S3', { S3: 1 }],
      ['S1', { S1: 2 }],
      ['S2', { S2: 2 }],
      ['S3', { S3: 2, S2: 2 }],
      ['S2', { S2: 3, S3: 2 }],
    ]);
    expect(events[3]?.event).toContain('RS-C-2 broken');
  });

  test('counts the steps of each server one by one, and knows at least what the sender knew', () => {
    const given = pictureFor(foundIn('A28', 1), protocolOf('A28'));
    const events = eventsOf(drawShiViz(given));
    expect(events).toHaveLength(given.rows.length);
    const counts = new Map<string, number>();
    for (const [place, { host, clock }] of events.entries()) {
      counts.set(host, (counts.get(host) ?? 0) + 1);
      expect(clock[host]).toBe(counts.get(host));
      const { from } = given.rows[place] ?? {};
      for (const [server, count] of Object.entries((from && events[from.step - 1]?.clock) ?? {})) {
        expect(clock[server]).toBeGreaterThanOrEqual(count);
      }
    }
  });

  test('has as many events whatever a trace says', () => {
    expect(eventsOf(drawShiViz(nasty)).map(({ host }) => host)).toEqual([
      ...['end', 'constructor'],
      ...nastyCommands.map(() => 'end'),
    ]);
  });
});
