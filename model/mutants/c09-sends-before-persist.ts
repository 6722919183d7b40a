import { mutant } from './mutant.ts';

/** A vote or an acknowledgement is given by a server that forgets it in a crash. */
export const sendsBeforePersist = mutant(
  { id: 'C09', title: 'Messages are sent before what they promise is on disk', clause: 'ST-8' },
  {
    afterwards: (step) => {
      const isWrite = ({ type }: { readonly type: string }): boolean => type === 'persist';
      const [writes, others] = [step.effects.filter(isWrite), step.effects.filter((effect) => !isWrite(effect))];
      return { ...step, effects: [...others, ...writes] };
    },
  },
);
