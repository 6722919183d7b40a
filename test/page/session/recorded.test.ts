import { describe, expect, test } from 'vitest';
import { shippedProtocol } from '../../../src/core/protocol.ts';
import { Play } from '../../../src/page/session/play.ts';
import { type Recorded, recordedProtocol, recordingProtocol } from '../../../src/page/session/recorded.ts';
import { sessionOf } from '../../../src/page/session/recording.ts';
import { foundIn } from '../../model/counterexample/arrange.ts';
import { fresh, historyOf, moveOf, protocolOf } from './arrange.ts';

const throughJson = (recorded: Recorded): Recorded => JSON.parse(JSON.stringify(recorded)) as Recorded;

describe('rules that can not be in the page', () => {
  test.each(['A01', 'C01', 'C03'])('%s: what they did is done again from the record', (id) => {
    const session = sessionOf('mine', foundIn(id, 2), 'recorded');
    const { protocol, recorded } = recordingProtocol('mine.ts', protocolOf(id));
    const play = new Play(session, protocol);
    for (const move of session.moves) play.do(move);
    expect(play.frame.violations.length).toBeGreaterThan(0);
    const again = historyOf(session, recordedProtocol(throughJson(recorded)));
    // how often a property had something to check depends on which objects are the same
    expect({ ...again.frame, checked: {} }).toEqual({ ...play.frame, checked: {} });
  });

  test('give way to the shipped rules where they were not asked', () => {
    const nothing = recordedProtocol({ name: 'mine.ts', steps: [], restarts: [] });
    const [shipped, other] = [shippedProtocol, nothing].map((protocol) => historyOf(fresh(), protocol));
    for (const history of [shipped, other]) history?.do(moveOf('S1 timeout election'));
    expect(other?.frame).toEqual(shipped?.frame);
  });
});
