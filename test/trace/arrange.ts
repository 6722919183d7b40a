import { explainRun } from '../../model/counterexample/explanation.ts';
import { type Protocol, shippedProtocol } from '../../src/core/protocol.ts';
import { type Picture, pictureOf } from '../../src/trace/picture/picture.ts';
import type { Counterexample } from '../../src/trace/recording.ts';
import { settingOf } from '../model/counterexample/arrange.ts';

export const pictureFor = (counterexample: Counterexample, protocol: Protocol = shippedProtocol): Picture =>
  pictureOf(explainRun(counterexample, protocol));

/** A trace that a stranger wrote: names that mean something elsewhere, and commands that try to get out. */
export const hostile = (...commands: readonly string[]): Counterexample => ({
  violation: { property: 'SP-1', clause: 'SP-1', because: 'none', step: 1 },
  setting: settingOf('end', 'constructor'),
  foundBy: { engine: 'torture', seed: 1 },
  trace: [
    'end restart',
    'constructor restart',
    ...commands.map((text) => `end clientCommand ${JSON.stringify(text)}`),
  ].map((line) => ({ line, servers: {} })),
  uncut: 3,
});

export const nastyCommands: readonly string[] = [
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202eevil\u2028line',
  '</text><script>alert(1)</script>',
  '"&\'<>',
  '; end\nparticipant x',
  '#35; style: red; %%{init}%%',
  '{"end":99}\nend {"end":1}',
  '\ud800',
];
