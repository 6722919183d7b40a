/** The logs side by side: what is snapshot, committed, applied. */
import { commandOf, contentText } from '../../core/entries.ts';
import { entryAt } from '../../core/log.ts';
import type { Index, ServerId } from '../../core/types.ts';
import type { NodeView } from '../session/frame.ts';
import type { Explorer } from './explorer.ts';

/** More columns than this are not looked at; the newest are. */
const COLUMNS_MAX = 40;

/** Terms have one of so many colours. */
const COLOURS = 8;

export const Logs = ({ explorer }: { readonly explorer: Explorer }) => {
  const { nodes } = explorer.frame;
  const lastIndex = Math.max(1, ...Object.values(nodes).map(({ disk }) => disk.log.lastIndex));
  const first = Math.max(1, lastIndex - COLUMNS_MAX + 1);
  const indexes = Array.from({ length: lastIndex - first + 1 }, (_, place) => first + place);
  return (
    <section class="logs" aria-label="Logs">
      <h2>Logs</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Logs, index by index">
        <table>
          <thead>
            <tr>
              <th scope="col">index</th>
              {indexes.map((index) => (
                <th key={index} scope="col">
                  {index}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(nodes).map(([id, node]) => (
              <Row key={id} id={id} node={node} indexes={indexes} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="legend">
        <span class="entry committed">committed</span> <span class="entry applied">applied ✓</span>{' '}
        <span class="entry">neither</span> <span class="entry snapshot">in the snapshot</span>
      </p>
    </section>
  );
};

interface RowProps {
  readonly id: ServerId;
  readonly node: NodeView;
  readonly indexes: readonly Index[];
}

const Row = ({ id, node, indexes }: RowProps) => (
  <tr class={node.server?.role ?? 'down'}>
    <th scope="row">
      {id} <small>{node.server ? `term ${node.server.currentTerm}` : 'down'}</small>
    </th>
    {indexes.map((index) => (
      <Cell key={index} node={node} index={index} />
    ))}
  </tr>
);

/** What a down server has on its disk is there, though nobody knows what of it is committed. */
const Cell = ({ node: { server, disk }, index }: { readonly node: NodeView; readonly index: Index }) => {
  const { log } = server ?? disk;
  if (index <= log.snapshotIndex) {
    const isLast = index === log.snapshotIndex;
    return <td class="entry snapshot">{isLast ? `▮ ${log.snapshotTerm}` : '▮'}</td>;
  }
  const entry = entryAt(log, index);
  if (!entry) return <td />;
  const isCommitted = server !== null && index <= server.commitIndex;
  const isApplied = server !== null && index <= server.lastApplied;
  const states = [isCommitted && 'committed', isApplied && 'applied'].filter((state) => state !== false);
  const content = commandOf(entry) ?? contentText(entry);
  const words = states.length > 0 ? states.join(' and ') : 'not known to be committed';
  return (
    <td
      class={['entry', `term${entry.term % COLOURS}`, ...states].join(' ')}
      title={`term ${entry.term}, ${content}: ${words}`}
    >
      <b>{entry.term}</b> {content}
      {isApplied && <span aria-hidden="true"> ✓</span>}
      <span class="hidden">, {words}</span>
    </td>
  );
};
