/** The panel of the step: the clauses that fired, and its effects. */

import { formatEffect } from '../../trace/effects.ts';
import { formatMove } from '../session/move.ts';
import { ClauseChip } from './Clauses.tsx';
import type { Explorer } from './explorer.ts';

/** What just happened: the clauses that fired, and the effects, done and not done. */
export const StepPanel = ({ explorer }: { readonly explorer: Explorer }) => {
  const { step, by, lost } = explorer.frame;
  return (
    <section class="panel" aria-label="What just happened">
      <h2>What just happened</h2>
      {by ? <p class="line">{formatMove(by.move)}</p> : <p>Nothing yet. Run, step, or click a server.</p>}
      {step && (
        <>
          {explorer.isBeyondRecord && <p>The shipped rules answered: the recorded ones were never asked this.</p>}
          <p class="chips">
            {step.fired.length === 0 ? 'No clause acts: the event means nothing to the server in its role.' : 'Fired '}
            {step.fired.map((id) => (
              <ClauseChip key={id} explorer={explorer} id={id} />
            ))}
          </p>
          <ol class="effects">
            {step.effects.map((effect, place) => (
              <li key={place} class={place < step.executed ? '' : 'undone'}>
                <code>{formatEffect(effect)}</code>
                {place < step.executed ? '' : ' not done: the server crashed'}
              </li>
            ))}
          </ol>
        </>
      )}
      {lost.length > 0 && <p>{lost.length} lost on links that are cut.</p>}
    </section>
  );
};
