/** The panel of the properties, and the violations above all panels. */

import { type ClauseId, clauseIds, clauses, clausesWithoutCode } from '../../core/clauses.ts';
import type { Fallen } from '../session/frame.ts';
import { ClauseChip } from './Clauses.tsx';
import type { Explorer } from './explorer.ts';

const properties = clauseIds.filter((id) => clauses[id].kind === 'property' && !(id in clausesWithoutCode));

/** Every property with what is known of it: holds, broken and why, or not asked yet. */
export const Properties = ({ explorer }: { readonly explorer: Explorer }) => {
  const { violations, checked } = explorer.frame;
  const isBroken = (id: ClauseId): boolean => violations.some(({ property }) => property === id);
  return (
    <section class="panel properties" aria-label="Properties">
      <h2>Properties</h2>
      <table>
        <tbody>
          {properties.map((id) => (
            <tr key={id} class={isBroken(id) ? 'broken' : ''}>
              <th scope="row">
                <ClauseChip explorer={explorer} id={id} />
              </th>
              <td>{clauses[id].title}</td>
              <td>{isBroken(id) ? '✗ broken' : stateOf(checked[id] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const stateOf = (checked: number): string => (checked === 0 ? 'not asked yet' : `✓ holds, ${checked}×`);

/** What is broken, and why: above everything else. */
export const Violations = ({ explorer }: { readonly explorer: Explorer }) => (
  <>
    {explorer.frame.violations.map((fallen) => (
      <Violation key={fallen.property} explorer={explorer} fallen={fallen} />
    ))}
  </>
);

const Violation = ({ explorer, fallen }: { readonly explorer: Explorer; readonly fallen: Fallen }) => {
  const { property, clause, because, number } = fallen;
  return (
    <div class="violation" role="alert">
      <p>
        <b>Broken:</b> <ClauseChip explorer={explorer} id={property} /> {clauses[property].title}
      </p>
      {clause !== property && (
        <p>
          By the clause <ClauseChip explorer={explorer} id={clause} /> {clauses[clause].title}
        </p>
      )}
      <p>{because}</p>
      {number !== explorer.frame.number && (
        <button type="button" onClick={() => explorer.goTo(number)}>
          Show the move that broke {property}
        </button>
      )}
    </div>
  );
};
