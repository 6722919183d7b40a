/** Goes through a trace as somebody presses keys. */
import { createInterface, emitKeypressEvents, type Key } from 'node:readline';
import type { Message } from '../../core/types.ts';
import { colors, print } from '../../host/output.ts';
import { printable } from '../../text/printable.ts';
import type { ExplainedRun, ExplainedStep } from '../../trace/explanation.ts';
import { formatServer } from '../../trace/grammar.ts';
import { messageWords } from '../../trace/words.ts';

/** Prints a step for each key or line of input, and at the end what there is to say. Ends with the input, too. */
export const stepThrough = async ({ steps, cause }: ExplainedRun, closing: () => readonly string[]): Promise<void> => {
  const bag = new Set<Message>();
  let next = 0;
  print(colors.dim(`${steps.length} steps; a key goes on, q ends`));
  if (steps.length > 0) {
    for await (const isOver of presses()) {
      const step = steps[next++];
      if (isOver || !step) break;
      travel(bag, step);
      print(stepText(step, steps.length, bag, cause));
      if (next === steps.length) break;
    }
  }
  print(closing().join('\n'));
};

/** The first step comes unasked; each press asks for another, or to end. */
async function* presses(): AsyncGenerator<boolean> {
  yield false;
  yield* process.stdin.isTTY ? keys() : lines();
}

async function* lines(): AsyncGenerator<boolean> {
  for await (const line of createInterface({ input: process.stdin })) yield line.trim() === 'q';
}

async function* keys(): AsyncGenerator<boolean> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  try {
    for (;;) yield isEnd(await keyOf(stdin));
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

const keyOf = (stdin: NodeJS.ReadStream): Promise<Key | undefined> =>
  new Promise((resolve) => {
    const finish = (key: Key | undefined): void => {
      stdin.off('keypress', onKey).off('end', onEnd).off('close', onEnd);
      resolve(key);
    };
    const onKey = (_text: string | undefined, key: Key): void => finish(key);
    const onEnd = (): void => finish(undefined);
    stdin.on('keypress', onKey).on('end', onEnd).on('close', onEnd);
  });

const isEnd = (key: Key | undefined): boolean =>
  key === undefined || key.name === 'q' || (key.ctrl === true && (key.name === 'c' || key.name === 'd'));

/** What arrives leaves the bag, and what is sent comes into it. */
const travel = (bag: Set<Message>, { action, sent }: ExplainedStep): void => {
  if (action.type === 'deliver') bag.delete(action.message);
  for (const message of sent) bag.add(message);
};

const MAX_BAG = 10;

const stepText = (
  { step, line, server, after, fired, difference }: ExplainedStep,
  count: number,
  bag: ReadonlySet<Message>,
  cause: ExplainedRun['cause'],
): string => {
  const flight = [...bag]
    .slice(-MAX_BAG)
    .map((message) => `    ${message.from} → ${message.to} ${messageWords(message)}`);
  const more = bag.size > MAX_BAG ? [colors.dim(`    and ${bag.size - MAX_BAG} older ones`)] : [];
  return [
    `\n${colors.bold(`${step}/${count}`)} ${printable(line)}`,
    `  fired   ${fired.join(' ') || 'nothing'}`,
    `  ${server.padEnd(7)} ${after ? formatServer(after) : 'down'}`,
    `  in flight: ${bag.size === 0 ? 'nothing' : bag.size}`,
    ...flight,
    ...more,
    ...(difference && step === cause?.broken.step
      ? [
          colors.red(
            `  ${cause.clause} broken: ${printable(cause.what)} is ${printable(cause.actual)}, not ${printable(cause.expected)}`,
          ),
        ]
      : []),
    ...(step === cause?.noReturn?.step ? [colors.yellow('  no way back after this step')] : []),
  ].join('\n');
};
