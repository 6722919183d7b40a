/** Clause ids that can be clicked, and what the spec says under them. */
import { data } from 'virtual:figure2';
import { useEffect, useRef } from 'preact/hooks';
import { citations } from '../../core/boxes.ts';
import { type ClauseId, clauseIds, clauses } from '../../core/clauses.ts';
import type { Explorer } from './explorer.ts';

interface ClauseProps {
  readonly explorer: Explorer;
  readonly id: ClauseId;
}

export const ClauseChip = ({ explorer, id }: ClauseProps) => (
  <button
    type="button"
    class={`chip ${boxClass(id)}`}
    title={clauses[id].title}
    onClick={() => explorer.showClause(id)}
  >
    {id}
  </button>
);

const boxClass = (id: ClauseId): string => id.split('-')[0]?.toLowerCase() ?? '';

export const ClauseDialog = ({ explorer }: { readonly explorer: Explorer }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const { clause } = explorer;
  useEffect(() => {
    if (clause !== null && !dialog.current?.open) dialog.current?.showModal();
  }, [clause]);
  const close = (): void => explorer.showClause(null);
  return (
    <dialog ref={dialog} aria-labelledby="clause-title" onClose={close}>
      {clause !== null && (
        <>
          <h2 id="clause-title">
            {clause} {clauses[clause].title}
          </h2>
          <p class="source">
            {clauses[clause].source} · {clauses[clause].kind} · spec/{clauses[clause].page}
          </p>
          <div dangerouslySetInnerHTML={{ __html: data.clauseTexts[clause] ?? '' }} />
          <Related explorer={explorer} id={clause} />
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </>
      )}
    </dialog>
  );
};

/** The clauses that the text refers to. */
const Related = ({ explorer, id }: ClauseProps) => {
  const cited = new Set((data.clauseTexts[id] ?? '').match(citations()));
  const others = clauseIds.filter((other) => other !== id && cited.has(other));
  if (others.length === 0) return null;
  return (
    <p>
      Refers to{' '}
      {others.map((other) => (
        <ClauseChip key={other} explorer={explorer} id={other} />
      ))}
    </p>
  );
};
