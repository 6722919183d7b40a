import { describe, expect, test } from 'vitest';
import { coverage } from '../../../model/properties/coverage.ts';
import { clausesWith } from '../../../src/core/boxes.ts';
import { type ClauseId, clausesNotCounted, clausesWithoutCode } from '../../../src/core/clauses.ts';
import { extensionIds } from '../../../src/core/extensions/index.ts';

const isCounted = (id: ClauseId): boolean => !(id in clausesWithoutCode) && !(id in clausesNotCounted);
const once = (ids: readonly ClauseId[]) => Object.fromEntries(ids.map((id) => [id, 1]));

describe('coverage', () => {
  const counted = clausesWith([]).filter(isCounted);

  test('is complete when each clause has fired or each property was checked', () => {
    expect(coverage(once(counted), {})).toEqual({ ok: true, missing: [] });
    expect(coverage({}, once(counted))).toEqual({ ok: true, missing: [] });
    expect(coverage(once(counted.slice(10)), once(counted.slice(0, 10)))).toEqual({ ok: true, missing: [] });
  });

  test.each(counted)('%s is missed when it never fired', (id) => {
    expect(coverage({ ...once(counted), [id]: 0 }, {})).toEqual({ ok: false, missing: [id] });
    expect(coverage(once(counted.filter((other) => other !== id)), {})).toEqual({ ok: false, missing: [id] });
  });

  test('does not ask for what is excused', () => {
    expect(coverage({}, {}).missing).toEqual(counted);
  });
});

describe('coverage with optional pages', () => {
  const figure = clausesWith([]).filter(isCounted);
  const own = clausesWith(extensionIds).filter((id) => isCounted(id) && !figure.includes(id));

  test('asks for their clauses, and without them for none', () => {
    expect(own.length).toBeGreaterThan(9);
    expect(coverage(once(figure), {}, extensionIds).missing).toEqual(own);
    expect(coverage(once(figure), {}).missing).toEqual([]);
  });

  test.each(own)('%s is missed when it never fired', (id) => {
    const all = once([...figure, ...own]);
    expect(coverage({ ...all, [id]: 0 }, {}, extensionIds)).toEqual({ ok: false, missing: [id] });
  });

  test('does not ask for RS-C-4, whose every transition pre-vote replaces', () => {
    const all = once([...figure, ...own]);
    expect(coverage({ ...all, 'RS-C-4': 0 }, {}, ['pre-vote'])).toEqual({ ok: true, missing: [] });
    expect(coverage({ ...all, 'RS-C-4': 0 }, {})).toEqual({ ok: false, missing: ['RS-C-4'] });
  });
});
