import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { raftMachine } from '../../src/core/machine.ts';
import type { Chart } from '../../src/diagram/chart.ts';
import { drawChartDot } from '../../src/diagram/dot.ts';
import { type Layout, layOut, type Rectangle, sizes, widthOf } from '../../src/diagram/layout.ts';
import type { TextLine } from '../../src/diagram/lines.ts';
import { drawChartMermaid } from '../../src/diagram/mermaid.ts';
import { chartOf } from '../../src/diagram/readMachine.ts';
import { drawChartSvg, svgEffort } from '../../src/diagram/svg.ts';
import { boxes, boxOf, overviewOf } from '../../src/docgen/diagram/raft.ts';
import { crossing } from './crossing.ts';

const raft = chartOf(raftMachine);

/** UPDATE=1 accepts what comes out; never where nobody reads the difference. */
const expectGolden = (name: string, text: string): void => {
  const file = `test/diagram/golden/${name}`;
  if (process.env['UPDATE'] && !process.env['CI']) writeFileSync(file, text);
  expect(existsSync(file), `${file} is missing; run UPDATE=1 npm test`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
};

describe('a machine of somebody', () => {
  const chart = chartOf(crossing);

  test('as Mermaid', () => expectGolden('crossing.mmd', drawChartMermaid(chart)));
  test('as DOT', () => expectGolden('crossing.dot', drawChartDot(chart)));
  test('as JSON', () => expectGolden('crossing.json', `${JSON.stringify(chart, null, 1)}\n`));
  test('as SVG', async () => expectGolden('crossing.svg', await drawChartSvg(chart, { title: 'A crossing' })));

  test('always as the same', async () => {
    const again = chartOf(crossing);
    expect(await drawChartSvg(again, { title: 'A' })).toBe(await drawChartSvg(chart, { title: 'A' }));
  });
});

const kindsOfLine = [
  /^stateDiagram-v2$/,
  /^ {2}accTitle: .+$/,
  /^ {2}direction LR$/,
  /^ *state "[^"\n]+" as s\d+(?:_self)?(?: \{)?$/,
  /^ *\}$/,
  /^ *--$/,
  /^ *\[\*\] --> s\d+$/,
  /^ *s\d+ --> \[\*\]$/,
  /^ {2}s\d+(?:_self)? --> s\d+(?:_self)?: (?:[^:;{}"<>|#]|#\d+;|<br\/>)+$/,
  /^ {2}note right of s\d+$/,
  /^ {4}(?:[^:;{}"<>|#]|#\d+;)+$/,
  /^ {2}end note$/,
];

/** The lines of a diagram that are none of Mermaid's. */
const strangers = (mermaid: string): readonly string[] =>
  mermaid
    .trimEnd()
    .split('\n')
    .filter((line) => !kindsOfLine.some((kind) => kind.test(line)));

describe('Mermaid', () => {
  test.each([
    ['crossing', chartOf(crossing)],
    ['raft', raft],
    ['overview', overviewOf(raft)],
    ...boxes.map((box): [string, Chart] => [box.name, boxOf(raft, box)]),
  ])('%s is a state diagram, line by line', (_, chart) => {
    expect(strangers(drawChartMermaid(chart, { hasActions: true }))).toEqual([]);
  });

  test('two functions without a name are two transitions, and several targets no choice', () => {
    const machine = createMachine({
      type: 'parallel',
      on: { R: { target: ['.l.b', '.r.d'] } },
      states: {
        l: {
          initial: 'a',
          states: {
            a: { on: { F: { guard: () => true, target: 'b' }, G: { guard: () => false, target: 'b' } } },
            b: {},
          },
        },
        r: { initial: 'c', states: { c: {}, d: {} } },
      },
    });
    const mermaid = drawChartMermaid(chartOf(machine));
    expect(mermaid.match(/: [FG] \[\(function\)\]$/gm)).toEqual([': F [(function)]', ': G [(function)]']);
    expect(mermaid.match(/: R \(\d of 2 at once\)$/gm)).toHaveLength(2);
    expect(mermaid).not.toMatch(/^ {2}--$/m);
    expect(drawChartMermaid(chartOf(createMachine({ id: 'empty' })))).toContain('state "empty" as s0');
  });

  test('tells several transitions of a state to itself on one arrow: Mermaid draws but one', () => {
    const again = (event: string): object => ({
      [event]: { target: 'a', reenter: true, actions: event.toLowerCase() },
    });
    const machine = createMachine({ initial: 'a', states: { a: { on: { ...again('E'), ...again('F') } } } } as never);
    expect(drawChartMermaid(chartOf(machine)).match(/s1 --> s1: .*/g)).toEqual([
      's1 --> s1: E / e (leaves and enters again)<br/>F / f (leaves and enters again)',
    ]);
  });

  test('whatever names are, nothing in them ends a line or begins something', () => {
    const hostile = createMachine({
      id: 'a"\nend note',
      initial: 'x: y',
      states: { 'x: y': { on: { '%%{init}%%': { actions: '"}' } } } },
    });
    expect(strangers(drawChartMermaid(chartOf(hostile), { hasActions: true }))).toEqual([]);
  });

  test('the check turns red for what is none', () => {
    expect(strangers('stateDiagram-v2\n  s1 --> s2: a: b\n')).toEqual(['  s1 --> s2: a: b']);
    expect(strangers('stateDiagram-v2\nclick s1\n')).toEqual(['click s1']);
  });
});

/** A text of a picture and where it stands. */
interface Text extends Rectangle {
  readonly text: string;
}

const linesAt = (
  lines: readonly TextLine[],
  { x, y }: { readonly x: number; readonly y: number },
  centre?: number,
): readonly Text[] =>
  lines.map(({ text }, place) => {
    const width = widthOf(text, sizes.line);
    const left = centre === undefined ? x : centre - width / 2;
    return { text, x: left, y: y + place * sizes.lineStep, width, height: sizes.lineStep };
  });

const textsOf = ({ states, arrows }: Layout): readonly Text[] => [
  ...states.flatMap(({ title, insides, x, y, width }) => {
    const head = title.map(({ tone, text }, place): Text => {
      const size = widthOf(text, tone === 'title' ? sizes.title : sizes.line);
      return {
        text,
        x: x + width / 2 - size / 2,
        y: y + sizes.padding + place * sizes.lineStep,
        width: size,
        height: sizes.lineStep,
      };
    });
    let top = y + sizes.padding + sizes.titleStep + (title.length - 1) * sizes.lineStep;
    const inner = insides.flatMap(({ lines }) => {
      top += sizes.gap;
      const texts = linesAt(lines, { x: x + sizes.padding, y: top });
      top += lines.length * sizes.lineStep;
      return texts;
    });
    return [...head, ...inner];
  }),
  ...arrows.flatMap(({ arrow, label }) =>
    arrow && label ? linesAt(arrow.lines, label, label.x + label.width / 2) : [],
  ),
];

const meet = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** What can't be read: texts on each other, texts outside of the picture, labels over states, arrows through labels. */
const blemishes = (layout: Layout): readonly string[] => {
  const texts = textsOf(layout);
  const page = { x: 0, y: 0, width: layout.width, height: layout.height };
  const labels = layout.arrows.flatMap(({ arrow, label }) =>
    arrow && label ? [{ ...label, text: arrow.lines[0]?.text ?? '' }] : [],
  );
  const leaves = layout.states.filter(({ state }) => !layout.states.some((other) => other.state.parent === state.id));
  const lines = layout.arrows.flatMap(({ points }) =>
    points.slice(1).map((point, place) => {
      const before = points[place] ?? point;
      return {
        x: Math.min(before.x, point.x),
        y: Math.min(before.y, point.y),
        width: Math.abs(before.x - point.x) + 0.1,
        height: Math.abs(before.y - point.y) + 0.1,
      };
    }),
  );
  return [
    ...texts.flatMap((text, place) =>
      texts
        .slice(place + 1)
        .filter((other) => meet(text, other))
        .map((other) => `"${text.text}" lies on "${other.text}"`),
    ),
    ...texts.filter((text) => !within(text, page)).map(({ text }) => `"${text}" lies outside`),
    ...labels.flatMap((label) =>
      leaves.filter((leaf) => meet(label, leaf)).map(({ state }) => `"${label.text}" lies on ${state.id}`),
    ),
    ...labels
      .filter((label) => lines.some((line) => meet(label, line)))
      .map(({ text }) => `an arrow goes through "${text}"`),
  ];
};

const layoutOf = (chart: Chart, hasActions = true) =>
  layOut(chart, { width: 30, hasActions, hasDescriptions: hasActions }, 'RIGHT');

describe('a picture can be read', () => {
  test.each([
    ['crossing', chartOf(crossing)],
    ['machine', raft],
    ['overview', overviewOf(raft)],
    ...boxes.map((box): [string, Chart] => [box.name, boxOf(raft, box)]),
  ])('%s', async (_, chart) => {
    expect(blemishes(await layoutOf(chart))).toEqual([]);
    expect(blemishes(await layOut(chart, { width: 20, hasActions: true, hasDescriptions: false }, 'DOWN'))).toEqual([]);
  });

  test('the overview fits a slide', async () => {
    const { width, height } = await layoutOf(overviewOf(raft), false);
    expect(width).toBeLessThanOrEqual(1600);
    expect(height).toBeLessThanOrEqual(900);
  });

  test('the check turns red for texts on each other, outside, on a state and crossed by an arrow', async () => {
    const layout = await layoutOf(overviewOf(raft), false);
    const moved = (to: { readonly x: number; readonly y: number }): Layout => ({
      ...layout,
      arrows: layout.arrows.map((arrow) => (arrow.label ? { ...arrow, label: { ...arrow.label, ...to } } : arrow)),
    });
    const follower = layout.states.find(({ state }) => state.id === 'follower');
    const found = blemishes(moved({ x: follower?.x ?? 0, y: follower?.y ?? 0 }));
    expect(found).toContainEqual(expect.stringMatching(/^"timeout.election" lies on "/));
    expect(found).toContainEqual('"timeout.election" lies on follower');
    expect(blemishes(moved({ x: -50, y: 0 }))).toContainEqual('"timeout.election" lies outside');
    const [arrow] = layout.arrows.filter(({ label }) => label);
    const [start] = arrow?.points ?? [];
    expect(blemishes(moved({ x: (start?.x ?? 0) - 5, y: (start?.y ?? 0) - 5 }))).toContainEqual(
      expect.stringMatching(/^an arrow goes through "/),
    );
  });

  test('a chart that the library can not lay out in order is laid out all the same', async () => {
    const nested = createMachine({
      initial: 'a',
      on: { X: '.b' },
      states: {
        a: { initial: 'c', states: { c: { on: { Y: '#deep' } } } },
        b: { initial: 'd', states: { d: { id: 'deep', on: { Z: '#top' } } } },
        e: { id: 'top', on: { X: 'a' } },
      },
    });
    expect(blemishes(await layoutOf(chartOf(nested)))).toEqual([]);
  });
});

describe('the SVG', () => {
  test('marks states and transitions, for whoever lights them', async () => {
    const svg = await drawChartSvg(raft, { title: 'Raft' });
    const marked = [...svg.matchAll(/data-transitions="([^"]*)"/g)].flatMap(([, ids = '']) => ids.split(' '));
    expect(marked.sort()).toEqual(raft.transitions.map(({ id }) => id).sort());
    expect(svg.match(/data-state="(?:follower|candidate|leader)"/g)).toHaveLength(3);
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('holds texts of others as texts', async () => {
    const svg = await drawChartSvg(chartOf(crossing), { title: '</title><script>' });
    expect(svg).not.toMatch(/<script|<b>/);
    expect(svg).toContain('&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;');
  });
});

describe('a machine whose arrows nobody could follow', () => {
  const states = Array.from({ length: 300 }, (_, place): [string, object] => [
    `s${place}`,
    {
      on: Object.fromEntries(
        Array.from({ length: 6 }, (_, event) => [
          `E${event}`,
          { target: `s${(place + event * 31 + 1) % 300}`, guard: `g${event}` },
        ]),
      ),
    },
  ]);
  const chart = chartOf(createMachine({ id: 'large', initial: 's0', states: Object.fromEntries(states) } as never));

  test('is drawn with every arrow told in its source, and a line behind the boxes', async () => {
    expect(svgEffort(chart, { title: 'large' })).toEqual({ arrows: 1800, isLong: true, isListed: true });
    const svg = await drawChartSvg(chart, { title: 'large' });
    const boxes = new Map(
      [...svg.matchAll(/<g class="state[^"]*" data-state="([^"]*)">([\s\S]*?)\n<\/g>/g)].map(
        ([, id = '', part = '']) => [id, part],
      ),
    );
    for (const { source, targets, id } of chart.transitions) {
      const words = new RegExp(`data-transitions="${id.replaceAll('.', '\\.')}">.*?>→ ${targets[0]}<`);
      expect(boxes.get(source), id).toMatch(words);
    }
    expect(svg.match(/class="arrow"/g)?.length).toBe(1800);
    expect(boxes.get('')).toContain('begins in s0');
    expect(blemishes({ ...(await layoutOf(chart)), arrows: [] })).toEqual([]);
  }, 60_000);

  test('no other is', () => {
    expect(svgEffort(raft, { title: 'Raft' })).toMatchObject({ isLong: false, isListed: false });
  });
});

test('a machine without states is no empty picture', async () => {
  const chart = chartOf(createMachine({ id: 'lamp', on: { SWITCH: { actions: 'toggle' }, LOCK: {} } }));
  const drawn = [drawChartMermaid(chart), drawChartDot(chart), await drawChartSvg(chart, { title: 'A lamp' })];
  for (const picture of drawn) expect(picture).toMatch(/lamp[\s\S]*SWITCH[\s\S]*toggle[\s\S]*LOCK[\s\S]*forbidden/);
});
