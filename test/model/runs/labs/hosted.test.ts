/** Servers under a host whose network somebody holds in their hands. */
import { describe, expect, test } from 'vitest';
import { type HostedNetwork, HostedServers } from '../../../../model/runs/labs/hosted.ts';
import type { ApplyMessage, LabPacket, Subject, SubjectProgram } from '../../../../model/runs/labs/index.ts';
import { randomOf } from '../../../../src/sim/random.ts';
import { VirtualTime } from '../../../../src/sim/time.ts';
import { primaryProgram } from './primary.ts';

/** The same servers, which do not listen when they are told to crash in the middle of something. */
const deafProgram: SubjectProgram = (run) => {
  const boot = primaryProgram()(run);
  return (server, saved, host) => {
    const subject = boot(server, saved, host);
    const deaf: Subject = {
      start: (command) => subject.start(command),
      state: () => subject.state(),
      snapshot: () => {},
      deliver: (packet) => subject.deliver(packet),
      unanswered: (to, call) => subject.unanswered?.(to, call),
      advance: (untilMs) => subject.advance(untilMs),
      crash: () => subject.crash(),
      crashWithin: () => {},
    };
    return deaf;
  };
};

interface Hands {
  readonly program?: SubjectProgram;
  readonly keepsReplies?: boolean;
  readonly holds?: (packet: LabPacket) => boolean;
  readonly onSent?: (packet: LabPacket, hosted: HostedServers) => void;
  readonly onApplied?: (server: number, message: ApplyMessage, hosted: HostedServers) => void;
}

/** Two servers, of which the first leads for ever and needs the second for everything. */
const twoServers = ({ program = primaryProgram(), keepsReplies = true, holds, onSent, onApplied }: Hands) => {
  const time = new VirtualTime();
  const applied: string[] = [];
  const sent: LabPacket[] = [];
  const lives = [0, 0];
  const network: HostedNetwork = {
    keepsReplies,
    send: (packet) => {
      sent.push(packet);
      onSent?.(packet, hosted);
      return holds?.(packet) ? 'held' : { delayMs: 1, arrives: () => true };
    },
    failureMs: () => 20,
    crashed: (server) => {
      lives[server] = (lives[server] ?? 0) + 1;
    },
    livesOf: (server) => lives[server] ?? 0,
  };
  const hosted: HostedServers = new HostedServers({
    servers: 2,
    program,
    time,
    network,
    random: { ofSubject: randomOf(1), ofNetwork: randomOf(2) },
    booting: () => {},
    apply: (server, message) => {
      applied.push(`${server} ${message.index}`);
      onApplied?.(server, message, hosted);
    },
  });
  hosted.boot(0);
  hosted.boot(1);
  return { hosted, time, applied, sent };
};

describe('a server that crashes as a packet leaves it', () => {
  const crashAtReply = (keepsReplies: boolean): readonly string[] => {
    const { hosted, time, applied } = twoServers({
      keepsReplies,
      onSent: ({ type }, its) => {
        if (type === 'reply') its.crashHere(1);
      },
    });
    hosted.start(0, 'x');
    time.runUntil(40);
    expect(hosted.isUp(1)).toBe(false);
    return applied;
  };

  test('has sent it, where replies outlive their sender', () => {
    expect(crashAtReply(true)).toEqual(['0 1']);
  });

  test('has not sent it, where they do not', () => {
    expect(crashAtReply(false)).toEqual([]);
  });
});

test('a server that crashes at what it applies does nothing more, whether it knows or not', () => {
  const replies = (program: SubjectProgram, crashes: boolean): number => {
    const { hosted, time, applied, sent } = twoServers({
      program,
      onApplied: (server, _, its) => {
        if (crashes && server === 1) its.crashHere(1);
      },
    });
    hosted.start(0, 'x');
    time.runUntil(300);
    expect(applied).toEqual(['0 1', '1 1']);
    expect(hosted.isUp(1)).toBe(!crashes);
    hosted.boot(1);
    return sent.filter(({ type }) => type === 'reply').length;
  };
  expect(replies(primaryProgram(), false)).toBeGreaterThan(3);
  expect(replies(primaryProgram(), true)).toBe(1);
  expect(replies(deafProgram, true)).toBe(1);
});

describe('a packet that is held', () => {
  const held = () => {
    const { hosted, time, applied, sent } = twoServers({ holds: ({ type }) => type === 'reply' });
    hosted.start(0, 'x');
    time.runUntil(200);
    expect(applied).toEqual([]);
    return { hosted, time, applied, sent, reply: sent.find(({ type }) => type === 'reply') as LabPacket };
  };

  test('comes when it is handed over, once', () => {
    const { hosted, applied, reply } = held();
    hosted.arrives(reply);
    expect(applied).toEqual(['0 1']);
    hosted.arrives(reply);
    expect(applied).toEqual(['0 1']);
  });

  test('is told as lost when it is', () => {
    const { hosted, time, sent, reply } = held();
    const before = sent.length;
    time.runUntil(400);
    expect(sent.length).toBe(before);
    hosted.lost(reply);
    time.runUntil(600);
    expect(sent.length).toBeGreaterThan(before);
  });
});
