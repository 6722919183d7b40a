import { describe, expect, test } from 'vitest';
import { sessionDefects } from '../../../model/sessions/defects.ts';
import { sessionWorld } from '../../../model/sessions/world.ts';
import { explore } from '../../../src/check/index.ts';
import { withSessions } from '../../../src/kv/withSessions.ts';

/** Three of them are there from the beginning. */
const ENTRIES = 6;

describe('CL-2: sessions, in a world of clients that retry and servers that come back', () => {
  const { ok, stopped, properties, distinct } = explore(sessionWorld((machine) => withSessions(machine), ENTRIES));

  test.each(properties.map(({ name, ok: holds }) => [name, holds]))('%s', (_name, holds) => {
    expect(holds).toBe(true);
  });

  test('all of it was seen', () => {
    expect([ok, stopped]).toEqual([true, null]);
    expect(distinct).toBeGreaterThan(5000);
  });
});

describe('CL-2: a defect of sessions is told by what it does:', () => {
  const visible = sessionDefects.flatMap(({ title, violates, sessionsAt }) =>
    violates === undefined ? [] : [[title, violates, sessionsAt] as const],
  );

  test.each(visible)('%s: not "%s"', (_title, violates, sessionsAt) => {
    const { properties } = explore(sessionWorld(sessionsAt, ENTRIES));
    const broken = properties.filter(({ kind, ok }) => kind === 'always' && !ok);
    expect(broken.map(({ name }) => name)).toContain(violates);
  });
});
