/** The parts of a chart in words: guards, actions, actors, and what is told of a state under its name. */
import type {
  Chart,
  ChartAction,
  ChartActor,
  ChartDefinitions,
  ChartGuard,
  ChartState,
  ChartTransition,
  PlainValue,
  TransitionKind,
} from './chart.ts';

/** What a function computes when it is used. */
const COMPUTED = '(…)';

/** Fields in which a function often stands: as its name they tell nothing. */
const FIELDS = ['', 'guard', 'actions', 'entry', 'exit', 'assignment', 'collect'];

const functionText = (name: string): string => (FIELDS.includes(name) ? '(function)' : `${nameText(name)}()`);

/** A name that could be read as something else is quoted. */
const nameText = (name: string): string =>
  name === '' || /[,()[\]"]| (?:and|or) |^(?:not|in) /.test(name) ? JSON.stringify(name) : name;

/** A guard in words: brackets say what belongs together. What a name stands for follows it, if it is more than a function. */
export const guardText = (guard: ChartGuard | null, definitions: ChartDefinitions): string => {
  const text = (part: ChartGuard): string => guardText(part, definitions);
  if (guard === null) return '';
  if (typeof guard === 'string') return withMeaning(nameText(guard), own(definitions.guards, guard), text);
  if ('not' in guard) return `not ${inBrackets(guard.not, text)}`;
  if ('in' in guard) return `in ${typeof guard.in === 'string' ? guard.in : valueText(guard.in)}`;
  if ('function' in guard) return functionText(guard.function);
  if ('name' in guard) {
    const { name, params, computed = [] } = guard;
    return withMeaning(`${nameText(name)}${paramsText(params, computed)}`, own(definitions.guards, name), text);
  }
  const [how, parts] = 'and' in guard ? (['and', guard.and] as const) : (['or', guard.or] as const);
  if (parts.length === 0) return how === 'and' ? 'true' : 'false';
  return parts.length === 1 && parts[0] ? text(parts[0]) : parts.map((part) => inBrackets(part, text)).join(` ${how} `);
};

const own = <T>(named: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(named, name) ? named[name] : undefined;

const withMeaning = <T>(words: string, meaning: T | undefined, text: (meaning: T) => string): string =>
  meaning === undefined ? words : `${words} (= ${text(meaning)})`;

const inBrackets = (guard: ChartGuard, text: (guard: ChartGuard) => string): string =>
  typeof guard === 'object' && ('and' in guard || 'or' in guard) ? `(${text(guard)})` : text(guard);

const paramsText = (params: PlainValue | undefined, computed: readonly string[]): string => {
  if (computed.includes('params')) return ` ${COMPUTED}`;
  return params === undefined ? '' : ` ${valueText(params)}`;
};

const valueText = (value: PlainValue): string => JSON.stringify(value);

/** An action in words. What a name stands for follows it, if that can be told. */
export const actionText = (action: ChartAction, definitions: ChartDefinitions): string => {
  if (typeof action === 'string') return namedAction(action, nameText(action), definitions);
  if (!('type' in action)) return functionText(action.function);
  const { type, params, computed = [] } = action;
  if (type.startsWith('xstate.')) return builtInText(action);
  return namedAction(type, `${nameText(type)}${paramsText(params, computed)}`, definitions);
};

const namedAction = (name: string, words: string, definitions: ChartDefinitions): string => {
  const meaning = own(definitions.actions, name);
  if (meaning === undefined || typeof meaning === 'string' || !('type' in meaning)) return words;
  // what only functions know is no news
  const isTold = Object.keys(meaning).some((field) => !['type', 'computed', 'function', 'forwards'].includes(field));
  return isTold ? `${words} (= ${builtInText(meaning)})` : words;
};

type BuiltIn = Extract<ChartAction, { readonly type: string }>;

/** What xstate makes, by its name, and to whom, what, when. */
const builtInText = (action: BuiltIn): string => {
  const { type, id, systemId, input, computed = [] } = action;
  const field = (name: string, words = plainWords): string =>
    computed.includes(name) ? COMPUTED : action[name] === undefined ? '' : words(action[name]);
  const phrase = (before: string, name: string): string => {
    const text = field(name);
    return text === '' ? '' : `${before} ${text}`;
  };
  const delay = phrase('after', 'delay');
  const later = `${delay}${delay !== '' && typeof action['delay'] === 'number' ? ' ms' : ''}`;
  const as = id === undefined ? phrase('as', 'id') : `as ${plainWords(id)}`;
  const name = type.slice('xstate.'.length);
  switch (name) {
    case 'raise':
    case 'emit':
      return join(name, action['forwards'] === true ? 'the same event' : field('event', eventWords), later, as);
    case 'sendTo':
      return join(...sendText(action, field), later, as);
    case 'cancel':
      return join(name, field('sendId'));
    case 'spawnChild':
      return join(
        name,
        field('src'),
        as,
        input === undefined ? phrase('with', 'input') : `with ${valueText(input)}`,
        systemId === undefined ? '' : `known as ${plainWords(systemId)}`,
      );
    case 'stopChild':
      return join(name, field('actorRef'));
    case 'log':
      return join(name, phrase('', 'label').trim(), field('value', valueText));
    case 'assign':
      return join(name, assignText(action));
    case 'enqueueActions':
      return join(name, functionText(typeof action['function'] === 'string' ? action['function'] : ''));
    default:
      return join(
        name,
        valueText(Object.fromEntries(Object.entries(action).filter(([one]) => one !== 'type')) as PlainValue),
      );
  }
};

const join = (...words: readonly string[]): string => words.filter((word) => word !== '').join(' ');

const plainWords = (value: PlainValue): string => (typeof value === 'string' ? nameText(value) : valueText(value));

/** An event by its type, and what it carries. */
const eventWords = (event: PlainValue): string => {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return plainWords(event);
  const { type, ...rest } = event as { readonly [name: string]: PlainValue };
  const name = type === undefined ? '' : plainWords(type);
  return join(name, Object.keys(rest).length === 0 ? '' : valueText(rest));
};

const sendText = (
  action: BuiltIn,
  field: (name: string, words?: (value: PlainValue) => string) => string,
): readonly string[] => {
  if (action['forwards'] === true) return ['forwardTo', field('to')];
  if (action['to'] === '#_parent') return ['sendParent', field('event', eventWords)];
  return ['sendTo', `${field('to')}:`, field('event', eventWords)];
};

/** The fields of the context that are assigned: those that a function computes by name only. */
const assignText = ({ assignment, computed = [] }: BuiltIn): string => {
  if (computed.includes('assignment')) return '';
  const known = Object.entries((assignment ?? {}) as Readonly<Record<string, PlainValue>>);
  const names = computed.map((name) => name.slice('assignment.'.length));
  return `{${[...known.map(([name, value]) => `${name}: ${valueText(value)}`), ...names].join(', ')}}`;
};

/** An actor by what it runs, what it is called if that is something else, and its input. */
const actorText = ({ src, name, input, systemId, computed = [] }: ChartActor): string => {
  const runs = src.startsWith('xstate.invoke.') ? name : src;
  return join(
    runs,
    name === runs ? '' : `as ${name}`,
    computed.includes('input') ? `with ${COMPUTED}` : input === undefined ? '' : `with ${valueText(input)}`,
    systemId === undefined ? '' : `known as ${systemId}`,
  );
};

/** What sets a transition off, with how long a delay is that has a name. */
export const eventWordsOf = ({ event, descriptor }: ChartTransition, { delays }: ChartDefinitions): string => {
  const name = descriptor.startsWith('xstate.after.') ? event.replace(/^after /, '') : '';
  const delay = own(delays, name);
  return typeof delay === 'number' ? `${event} (= ${delay} ms)` : event;
};

/** In which order alternatives are tried, and under which condition. */
export const conditionText = (transition: ChartTransition, definitions: ChartDefinitions): string => {
  const { guard, place, alternatives, isShadowed } = transition;
  const condition = guard === null && alternatives > 1 && place > 1 ? 'else' : guardText(guard, definitions);
  if (alternatives === 1) return condition === '' ? '' : `[${condition}]`;
  if (isShadowed) return `[${place}. never: one before it has no guard]`;
  return condition === '' ? `[${place}.]` : `[${place}. ${condition}]`;
};

/** What a transition does to its source, where its look does not tell. */
export const kindText = ({ kind }: ChartTransition): string => kindTexts[kind];

const kindTexts: Readonly<Record<TransitionKind, string>> = {
  forbidden: '(forbidden)',
  handled: '',
  stays: '(stays)',
  resets: '(begins again inside)',
  within: '',
  reenters: '(leaves and enters again)',
  leads: '',
};

/** A line that tells something of a state under its name. */
export interface StateLine {
  readonly tone: 'actions' | 'description';
  readonly text: string;
}

/** What is told of a state under its name. */
export const stateLines = (chart: Chart, state: ChartState, hasDescriptions: boolean): readonly StateLine[] => {
  const { description, tags, entry, exit, invoke, output, initial, meta, computed = [] } = state;
  const actions = (list: readonly ChartAction[]): string =>
    list.map((action) => actionText(action, chart.definitions)).join(', ');
  const lines = (what: string, texts: readonly string[]): readonly StateLine[] =>
    texts.map((text) => ({ tone: 'actions', text: `${what} / ${text}` }));
  return [
    ...(hasDescriptions && description !== '' ? [{ tone: 'description', text: description } as const] : []),
    ...lines('tags', tags.length === 0 ? [] : [tags.join(', ')]),
    ...lines(
      'entry',
      entry.map((action) => actions([action])),
    ),
    ...lines(
      'exit',
      exit.map((action) => actions([action])),
    ),
    ...lines('invoke', invoke.map(actorText)),
    ...lines('initial', initial === null || initial.actions.length === 0 ? [] : [actions(initial.actions)]),
    ...lines('output', computed.includes('output') ? [COMPUTED] : output === undefined ? [] : [valueText(output)]),
    ...(hasDescriptions && initial !== null && initial.description !== ''
      ? [{ tone: 'description', text: `initial: ${initial.description}` } as const]
      : []),
    ...(hasDescriptions && initial !== null ? lines('initial meta', metaTexts(initial.meta)) : []),
    ...(hasDescriptions ? lines('meta', metaTexts(meta)) : []),
  ];
};

const metaTexts = (meta: PlainValue): readonly string[] => (meta === null ? [] : [valueText(meta)]);

/** What is known of a transition beside its clauses, which are told by themselves. */
export const metaText = ({ meta, clauses }: ChartTransition): string => {
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta))
    return meta === null ? '' : `meta / ${valueText(meta)}`;
  const { clauses: cited, ...rest } = meta as { readonly [name: string]: PlainValue };
  const isTold = cited === undefined || (Array.isArray(cited) && cited.length === clauses.length);
  const untold = isTold ? rest : meta;
  return Object.keys(untold).length === 0 ? '' : `meta / ${valueText(untold)}`;
};

/** What a state is called: history states by their kind, since they are no states to be in. */
export const stateName = ({ name, history, kind }: ChartState): string => {
  if (history !== null) return `${history.depth === 'deep' ? 'H*' : 'H'} ${name}`;
  return kind === 'parallel' ? `${name} (parallel)` : name;
};
