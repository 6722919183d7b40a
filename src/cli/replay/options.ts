/** What a trace can be printed as; ITF is what a trace file is. */
import type { SharedFlags } from '../support/options.ts';

export const formats = ['text', 'mermaid', 'shiviz', 'svg', 'itf', 'ndjson'] as const;
export type PictureFormat = (typeof formats)[number];

export interface ReplayOptions
  extends Pick<SharedFlags, 'seed' | 'protocolFile' | 'decisions' | 'out' | 'port' | 'json'> {
  readonly path?: string;
  /** Are the files journals of nodes? */
  readonly validate?: boolean;
  readonly step?: boolean;
  readonly format?: PictureFormat;
  readonly saveTest?: string;
  readonly ui?: boolean;
  /** How many actions are replayed, at most; true: as many as are usual. */
  readonly cut?: number | true;
}
