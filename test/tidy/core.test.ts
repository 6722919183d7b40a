import { describe, expect, test } from 'vitest';
import { readersOf, writersOf } from './core.ts';
import { repositoryFiles, type SourceFile, under } from './files.ts';

const core = under(repositoryFiles(), 'src/core').filter(({ path }) => path.endsWith('.ts'));
const rules = under(core, 'src/core/rules', 'src/core/extensions');
const progressFile = 'src/core/rules/progress.ts';
const progress = ['nextIndex', 'matchIndex', 'pipelining', 'snapshotOffset', 'outgoingSnapshot'];

describe('the core', () => {
  test('asks its configuration who decides: no rule reads the peers of a server', () => {
    expect(rules.length).toBeGreaterThan(8);
    expect(readersOf(rules, 'peers')).toEqual([]);
  });

  test('has one writer of what a leader knows of its followers', () => {
    const others = core.filter(({ path }) => path !== progressFile);
    expect(others.length).toBe(core.length - 1);
    expect(writersOf(others, progress)).toEqual([]);
    expect(writersOf(core, progress)).not.toEqual([]);
  });
});

describe('the laws turn red', () => {
  const file = (text: string): SourceFile => ({ path: 'src/core/rules/a.ts', text });

  test.each([
    'const size = server.peers.length + 1;',
    'const isAlone = ({ peers }: Server) => peers.length === 0;',
    'const { peers: others } = server;',
  ])('where a rule reads the peers: %s', (text) => {
    expect(readersOf([file(text)], 'peers')).toEqual(['src/core/rules/a.ts:1: reads peers']);
  });

  test('but not where something else is called so', () => {
    expect(readersOf([file('const peers = othersOf(server); interface A { peers: string }')], 'peers')).toEqual([]);
  });

  test.each([
    'const next = { ...server, nextIndex: { ...server.nextIndex, [from]: 1 } };',
    'const next = { ...server, matchIndex };',
    'next.pipelining = {};',
    'const next = () => ({ snapshotOffset: {} });',
    "const next = { ...server, 'matchIndex': {} };",
    'const next = { ...server, matchIndex: noProgress.nextIndex };',
    'const next = { ...server, matchIndex: followerState.matchIndex };',
  ])('where another file writes progress: %s', (text) => {
    expect(writersOf([file(text)], progress)).toEqual([
      'src/core/rules/a.ts:1: writes nextIndex, matchIndex, pipelining, snapshotOffset, outgoingSnapshot',
    ]);
  });

  test.each([
    'const { nextIndex, matchIndex: known } = server;',
    'const message = { ...refusal, success: true, matchIndex: 3 };',
    'interface A { readonly nextIndex: number }',
    'const isNews = server.matchIndex === 3;',
    'const next = { id, matchIndex: noProgress.matchIndex };',
  ])('but not where it is read, declared or sent: %s', (text) => {
    expect(writersOf([file(text)], progress)).toEqual([]);
  });
});
