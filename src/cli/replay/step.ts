/** Goes through a trace as somebody presses keys. */
import { createInterface, emitKeypressEvents, type Key } from 'node:readline';
import type { Scene } from '../../../model/counterexample/scenes.ts';
import type { Telling } from '../../../model/counterexample/telling.ts';
import type { Message } from '../../core/types.ts';
import { colors, print } from '../../host/output.ts';
import { printable } from '../../text/printable.ts';
import { formatServer } from '../../trace/grammar.ts';
import { messageWords } from '../../trace/words.ts';

/** Prints a step for each key or line of input, and at the end what there is to say. Ends with the input, too. */
export const stepThrough = async (
  scenes: readonly Scene[],
  telling: Telling | undefined,
  closing: () => readonly string[],
): Promise<void> => {
  const bag = new Set<Message>();
  let next = 0;
  print(colors.dim(`${scenes.length} steps; a key goes on, q ends`));
  if (scenes.length > 0) {
    for await (const isOver of presses()) {
      const scene = scenes[next++];
      if (isOver || !scene) break;
      travel(bag, scene);
      print(sceneText(scene, scenes.length, bag, telling));
      if (next === scenes.length) break;
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
    const done = (key: Key | undefined): void => {
      stdin.off('keypress', pressed).off('end', ended).off('close', ended);
      resolve(key);
    };
    const pressed = (_text: string | undefined, key: Key): void => done(key);
    const ended = (): void => done(undefined);
    stdin.on('keypress', pressed).on('end', ended).on('close', ended);
  });

const isEnd = (key: Key | undefined): boolean =>
  key === undefined || key.name === 'q' || (key.ctrl === true && (key.name === 'c' || key.name === 'd'));

/** What arrives leaves the bag, and what is sent comes into it. */
const travel = (bag: Set<Message>, { action, sent }: Scene): void => {
  if (action.type === 'deliver') bag.delete(action.message);
  for (const message of sent) bag.add(message);
};

const MAX_BAG = 10;

const sceneText = (scene: Scene, count: number, bag: ReadonlySet<Message>, telling: Telling | undefined): string => {
  const { step, server, after, fired, difference } = scene;
  const flight = [...bag]
    .slice(-MAX_BAG)
    .map((message) => `    ${message.from} → ${message.to} ${messageWords(message)}`);
  const more = bag.size > MAX_BAG ? [colors.dim(`    and ${bag.size - MAX_BAG} older ones`)] : [];
  return [
    `\n${colors.bold(`${step}/${count}`)} ${printable(scene.line)}`,
    `  fired   ${fired.join(' ') || 'nothing'}`,
    `  ${server.padEnd(7)} ${after ? formatServer(after) : 'down'}`,
    `  in flight: ${bag.size === 0 ? 'nothing' : bag.size}`,
    ...flight,
    ...more,
    ...(difference && step === telling?.broken.step
      ? [
          colors.red(
            `  ${telling.clause} broken: ${printable(telling.what)} is ${printable(telling.actual)}, not ${printable(telling.expected)}`,
          ),
        ]
      : []),
    ...(step === telling?.noReturn?.step ? [colors.yellow('  no way back after this step')] : []),
  ].join('\n');
};
