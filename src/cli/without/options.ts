/** What `without` can be asked for. */

export const withoutFormats = ['text', 'svg', 'mermaid', 'raft'] as const;

export interface WithoutFlags {
  readonly format: (typeof withoutFormats)[number];
  readonly out?: string;
  readonly json?: boolean;
}
