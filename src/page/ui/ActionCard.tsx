/** What can be done to what is selected: a server or a message. */
import { useState } from 'preact/hooks';
import { hasLink } from '../../cluster/links.ts';
import type { ServerId } from '../../core/types.ts';
import { formatEffect } from '../../trace/effects.ts';
import { formatMessage } from '../../trace/grammar.ts';
import { choicesAt, choicesOf, effectsOf } from '../session/choices.ts';
import type { Move } from '../session/move.ts';
import type { Explorer } from './explorer.ts';

export const ActionCard = ({ explorer }: { readonly explorer: Explorer }) => {
  const { selection, selectedMessage } = explorer;
  if (selection?.kind === 'server') return <ServerCard key={selection.id} explorer={explorer} id={selection.id} />;
  if (selectedMessage) return <MessageCard explorer={explorer} />;
  return null;
};

const ServerCard = ({ explorer, id }: { readonly explorer: Explorer; readonly id: ServerId }) => {
  const { frame } = explorer;
  const server = frame.nodes[id]?.server;
  const choices = choicesAt(frame, id, explorer.protocol);
  const [timeout] = choices;
  return (
    <section class="card" aria-label={`What can happen to ${id}`}>
      <h2>{id}</h2>
      <div class="row">
        {choices.map(({ name, move }) => (
          <button key={name} type="button" onClick={() => explorer.do(move)}>
            {name}
          </button>
        ))}
        {server && server.lastApplied > server.log.snapshotIndex && (
          <button type="button" onClick={() => explorer.snapshot(id)}>
            Take a snapshot
          </button>
        )}
      </div>
      {server && <Command explorer={explorer} id={id} />}
      {timeout && server && <CrashPoints explorer={explorer} move={timeout.move} name={timeout.name} />}
      <Links explorer={explorer} id={id} />
    </section>
  );
};

const Command = ({ explorer, id }: { readonly explorer: Explorer; readonly id: ServerId }) => {
  const [text, setText] = useState('');
  const send = (event: Event): void => {
    event.preventDefault();
    explorer.command(id, text);
    setText('');
  };
  return (
    <form class="row" onSubmit={send}>
      <label>
        Command
        <input
          value={text}
          maxLength={40}
          placeholder={explorer.nextCommand}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit">Send command</button>
    </form>
  );
};

const Links = ({ explorer, id }: { readonly explorer: Explorer; readonly id: ServerId }) => {
  const { nodes, cuts } = explorer.frame;
  return (
    <div class="row">
      {Object.keys(nodes)
        .filter((other) => other !== id)
        .map((other) => {
          const type = hasLink(cuts, id, other) ? 'heal' : 'cut';
          return (
            <button key={other} type="button" onClick={() => explorer.do({ type, from: id, to: other })}>
              {type === 'cut' ? 'Cut' : 'Heal'} the link to {other}
            </button>
          );
        })}
    </div>
  );
};

const MessageCard = ({ explorer }: { readonly explorer: Explorer }) => {
  const message = explorer.selectedMessage;
  if (!message) return null;
  const choices = choicesOf(explorer.frame, message);
  const [first] = choices;
  return (
    <section class="card" aria-label="What can happen to the message">
      <h2>
        {message.from} → {message.to}
      </h2>
      <p class="line">{formatMessage(message)}</p>
      <div class="row">
        {choices.map(({ name, move }) => (
          <button key={name} type="button" onClick={() => explorer.do(move)}>
            {name}
          </button>
        ))}
      </div>
      {first?.move.type === 'deliver' && <CrashPoints explorer={explorer} move={first.move} name="Deliver" />}
    </section>
  );
};

interface CrashProps {
  readonly explorer: Explorer;
  readonly move: Move;
  readonly name: string;
}

/** The effects that the step would have: a crash may come after each of them. */
const CrashPoints = ({ explorer, move, name }: CrashProps) => {
  const effects = effectsOf(explorer.frame, move, explorer.protocol);
  if (effects.length === 0 || (move.type !== 'deliver' && move.type !== 'event')) return null;
  const crash = (crashAfter: number): void => explorer.do({ ...move, crashAfter });
  return (
    <details class="crash">
      <summary>{name}, and crash in the middle of it</summary>
      <ol start={0}>
        <li>
          <button type="button" onClick={() => crash(0)}>
            Crash before anything is done
          </button>
        </li>
        {effects.map((effect, place) => (
          <li key={place}>
            <code>{formatEffect(effect)}</code>
            <button type="button" onClick={() => crash(place + 1)}>
              Crash after this
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
};
