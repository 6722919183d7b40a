/** The panel of what a step changed of its server. */

import { changesOf } from '../session/changes.ts';
import type { Explorer } from './explorer.ts';

/** What the step changed of the server. */
export const Difference = ({ explorer }: { readonly explorer: Explorer }) => {
  const { step } = explorer.frame;
  if (!step) return null;
  const changes = changesOf(step.before, step.after);
  return (
    <section class="panel" aria-label="Difference">
      <h2>{step.id} before and after</h2>
      {step.crashed && <p>It crashed: of this only what reached its disk is left.</p>}
      {changes.length === 0 ? (
        <p>Nothing has changed.</p>
      ) : (
        <table class="difference">
          <thead>
            <tr>
              <th scope="col">field</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row">{field}</th>
                <td>
                  <del>{before}</del>
                </td>
                <td>
                  <ins>{after}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};
