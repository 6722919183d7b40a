/** The state diagram of the server that is selected, or that acted: its role is lit, and what it has just taken. */
import { data } from 'virtual:figure2';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { machineEventOf, raftMachine } from '../../core/machine.ts';
import { stateOf } from '../../core/step.ts';
import { createTaken } from '../../diagram/inspect.ts';
import { chartOf } from '../../diagram/readMachine.ts';
import { conditionText } from '../../diagram/words.ts';
import type { Explorer } from './explorer.ts';

const takenBy = createTaken(raftMachine);
const { transitions, definitions } = chartOf(raftMachine);

export const MachinePanel = ({ explorer }: { readonly explorer: Explorer }) => {
  const place = useRef<HTMLDivElement>(null);
  const { step, nodes } = explorer.frame;
  const { selection } = explorer;
  const [first = ''] = Object.keys(nodes);
  const id = selection?.kind === 'server' ? selection.id : (step?.id ?? first);
  const role = nodes[id]?.server?.role ?? 'down';
  // neither a defect nor an optional page is in this machine: what the diagram would have done is not what happened
  const { mutant, setting } = explorer.history.session;
  const isShipped = mutant === null && (setting.extensions ?? []).length === 0;
  const taken = isShipped && step?.id === id ? takenBy(stateOf(step.before), machineEventOf(step.event)) : [];
  const lit = [role, ...taken].join(' ');
  useLayoutEffect(() => {
    const ids = lit.split(' ');
    for (const element of place.current?.querySelectorAll<SVGElement>('[data-state], [data-transitions]') ?? []) {
      const own = (element.dataset['state'] ?? element.dataset['transitions'] ?? '').split(' ');
      element.classList.toggle(
        'lit',
        own.some((one) => ids.includes(one)),
      );
    }
  }, [lit]);
  return (
    <section class="panel machine" aria-label="State diagram">
      <h2>
        {id} is {role}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label="The roles and what leads from one to another">
        <div ref={place} dangerouslySetInnerHTML={{ __html: data.machine }} />
      </section>
      {!isShipped && <p>Other rules than those of this diagram run: only the role is shown.</p>}
      {isShipped && step?.id === id && taken.length === 0 && <p>No transition answers this event in its role.</p>}
      <ul class="taken">
        {taken.map((one, order) => (
          <li key={`${order} ${one}`}>
            <Transition id={one} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Transition = ({ id }: { readonly id: string }) => {
  const found = transitions.find((transition) => transition.id === id);
  if (!found) return null;
  const { source, targets, event, description } = found;
  const condition = conditionText(found, definitions);
  return (
    <>
      <code>
        {source || 'any role'}: {event}
        {condition && ` ${condition}`}
        {targets.length > 0 && ` → ${targets.join(', ')}`}
      </code>{' '}
      {description}
    </>
  );
};
