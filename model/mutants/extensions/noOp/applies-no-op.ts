/** A no-op is given to the state machine as a command of nothing. */
import { noOp, noOpRules } from '../../../../src/core/extensions/noOp.ts';
import type { Rule } from '../../../../src/core/outcome.ts';
import type { Event, Server } from '../../../../src/core/types.ts';
import { wovenMutant } from '../../mutant.ts';

/** Who has it from a snapshot is given none. */
const applying =
  (rule: Rule) =>
  (server: Server, event: Event): ReturnType<Rule> => {
    const passed = rule(server, event);
    const { lastApplied: index, currentTerm: term } = server;
    return passed.fired.length === 0 ? passed : { ...passed, effects: [{ type: 'apply', index, term, command: '' }] };
  };

export const appliesNoOp = wovenMutant(
  {
    id: 'applies-no-op',
    title: 'A no-op is given to the state machine as a command of nothing',
    clause: 'NO-5',
    suite: 'own',
  },
  noOp,
  { actions: { passNoOp: applying(noOpRules.passNoOp), passOwnNoOp: applying(noOpRules.passOwnNoOp) } },
);
