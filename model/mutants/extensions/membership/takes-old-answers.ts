/** A leader listens to the answers of whom it does not speak to. */
import { membership } from '../../../../src/core/extensions/membership.ts';
import { wovenMutant } from '../../mutant.ts';

/** What a server has said before it left counts when it has joined again. */
export const takesOldAnswers = wovenMutant(
  {
    id: 'takes-old-answers',
    title: 'A leader listens to the answers of whom it does not speak to',
    clause: 'MC-7',
    suite: 'own',
  },
  membership,
  { guards: { isFromFormer: () => false } },
);
