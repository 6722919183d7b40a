/** What a machine can be printed as. */
import type { SharedFlags } from '../support/options.ts';

export const formats = ['mermaid', 'svg', 'dot', 'json'] as const;
export type ChartFormat = (typeof formats)[number];

export interface DiagramOptions extends Pick<SharedFlags, 'with' | 'out' | 'json'> {
  readonly format: ChartFormat;
  readonly export?: string;
  readonly box?: string;
  readonly direction?: 'right' | 'down';
}
