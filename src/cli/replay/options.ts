/** What a trace can be printed as; ITF is what a trace file is. */
export const formats = ['text', 'mermaid', 'shiviz', 'svg', 'itf'] as const;
export type PictureFormat = (typeof formats)[number];

export interface ReplayOptions {
  readonly seed?: number;
  readonly path?: string;
  readonly protocolFile?: string;
  readonly json?: boolean;
  readonly step?: boolean;
  readonly format?: PictureFormat;
  readonly out?: string;
  readonly saveTest?: string;
  readonly ui?: boolean;
  readonly port?: number;
}
