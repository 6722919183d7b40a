import { describe, expect, test } from 'vitest';
import { type Compiler, translatorFrom } from '../../src/host/typescript.ts';

const typescript = (version: string): Compiler => ({ path: `/node_modules/typescript-${version}`, version });

describe('TypeScript is translated', () => {
  test('by Node, where it can, whatever is installed', () => {
    expect(translatorFrom(true, [])).toEqual({ by: 'node' });
    expect(translatorFrom(true, [typescript('7.0.2')])).toEqual({ by: 'node' });
    expect(translatorFrom(true, [typescript('6.0.3')])).toMatchObject({
      by: 'node',
      compiler: typescript('6.0.3').path,
    });
  });

  test.each(['5.9.3', '6.0.3', '6.1.0'])('else by a compiler of version %s', (version) => {
    expect(translatorFrom(false, [typescript(version)])).toEqual({
      by: 'compiler',
      compiler: typescript(version).path,
    });
  });

  test('else by the first that can be called', () => {
    const compilers = [typescript('7.0.2'), typescript('5.9.3')];
    expect(translatorFrom(false, compilers)).toEqual({ by: 'compiler', compiler: typescript('5.9.3').path });
  });

  test('else by nobody, with advice that works', () => {
    expect(translatorFrom(false, [])).toEqual({
      by: 'nobody',
      advice: 'npm install typescript@6, or take Node 22.18 or later, or give a .js or .mjs file',
    });
    expect(translatorFrom(false, [typescript('7.0.2')])).toEqual({
      by: 'nobody',
      advice:
        "typescript 7.0.2 is there, whose compiler can't be called from JavaScript; npm install typescript@6, or take Node 22.18 or later, or give a .js or .mjs file",
    });
  });
});
