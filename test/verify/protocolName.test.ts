import { describe, expect, test } from 'vitest';
import { extensionIds, protocolWith } from '../../src/core/extensions/index.ts';
import { shippedProtocol } from '../../src/core/protocol.ts';
import { readExtensions } from '../../src/verify/pages.ts';
import {
  extensionsIn,
  loadProtocol,
  pathIn,
  protocolFlags,
  protocolNameOf,
  wovenName,
} from '../../src/verify/protocolName.ts';

describe('the name of a protocol', () => {
  const woven = wovenName(['pre-vote']);

  test('is a path, or the pages that are woven in, or nothing for the shipped one', async () => {
    expect(wovenName()).toBeUndefined();
    expect(wovenName([])).toBeUndefined();
    expect([extensionsIn(woven), pathIn(woven)]).toEqual([['pre-vote'], undefined]);
    expect([extensionsIn('./mine.ts'), pathIn('./mine.ts')]).toEqual([[], './mine.ts']);
    expect(await loadProtocol(undefined)).toBe(shippedProtocol);
    expect(await loadProtocol(woven)).toBe(protocolWith(['pre-vote']));
  });

  test('comes from flags and goes into flags', () => {
    expect(protocolNameOf({})).toBeUndefined();
    expect(protocolNameOf({ protocolFile: './mine.ts' })).toBe('./mine.ts');
    expect(protocolNameOf({ with: 'pre-vote' })).toBe(woven);
    expect(protocolFlags(woven)).toEqual({ '--with': 'pre-vote', '--protocol': undefined });
    expect(protocolFlags('./mine.ts')).toEqual({ '--with': undefined, '--protocol': './mine.ts' });
  });

  test('is refused where there is no such page, or a module and pages are given at once', () => {
    expect(() => readExtensions('no-page')).toThrow(/^there is no page no-page; known are pre-vote, .*, and all$/);
    expect(() => protocolNameOf({ with: 'pre-vote,' })).toThrow('there is no page');
    expect(() => protocolNameOf({ with: 'pre-vote', protocolFile: './mine.ts' })).toThrow('leave one of them away');
    expect(readExtensions('pre-vote,pre-vote')).toEqual(['pre-vote']);
    expect(readExtensions('all')).toEqual(extensionIds);
    expect(readExtensions('client-batches,all')).toEqual([
      'client-batches',
      ...extensionIds.filter((id) => id !== 'client-batches'),
    ]);
  });
});
