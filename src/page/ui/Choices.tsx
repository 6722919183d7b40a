/** Everything that can happen now, as a list: the way through the page for a keyboard or a screen reader. */
import { messageWords } from '../../trace/words.ts';
import { choicesAt, choicesOf } from '../session/choices.ts';
import type { Explorer } from './explorer.ts';

export const Choices = ({ explorer }: { readonly explorer: Explorer }) => {
  const { frame } = explorer;
  return (
    <section class="panel choices" aria-label="Enabled actions">
      <h2>Enabled actions</h2>
      <ul>
        {Object.keys(frame.nodes).map((id) => (
          <li key={id}>
            <span>{id}</span>
            {choicesAt(frame, id, explorer.protocol).map(({ name, move }) => (
              <button key={name} type="button" aria-label={`${id}: ${name}`} onClick={() => explorer.do(move)}>
                {name}
              </button>
            ))}
            {frame.nodes[id]?.server && (
              <button type="button" aria-label={`${id}: Command`} onClick={() => explorer.command(id, '')}>
                Command
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>In flight</h3>
      {frame.flight.length === 0 && <p>Nothing.</p>}
      <ul>
        {frame.flight.map(({ id, message }) => (
          <li key={id}>
            <span>
              {message.from} → {message.to} {messageWords(message)}
            </span>
            {choicesOf(frame, message).map(({ name, move }) => (
              <button
                key={name}
                type="button"
                aria-label={`${name} ${message.type} from ${message.from} to ${message.to}`}
                onClick={() => explorer.do(move)}
              >
                {name}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
};
