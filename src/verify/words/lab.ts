/** What was counted in a lab, in words. */
import type { LabReport } from '../../../model/runs/labs/index.ts';
import { duration, plural } from '../../text/numbers.ts';

/** `1,155 steps, 457 RPCs, 92,000 bytes, 2 agreements, 11.8 s of virtual time` */
export const labWords = ({ events, rpcs, bytes, agreements, virtualSeconds }: LabReport): string =>
  [
    plural(events, 'step'),
    plural(rpcs, 'RPC'),
    plural(bytes, 'byte'),
    plural(agreements, 'agreement'),
    `${duration(virtualSeconds)} of virtual time`,
  ].join(', ');
