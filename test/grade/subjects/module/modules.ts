/** Modules in the lab's shape for tests: what is said of their parts, and otherwise nothing is done. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const scratch = mkdtempSync(join(tmpdir(), 'figure2-modules-'));

/** Writes a module in a folder of its own. */
export const written = (name: string, text: string, others: Readonly<Record<string, string>> = {}): string => {
  const folder = join(scratch, name.replaceAll(/\W/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const [file, its] of Object.entries(others)) writeFileSync(join(folder, file), its);
  writeFileSync(join(folder, 'raft.ts'), text);
  return join(folder, 'raft.ts');
};

/** A module whose server does this when it is made, and has these methods beside those that it needs. */
export const idle = (code: string, methods = ''): string => `
type Peer = { call(method: string, args?: object): Promise<any> };
export const make = (peers: Peer[], me: number, persister: any, apply: (message: object) => void) => {
  const raft = {
    start: (command: unknown): any => ({ index: 0, term: 0, isLeader: false }),
    getState: (): any => ({ term: 0, isLeader: false }),
    snapshot: (index: number, data: string) => {},
    ${methods}
  };
  ${code}
  return raft;
};
`;
