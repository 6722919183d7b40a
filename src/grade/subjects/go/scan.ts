/** What no submission may have: whatever would reach round the host. The course asks for none of it. */
import { NotGradable } from '../notGradable.ts';
import type { GoFile } from './layout.ts';

const forbidden: readonly (readonly [RegExp, string])[] = [
  [/^\s*\/\/\s*go:linkname\b/m, 'a go:linkname directive'],
  [/^\s*\/\/\s*go:wasm(?:import|export)\b/m, 'a go:wasmimport or go:wasmexport directive'],
  [/^\s*\/\/\s*go:embed\b/m, 'a go:embed directive'],
  [/^\s*(?:import\s+)?(?:[\w.]+\s+)?["`]unsafe["`]/m, 'the package unsafe'],
  [/^\s*(?:import\s+)?(?:[\w.]+\s+)?["`]C["`]/m, 'cgo'],
  [/^\s*(?:import\s+)?(?:[\w.]+\s+)?["`]syscall(?:\/\w+)?["`]/m, 'the package syscall'],
];

/**
 * Refuses files that would reach round the host.
 *
 * @throws NotGradable with the first one, and what it has.
 */
export const scan = (files: readonly GoFile[]): void => {
  for (const { path, text } of files) {
    const found = forbidden.find(([pattern]) => pattern.test(text));
    if (found) throw new NotGradable(`${path} has ${found[1]}, which a submission may not have; take it out`);
    if (/["`][^"`]*\/figure2["`]/.test(text) && /^import\b/m.test(text))
      throw new NotGradable(`${path} imports the grader's own package; take it out`);
  }
};
