/** What a machine can be printed as. */
export const formats = ['mermaid', 'svg', 'dot', 'json'] as const;
export type ChartFormat = (typeof formats)[number];

export interface DiagramOptions {
  readonly format: ChartFormat;
  readonly export?: string;
  readonly box?: string;
  /** Names of optional pages, with commas between them. */
  readonly with?: string;
  readonly direction?: 'right' | 'down';
  readonly out?: string;
  readonly json?: boolean;
}
