import { describe, expect, test } from 'vitest';
import { coverage } from '../../../model/properties/coverage.ts';
import { type ClauseId, clauseIds, clausesNotCounted, clausesWithoutCode } from '../../../src/core/clauses.ts';

describe('coverage', () => {
  const counted = clauseIds.filter((id) => !(id in clausesWithoutCode) && !(id in clausesNotCounted));
  const once = (ids: readonly ClauseId[]) => Object.fromEntries(ids.map((id) => [id, 1]));

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
