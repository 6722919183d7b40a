/** Which verbs a command line has declared: one that names a verb needs no other. */
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

const namesIn = async (names?: readonly string[]): Promise<readonly string[]> =>
  (await createProgram(() => undefined, names)).commands.map((command) => command.name());

test('a verb is declared under the name by which it is found, and alone', async () => {
  const all = await namesIn();
  expect(all.length).toBeGreaterThan(10);
  for (const name of all) expect(await namesIn([name])).toEqual([name]);
});
