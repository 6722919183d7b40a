import { describe, expect, test } from 'vitest';
import { raftMachine } from '../../src/core/machine.ts';
import type {
  Chart,
  ChartAction,
  ChartGuard,
  ChartState,
  ChartTransition,
  PlainValue,
} from '../../src/diagram/chart.ts';
import { drawChartDot } from '../../src/diagram/dot.ts';
import { drawChartMermaid } from '../../src/diagram/mermaid.ts';
import { chartOf } from '../../src/diagram/readMachine.ts';
import { drawChartSvg } from '../../src/diagram/svg.ts';
import { crossing } from './crossing.ts';
import { machines } from './machines.ts';

/** What a picture says: of each state what stands in it, of each arrow where it leads and what stands on it. */
interface Said {
  readonly inside: (id: string) => string;
  readonly arrows: readonly { readonly source: string; readonly target: string; readonly text: string }[];
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const readDot = (dot: string): Said => {
  const inside = new Map<string, string>();
  const unquote = (text: string): string => (JSON.parse(`"${text}"`) as string).replace(/^\.$/, '');
  const text = String.raw`((?:[^"\\]|\\.)*)`;
  let cluster: string | undefined;
  const arrows = dot.split('\n').flatMap((line) => {
    const arrow = new RegExp(`^ *"${text}" -> "${text}" \\[label="${text}"`).exec(line);
    if (arrow) {
      const [source = '', target = '', label = ''] = arrow.slice(1).map(unquote);
      return [{ source, target, text: oneLine(label) }];
    }
    const opened = new RegExp(`^ *subgraph "cluster ${text}" \\{`).exec(line)?.[1];
    if (opened !== undefined) cluster = unquote(opened);
    const label = new RegExp(`^ *label="${text}";`).exec(line)?.[1];
    if (label !== undefined && cluster !== undefined) inside.set(cluster, oneLine(unquote(label)));
    const [, id = '', own = ''] = new RegExp(`^ *"${text}" \\[label="${text}"`).exec(line) ?? [];
    // the node that stands for a cluster tells nothing
    if (own !== '' && !inside.has(unquote(id))) inside.set(unquote(id), oneLine(unquote(own)));
    return [];
  });
  return { inside: (id) => inside.get(id) ?? '', arrows };
};

const readMermaid = (mermaid: string, { states }: Chart): Said => {
  const decode = (text: string): string =>
    text.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  const idOf = (name: string): string => states[Number(/^s(\d+)/.exec(name)?.[1])]?.id ?? '?';
  const inside = new Map<string, string>();
  const add = (id: string, text: string): void => void inside.set(id, `${inside.get(id) ?? ''} ${text}`);
  let note: string | undefined;
  const arrows = mermaid.split('\n').flatMap((line) => {
    const arrow = /^ +(s\d+)(?:_self)? --> (s\d+)(?:_self)?: (.*)$/.exec(line);
    if (arrow) return [{ source: idOf(arrow[1] ?? ''), target: idOf(arrow[2] ?? ''), text: decode(arrow[3] ?? '') }];
    const state = /^ *state "(.*)" as (s\d+)(?: \{)?$/.exec(line);
    if (state) add(idOf(state[2] ?? ''), decode(state[1] ?? ''));
    const begun = /^ *note right of (s\d+)/.exec(line)?.[1];
    if (begun !== undefined) note = idOf(begun);
    else if (note !== undefined && line.trim() !== 'end note') add(note, decode(line.trim()));
    else note = undefined;
    return [];
  });
  return { inside: (id) => inside.get(id) ?? '', arrows };
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow of an SVG leads from the state at whose border it begins to the one at whose border it ends. */
const readSvg = (svg: string, { states, transitions }: Chart): Said => {
  const text = (part: string): string =>
    oneLine([...part.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words = '']) => unescaped(words)).join(' '));
  const attribute = (part: string, name: string): number => Number(new RegExp(` ${name}="([-\\d.]+)"`).exec(part)?.[1]);
  const parts = [...svg.matchAll(/<g class="state[^"]*" data-state="([^"]*)">([\s\S]*?)\n<\/g>/g)];
  const inside = new Map(parts.map(([, id = '', part = '']) => [unescaped(id), text(part)]));
  const boxes = new Map(
    parts.map(([, id = '', part = '']): [string, Box] => [
      unescaped(id),
      {
        x: attribute(part, 'x'),
        y: attribute(part, 'y'),
        width: attribute(part, 'width'),
        height: attribute(part, 'height'),
      },
    ]),
  );
  const isAt = (id: string, [x = 0, y = 0]: readonly number[]): boolean => {
    const box = boxes.get(id);
    if (!box) return false;
    const [left, top] = [x - box.x, y - box.y];
    const isWithin = left > -2 && top > -2 && left < box.width + 2 && top < box.height + 2;
    return isWithin && Math.min(left, top, box.width - left, box.height - top) < 2;
  };
  const arrows = [
    ...svg.matchAll(
      /<g class="arrow[^"]*" data-transitions="([^"]*)">(?:<title>[^<]*<\/title>)?<path d="([^"]*)"[^>]*>([\s\S]*?)<\/g>/g,
    ),
  ].flatMap(([, ids = '', path = '', part = '']) => {
    const points = [...path.matchAll(/([-\d.]+),([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
    const [start = [], end = []] = [points[0], points.at(-1)];
    const drawn = transitions.filter(({ id }) => unescaped(ids).split(' ').includes(id));
    const sources = drawn.length > 0 ? drawn.map(({ source }) => source) : states.map(({ id }) => id);
    const targets = drawn.length > 0 ? drawn.flatMap((one) => one.targets) : states.map(({ id }) => id);
    const [source = '?', target = '?'] = [sources.find((id) => isAt(id, start)), targets.find((id) => isAt(id, end))];
    return [{ source, target, text: text(part) }];
  });
  return { inside: (id) => inside.get(id) ?? '', arrows };
};

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The words of a value that has to be told. */
const wordsOf = (value: unknown): readonly string[] => {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [typeof value === 'string' ? value : JSON.stringify(value)];
  return Object.entries(value).flatMap(([name, inner]) => [...(Array.isArray(value) ? [] : [name]), ...wordsOf(inner)]);
};

const guardWords = (guard: ChartGuard | null): readonly string[] => {
  if (guard === null) return [];
  if (typeof guard === 'string') return [guard];
  if ('not' in guard) return ['not ', ...guardWords(guard.not)];
  if ('and' in guard) return guard.and.flatMap((one, place) => [...(place > 0 ? [' and '] : []), ...guardWords(one)]);
  if ('or' in guard) return guard.or.flatMap((one, place) => [...(place > 0 ? [' or '] : []), ...guardWords(one)]);
  if ('in' in guard) return ['in ', ...wordsOf(guard.in)];
  if ('function' in guard) return [guard.function === 'guard' ? '(function)' : guard.function];
  return [guard.name, ...wordsOf(guard.params)];
};

const actionWords = (action: ChartAction): readonly string[] => {
  if (typeof action === 'string') return [action];
  if (!('type' in action)) return [action.function];
  const { type, event, to, delay, id, sendId, src, actorRef, value, params, assignment, computed = [] } = action;
  const { type: sent, ...carried } = (event ?? {}) as Record<string, unknown>;
  const name = to === '#_parent' ? 'sendParent' : action['forwards'] ? 'forwardTo' : type.replace('xstate.', '');
  const addressee = to === '#_parent' ? [] : wordsOf(to);
  const told = [src, ...addressee, sent, ...wordsOf(carried), delay, id, sendId, actorRef, value]
    .filter((one) => one !== undefined)
    .map(String);
  const fields = computed.filter((one) => one.includes('.')).map((one) => one.replace('assignment.', ''));
  return [name, ...told, ...wordsOf(params), ...wordsOf(assignment), ...fields];
};

const eventWord = ({ descriptor, event, to }: ChartTransition): string => {
  if (descriptor === '') return 'always';
  if (descriptor === '*') return 'any event';
  if (to !== undefined) return to;
  return descriptor.startsWith('xstate.') ? event : descriptor;
};

const kindWord: Partial<Record<ChartTransition['kind'], string>> = {
  forbidden: '(forbidden)',
  stays: '(stays)',
  resets: '(begins again inside)',
  reenters: '(leaves and enters again)',
};

/** What has to be written of a transition, in this order. */
const transitionWords = (transition: ChartTransition): readonly string[] => {
  const { alternatives, place, isShadowed, guard, actions, kind, description, clauses, meta } = transition;
  const order = alternatives > 1 ? [`[${place}.`] : guard === null ? [] : ['['];
  const condition = isShadowed ? ['never'] : guard === null && place > 1 ? ['else'] : guardWords(guard);
  return [
    eventWord(transition),
    ...order,
    ...condition,
    ...(actions.length > 0 ? ['/ '] : []),
    ...actions.flatMap(actionWords),
    ...[kindWord[kind] ?? []].flat(),
    ...(description === '' ? [] : [description]),
    ...(meta === null || isOnlyClauses(meta, clauses) ? [] : ['meta / ', ...wordsOf(meta)]),
    ...clauses,
  ];
};

/** Clauses are told by themselves. */
const isOnlyClauses = (meta: PlainValue, clauses: readonly string[]): boolean =>
  JSON.stringify(meta) === JSON.stringify({ clauses });

const stateWords = (state: ChartState): readonly string[] => {
  const { name, description, tags, entry, exit, invoke, initial, output, meta, history } = state;
  return [
    ...(history ? [history.depth === 'deep' ? 'H* ' : 'H '] : []),
    name,
    ...(description === '' ? [] : [description]),
    ...tags,
    ...entry.flatMap((action) => ['entry / ', ...actionWords(action)]),
    ...exit.flatMap((action) => ['exit / ', ...actionWords(action)]),
    ...invoke.flatMap((actor) => [
      'invoke / ',
      actor.src,
      ...(actor.name === actor.src ? [] : [actor.name]),
      ...wordsOf(actor.input),
    ]),
    ...(initial ?? { actions: [] }).actions.flatMap((action, place) => [
      ...(place === 0 ? ['initial / '] : []),
      ...actionWords(action),
    ]),
    ...(output === undefined ? [] : ['output / ', ...wordsOf(output)]),
    ...(meta === null ? [] : ['meta / ', ...wordsOf(meta)]),
  ];
};

/** Do the words stand in a text one after the other? The first that doesn't; undefined: they do. */
const missing = (text: string, words: readonly string[]): string | undefined => {
  let from = 0;
  return words.find((word) => {
    const at = text.indexOf(oneLine(word), from);
    if (at >= 0) from = at + oneLine(word).length;
    return at < 0;
  });
};

const isInside = ({ kind }: ChartTransition): boolean => ['forbidden', 'handled', 'stays'].includes(kind);

/** What the JSON of a picture says and another format does not. */
const unsaid = ({ states, transitions }: Chart, { inside, arrows }: Said): readonly string[] => [
  ...states.flatMap((state) => {
    // a frame that has nothing to tell is not drawn in an SVG
    if (state.parent === null && states.length > 1 && inside('') === '') return stateWords(state).slice(1);
    const word = missing(inside(state.id), stateWords(state));
    return word === undefined ? [] : [`${state.id} lacks ${word} in: ${inside(state.id)}`];
  }),
  ...transitions.flatMap((transition) => {
    const words = transitionWords(transition);
    if (isInside(transition)) {
      return missing(inside(transition.source), words) === undefined
        ? []
        : [`${transition.id} in: ${inside(transition.source)}`];
    }
    return transition.targets.flatMap((target) => {
      const there = arrows.filter((arrow) => arrow.source === transition.source && arrow.target === target);
      const isThere = there.some(({ text }) => missing(text, words) === undefined);
      return isThere ? [] : [`${transition.id} to ${target} on: ${there.map(({ text }) => text).join(' | ')}`];
    });
  }),
  ...states.flatMap(({ id, history }) =>
    (history?.targets ?? [])
      .filter(
        (target) =>
          !arrows.some((arrow) => arrow.source === id && arrow.target === target && arrow.text.startsWith('default')),
      )
      .map((target) => `the default of ${id}, ${target}`),
  ),
];

const drawings = [
  ...machines.map(({ name, machine }) => ({ name, chart: chartOf(machine) })),
  { name: 'crossing', chart: chartOf(crossing) },
  { name: 'Raft', chart: chartOf(raftMachine) },
];

const formats = {
  mermaid: (chart: Chart) => readMermaid(drawChartMermaid(chart), chart),
  dot: (chart: Chart) => readDot(drawChartDot(chart)),
  svg: async (chart: Chart) => readSvg(await drawChartSvg(chart, { title: 'A', hasDescriptions: true }), chart),
} as const;

describe.each(Object.entries(formats))('%s says what the JSON says', (_, read) => {
  test.each(drawings)('$name', async ({ chart }) => {
    expect(unsaid(chart, await read(chart))).toEqual([]);
  });
});

/** A chart that says otherwise, drawn, and held against what the machine says. */
describe('the check turns red when a picture', () => {
  const chartNamed = (name: string): Chart => {
    const found = machines.find((one) => one.name === name);
    if (!found) throw new Error(`there is no machine ${name}`);
    return chartOf(found.machine);
  };
  const transitions = (change: (one: ChartTransition) => readonly ChartTransition[]) => (chart: Chart) => ({
    ...chart,
    transitions: chart.transitions.flatMap(change),
  });
  const states = (change: (one: ChartState) => ChartState) => (chart: Chart) => ({
    ...chart,
    states: chart.states.map(change),
  });

  test.each<readonly [string, string, (chart: Chart) => Chart]>([
    ['leaves brackets out', 'not-and', transitions((one) => [{ ...one, guard: one.guard && 'a' }])],
    ['loses an arrow', 'shallow', transitions((one) => (one.descriptor === 'BACK' ? [] : [one]))],
    ['begins an arrow elsewhere', 'own-inside', transitions((one) => [{ ...one, source: 'p.x' }])],
    ['ends an arrow elsewhere', 'shallow', transitions((one) => [{ ...one, targets: ['q'], kind: 'leads' }])],
    ['loses the order', 'alternatives', transitions((one) => [{ ...one, alternatives: 1 }])],
    ['turns the order around', 'alternatives', transitions((one) => [{ ...one, place: 5 - one.place }])],
    ['draws a reset as handled', 'three-meanings', transitions((one) => [{ ...one, kind: 'handled' }])],
    ['draws a forbidden event as handled', 'atomic-itself', transitions((one) => [{ ...one, kind: 'handled' }])],
    ['loses actions', 'beginnings', states((one) => ({ ...one, initial: null }))],
    ['loses the depth of history', 'deep', states((one) => ({ ...one, history: null }))],
    ['loses an actor', 'invokes', states((one) => ({ ...one, invoke: [] }))],
    ['loses tags', 'notes', states((one) => ({ ...one, tags: [] }))],
    ['loses a description', 'notes', states((one) => ({ ...one, description: '' }))],
    ['loses what is known of a transition', 'notes', transitions((one) => [{ ...one, meta: null }])],
    ['loses an output', 'ends', states(({ output: _output, ...one }) => one)],
    ['loses what is sent to whom', 'sends', states((one) => ({ ...one, entry: [{ type: 'xstate.sendTo' }] }))],
  ])('%s (%s)', async (_, name, change) => {
    const chart = chartNamed(name);
    for (const read of Object.values(formats)) expect(unsaid(chart, await read(change(chart)))).not.toEqual([]);
  });
});
