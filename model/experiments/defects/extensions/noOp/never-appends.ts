/** A server that begins to lead appends nothing. */
import { noOp } from '../../../../../src/core/extensions/noOp.ts';
import { withoutEffects } from '../../../../../src/core/outcome.ts';
import type { Server } from '../../../../../src/core/types.ts';
import { wovenMutant } from '../../../../mutants/mutant.ts';

/** It is the figure's leader. */
export const neverAppends = wovenMutant(
  {
    id: 'never-appends',
    title: 'A server that begins to lead appends nothing',
    clause: 'NO-1',
    suite: 'own',
  },
  noOp,
  { actions: { appendNoOp: (server: Server) => withoutEffects(server) } },
);
