/** The head of the page: what is played, by which rules, and how it is kept. */

import { data } from 'virtual:figure2';
import { useRef, useState } from 'preact/hooks';
import { defectOf } from '../../../model/experiments/index.ts';
import { mutants } from '../../../model/mutants/index.ts';
import { clauseIds } from '../../core/clauses.ts';
import { type PlaySession, RECORDED } from '../session/playSession.ts';
import { type Explorer, recordedName } from './explorer.ts';
import { readyMade, shortcuts } from './readyMade.ts';
import { findViolation } from './search.ts';

/** What is played, by which rules, and how it is kept. */
export const Header = ({ explorer }: { readonly explorer: Explorer }) => (
  <header>
    <h1>
      figure2 <small>explorer {data.version}</small>
    </h1>
    <SessionSelect explorer={explorer} />
    <RulesSelect explorer={explorer} />
    <Files explorer={explorer} />
    <Shortcuts explorer={explorer} />
    <p class="notice" role="status" aria-live="polite">
      {explorer.notice}
    </p>
  </header>
);

/** Rules that somebody chose stay; a session that brings its own plays by these, and takes them with it. */
const openByTitle = (explorer: Explorer, title: string): void => {
  const session = openReadyMade(title);
  if (!session) return;
  const last = explorer.history.session;
  const chosen = openReadyMade(last.title)?.mutant === last.mutant ? null : last.mutant;
  explorer.open({ ...session, mutant: session.mutant ?? chosen });
};

const openReadyMade = (title: string): PlaySession | undefined =>
  readyMade.find((ready) => ready.title === title)?.open();

const Shortcuts = ({ explorer }: { readonly explorer: Explorer }) => (
  <nav aria-label="Ready sessions">
    {shortcuts.map((title) => (
      <button
        key={title}
        type="button"
        aria-current={title === explorer.history.session.title ? 'true' : undefined}
        onClick={() => openByTitle(explorer, title)}
      >
        {title}
      </button>
    ))}
  </nav>
);

const SessionSelect = ({ explorer }: { readonly explorer: Explorer }) => {
  const { title } = explorer.history.session;
  const groups = [...new Set(readyMade.map(({ group }) => group))];
  return (
    <label>
      Session
      <select value={title} onChange={({ currentTarget }) => openByTitle(explorer, currentTarget.value)}>
        {readyMade.every((ready) => ready.title !== title) && <option>{title}</option>}
        {groups.map((group) => (
          <optgroup key={group} label={group}>
            {readyMade
              .filter((ready) => ready.group === group)
              .map((ready) => (
                <option key={ready.title}>{ready.title}</option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
};

const RulesSelect = ({ explorer }: { readonly explorer: Explorer }) => {
  const { mutant } = explorer.history.session;
  const broken = clauseIds.filter((id) => mutants.some(({ clause }) => clause === id));
  return (
    <label>
      Rules
      <select
        class={mutant === null ? '' : 'broken'}
        value={mutant ?? ''}
        onChange={({ currentTarget }) => explorer.useRules(currentTarget.value || null)}
      >
        <option value="">as shipped</option>
        {recordedName !== undefined && <option value={RECORDED}>as recorded of {recordedName}</option>}
        {mutant !== null && mutant !== RECORDED && !mutants.some(({ id }) => id === mutant) && (
          <option value={mutant}>
            {mutant}: {defectOf(mutant)?.title}
          </option>
        )}
        {broken.map((id) => (
          <optgroup key={id} label={`${id} broken`}>
            {mutants
              .filter(({ clause }) => clause === id)
              .map((defect) => (
                <option key={defect.id} value={defect.id}>
                  {defect.id}: {defect.title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
};

const Files = ({ explorer }: { readonly explorer: Explorer }) => {
  const input = useRef<HTMLInputElement>(null);
  const [isSearching, setSearching] = useState(false);
  const load = async (file: File | undefined): Promise<void> => {
    if (file) explorer.load(file.name, await file.text());
    if (input.current) input.current.value = '';
  };
  const search = async (): Promise<void> => {
    setSearching(true);
    try {
      await findViolation(explorer);
    } finally {
      setSearching(false);
    }
  };
  return (
    <div class="files">
      {![null, RECORDED].includes(explorer.history.session.mutant) && (
        <button type="button" disabled={isSearching} onClick={() => void search()}>
          {isSearching ? 'Searching…' : 'Find what goes wrong'}
        </button>
      )}
      <button type="button" onClick={() => void share(explorer)}>
        Share
      </button>
      <button type="button" onClick={() => save(explorer)}>
        Save
      </button>
      <button type="button" onClick={() => input.current?.click()}>
        Load
      </button>
      <input
        ref={input}
        type="file"
        accept=".json"
        hidden
        aria-label="A trace file"
        onChange={({ currentTarget }) => void load(currentTarget.files?.[0])}
      />
    </div>
  );
};

const share = async (explorer: Explorer): Promise<void> => {
  const fits = await explorer.keepInAddress();
  const isRecorded = explorer.history.session.mutant === RECORDED;
  const rules = isRecorded ? ' But for the rules: what was recorded of yours stays here.' : '';
  const told = fits ? `${await copyAddress()}${rules}` : 'This is too long for an address; save it as a file.';
  explorer.update(() => {
    explorer.notice = told;
  });
};

const copyAddress = async (): Promise<string> => {
  try {
    await navigator.clipboard.writeText(location.href);
    return 'The address is copied: whoever opens it sees what you see.';
  } catch {
    return 'The address of this page holds it all: copy it from the address bar.';
  }
};

const save = (explorer: Explorer): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([explorer.file], { type: 'application/json' }));
  link.download = 'session.itf.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  const rules = explorer.history.session.mutant === null ? '' : ', by the shipped rules or those of --protocol';
  explorer.update(() => {
    explorer.notice = `Saved. figure2 replay session.itf.json plays it again${rules}.`;
  });
};
