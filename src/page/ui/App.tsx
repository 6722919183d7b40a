/** The whole page, panel by panel. */

import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { ActionCard } from './ActionCard.tsx';
import { Choices } from './Choices.tsx';
import { ClauseDialog } from './Clauses.tsx';
import { Difference } from './Difference.tsx';
import { Explorer } from './explorer.ts';
import { useFocusKept } from './focus.ts';
import { Header } from './Header.tsx';
import { useKeys } from './keys.ts';
import { Logs } from './Logs.tsx';
import { MachinePanel } from './MachinePanel.tsx';
import { Prediction } from './Prediction.tsx';
import { Properties, Violations } from './Properties.tsx';
import { Ring } from './Ring.tsx';
import { ScriptPanel } from './ScriptPanel.tsx';
import { StepPanel } from './StepPanel.tsx';
import { Timeline } from './Timeline.tsx';

/** The whole page. */
export const App = () => {
  const [, changed] = useReducer((count: number) => count + 1, 0);
  const explorer = useMemo(() => new Explorer(() => changed(undefined)), []);
  useEffect(() => {
    const open = (): void => void explorer.openAddress();
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, [explorer]);
  useKeys(explorer);
  useFocusKept();
  return (
    <>
      <Header explorer={explorer} />
      <main>
        <div class="board">
          <Ring explorer={explorer} />
          <Timeline explorer={explorer} />
          <ActionCard explorer={explorer} />
          <Logs explorer={explorer} />
          <MachinePanel explorer={explorer} />
          <ScriptPanel explorer={explorer} />
        </div>
        <div class="panels">
          <Violations explorer={explorer} />
          <Prediction explorer={explorer} />
          <StepPanel explorer={explorer} />
          <Difference explorer={explorer} />
          <Properties explorer={explorer} />
          <Choices explorer={explorer} />
        </div>
      </main>
      <ClauseDialog explorer={explorer} />
    </>
  );
};
