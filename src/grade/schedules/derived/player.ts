/**
 * Plays a derived script on a stage, where the clocks of all servers stand still but for the one whose turn it is. Terms, indexes
 * and commands are those that the servers come to; what they have to be to each other is what the script says.
 */
import { nameOf } from '../../../../model/runs/labs/index.ts';
import type { ServerClocks } from '../clocks.ts';
import { goOn } from '../majorities.ts';
import { isAppend, isGrant, isSuccess, isVoteRequest, reachOf, type StagePacket, termOf } from '../packet.ts';
import type { StageScript } from '../schedule.ts';
import { NotReached, type OnStage, type Stage } from '../stage.ts';
import type { PacketDecision } from '../stageNetwork.ts';
import type { DerivedCrash, DerivedMessage, DerivedScript, DerivedSight, DerivedStep } from './script.ts';
import { deedWords, messageWords } from './words.ts';

/** So long may it take until a server stands whose clock runs: some wait for seconds. */
const STAND_MS = 10_000;

/** So long may a message be under way in a server: it may be sent with the next heartbeat. */
const MESSAGE_MS = 1500;

/** So long does a server think about something that it was given. */
const THINKING_MS = 10;

/** So long may it take to be seen to lead, or to hand up what is committed. */
const EFFECT_MS = 400;

/** So much time is spent on what only follows from a defect. */
const CONSEQUENCE_MS = 600;

/** So long is everything watched at the end, when all are connected. */
const HEALED_MS = 1200;

/** What came of a step: what was seen of it, or why it could not be done. */
export type PlayedStep = { readonly sight: DerivedSight } | { readonly failure: string };

/** What a play is told of each step, for whoever derives its premises. */
export interface PlayOptions {
  /** Are all steps tried, whatever comes of them? */
  readonly isTrial?: boolean;
  readonly onStep?: (step: number, played: PlayedStep, atMs: number) => void;
}

/** A script as it is played on a stage. */
export const playOf =
  (script: DerivedScript, options: PlayOptions = {}): StageScript =>
  (stage) =>
    new Play(script, stage, options).run();

/** A message of the script, as it was really sent. */
interface Bound {
  readonly packet: StagePacket;
}

class Play {
  readonly #script: DerivedScript;
  readonly #stage: Stage;
  readonly #clocks: ServerClocks;
  readonly #options: PlayOptions;
  /** Terms as servers came to them, by those of the script. */
  readonly #terms = new Map<number, number>();
  /** Commands as they were given, by those of the script; where they stand, by their leader's word. */
  readonly #commands: ({ readonly text: string; readonly index: number } | undefined)[] = [];
  /** Commands as they were given, also before it is known where they stand. */
  readonly #texts: (string | undefined)[] = [];
  readonly #bound: (Bound | undefined)[] = [];
  /** What is not meant by the script, and brings a follower to where it can take what is. */
  readonly #standIns = new Set<StagePacket>();
  #step = 0;
  /** The message that is waited for. */
  #wanted: DerivedMessage | undefined;
  /** Who is waited for to stand, in which term, and its first request in it. */
  #standing: { readonly server: number; readonly term: number; request: StagePacket | undefined } | undefined;
  #isOver = false;

  constructor(script: DerivedScript, stage: Stage, options: PlayOptions) {
    const { clocks } = stage;
    if (!clocks) throw new Error('a derived script is played where each server has a clock of its own');
    this.#script = script;
    this.#stage = stage;
    this.#clocks = clocks;
    this.#options = options;
  }

  *run(): OnStage<void> {
    const { steps, crux, sequel } = this.#script;
    const stage = this.#stage;
    stage.rule((packet) => (this.#isOver ? undefined : this.#decide(packet)));
    yield* this.#let(stage.servers, THINKING_MS);
    for (const [place, step] of steps.entries()) {
      this.#step = place;
      if (place === crux) stage.crux();
      const played = yield* this.#attempt(step);
      this.#options.onStep?.(place, played, stage.nowMs);
      if (!this.#options.isTrial) this.#hold(step, played);
    }
    if (crux >= steps.length) stage.crux();
    yield* this.#sequel(sequel.side);
  }

  /** Holds a step to what the script is built on. */
  #hold(step: DerivedStep, played: PlayedStep): void {
    const { premise } = step;
    if (!premise) return;
    const what = `step ${this.#step + 1} of ${this.#script.steps.length}, ${deedWords(step, this.#script)}`;
    if ('failure' in played) throw new NotReached(`${what}: ${played.failure}`);
    for (const [name, expected] of Object.entries(premise) as [keyof DerivedSight, boolean][]) {
      const seen = played.sight[name];
      if (seen === expected) continue;
      throw new NotReached(`${what}: ${sightWords[name](expected)}`);
    }
  }

  *#attempt(step: DerivedStep): OnStage<PlayedStep> {
    try {
      const sight = yield* this.#do(step);
      yield* this.#untilSent();
      return { sight };
    } catch (error) {
      if (error instanceof NotReached) return { failure: error.message };
      throw error;
    } finally {
      this.#clocks.only([]);
      this.#wanted = undefined;
      this.#standing = undefined;
    }
  }

  /** What is sent in this step leaves before anything else happens, if it does so soon. */
  *#untilSent(): OnStage<void> {
    const { messages } = this.#script;
    for (const [place, message] of messages.entries()) {
      const { sentAt, from, answers } = message;
      if (sentAt !== this.#step || answers !== undefined || this.#bound[place] || !this.#stage.isUp(from)) continue;
      this.#wanted = message;
      yield* this.#isSeen([from], () => this.#bound[place] !== undefined);
    }
  }

  /** What only follows from a defect is not waited for as long. */
  #limit(ms: number): number {
    const step = this.#script.steps[this.#step];
    return step?.premise || this.#options.isTrial ? ms : Math.min(ms, CONSEQUENCE_MS);
  }

  *#do(step: DerivedStep): OnStage<DerivedSight> {
    const stage = this.#stage;
    switch (step.do) {
      case 'stand':
        yield* this.#stand(step.server, step.term, this.#crashing(step.server, step.crash));
        return yield* this.#effects(step, step.server);
      case 'send':
        return {};
      case 'deliver':
        return yield* this.#deliver(step);
      case 'command': {
        const crash = this.#crashing(step.server, step.crash);
        // it may be sent before its index is told
        const text = stage.newCommand();
        this.#texts[step.command] = text;
        this.#commands[step.command] = { text, index: stage.propose(step.server, text).index };
        yield* this.#settle(step.server, crash);
        return yield* this.#effects(step, step.server);
      }
      case 'compact': {
        const known = this.#commands[step.command];
        if (!known || stage.appliedAt(step.server, known.index) !== known.text)
          throw new NotReached(`${nameOf(step.server)} has not applied that command`);
        const crash = this.#crashing(step.server, step.crash);
        stage.snapshot(step.server, known.index);
        yield* this.#settle(step.server, crash);
        return {};
      }
      case 'crash':
        if (!stage.isUp(step.server)) throw new NotReached(`${nameOf(step.server)} is down already`);
        stage.crash(step.server);
        return {};
      case 'restart':
        if (stage.isUp(step.server)) throw new NotReached(`${nameOf(step.server)} is up`);
        stage.boot(step.server);
        yield* this.#let([step.server], THINKING_MS);
        return {};
    }
  }

  // Standing for election

  *#stand(server: number, term: number, crash: Crashing): OnStage<void> {
    if (!this.#stage.isUp(server)) throw new NotReached(`${nameOf(server)} is down`);
    const standing = { server, term, request: undefined };
    this.#standing = standing;
    yield* this.#until(
      [server],
      `${nameOf(server)} did not ask for votes${this.#terms.has(term) ? ` in term ${this.#terms.get(term)}` : ''}`,
      () => standing.request,
      this.#limit(STAND_MS),
    );
    this.#standing = undefined;
    yield* this.#settle(server, crash);
  }

  /** Has the server that is waited for asked for votes? Then this is the term. */
  #notice(packet: StagePacket): void {
    const standing = this.#standing;
    if (!standing || standing.request || !isVoteRequest(packet) || packet.from !== standing.server) return;
    const asked = termOf(packet);
    const known = this.#terms.get(standing.term);
    const [above, below] = this.#boundsOf(standing.term);
    if (known === undefined ? asked <= above || asked >= below : asked !== known) return;
    this.#terms.set(standing.term, asked);
    standing.request = packet;
  }

  /** A term that has not been seen lies between those before and after it. */
  #boundsOf(term: number): readonly [number, number] {
    let [above, below] = [0, Number.POSITIVE_INFINITY];
    for (const [its, real] of this.#terms) {
      if (its < term) above = Math.max(above, real);
      if (its > term) below = Math.min(below, real);
    }
    return [above, below];
  }

  // Messages

  *#deliver(step: Extract<DerivedStep, { do: 'deliver' }>): OnStage<DerivedSight> {
    const stage = this.#stage;
    const message = this.#script.messages[step.message];
    if (!message) throw new Error(`there is no message ${step.message}`);
    const { from, to, answers } = message;
    if (!stage.isUp(to)) throw new NotReached(`${nameOf(to)} is down`);
    const isReply = answers !== undefined;
    this.#wanted = message;
    const packet = yield* this.#until(
      [from],
      `${nameOf(from)} did not send ${messageWords(step.message, this.#script)}`,
      () => this.#bound[step.message]?.packet,
      this.#limit(isReply ? EFFECT_MS : MESSAGE_MS),
    );
    this.#wanted = undefined;
    const crash = this.#crashing(to, step.crash);
    const arrived = this.#arrive(packet, step.isAgain === true);
    if (isReply) {
      yield* this.#settle(to, crash);
      return yield* this.#effects(step, to);
    }
    const noAnswer = `${nameOf(to)} did not answer ${messageWords(step.message, this.#script)}`;
    if (crash.isAwaited) yield* this.#settle(to, crash);
    else yield* this.#until([to], noAnswer, () => arrived.answer, this.#limit(EFFECT_MS));
    yield* this.#let([to], 2);
    const { answer } = arrived;
    const isGranted = answer && (isGrant(answer) || isSuccess(answer));
    return {
      ...(message.kind !== 'snapshot' && answer && { isGranted: isGranted === true }),
      ...(yield* this.#effects(step, to)),
    };
  }

  #arrive(packet: StagePacket, isAgain: boolean): StagePacket {
    const stage = this.#stage;
    if (!isAgain) {
      if (!stage.network.held.includes(packet)) throw new NotReached('it was lost before');
      stage.release(packet);
      if (!packet.isDelivered) throw new NotReached(`${nameOf(packet.to)} waits for it no more`);
      return packet;
    }
    if (packet.packet.type === 'reply' && packet.packet.call !== undefined)
      throw new NotReached('a call is answered once');
    return stage.comeAgain(packet);
  }

  /** What becomes of a packet that leaves a server. */
  #decide(packet: StagePacket): PacketDecision {
    const { message, request } = packet;
    if (message.kind === 'pre-vote' || message.kind === 'other') return this.#decideAside(packet);
    this.#notice(packet);
    if (this.#bind(packet)) return 'hold';
    if (request && this.#standIns.has(request)) return isSuccess(packet) ? 'lose' : 'deliver';
    if (this.#isStandIn(packet)) {
      this.#standIns.add(packet);
      return 'deliver';
    }
    return 'lose';
  }

  /** Who asks whether it would be elected is answered, if it is to stand. */
  #decideAside({ from, to }: StagePacket): PacketDecision {
    const server = this.#standing?.server;
    return server !== undefined && (from === server || to === server) ? 'deliver' : 'lose';
  }

  /** An append of the leader that is waited for, which brings less than the one that is. */
  #isStandIn(packet: StagePacket): boolean {
    const wanted = this.#wanted;
    if (wanted?.kind !== 'append' || wanted.answers !== undefined || !isAppend(packet)) return false;
    if (packet.from !== wanted.from || packet.to !== wanted.to) return false;
    if (termOf(packet) !== this.#terms.get(wanted.term ?? 0)) return false;
    const known = this.#commandsIn(packet);
    return (
      known.every((command) => (wanted.entries ?? []).includes(command)) && known.length < (wanted.entries?.length ?? 0)
    );
  }

  /** Is it a message that the script means, and has not got yet? */
  #bind(packet: StagePacket): boolean {
    const place = this.#script.messages.findIndex(
      (message, at) => !this.#bound[at] && message.sentAt <= this.#step && this.#isMeant(message, packet),
    );
    if (place < 0) return false;
    this.#bound[place] = { packet };
    return true;
  }

  #isMeant(message: DerivedMessage, packet: StagePacket): boolean {
    const { kind, from, to, answers, term } = message;
    if (packet.message.kind !== kind || packet.from !== from || packet.to !== to) return false;
    const isReply = packet.message.type === 'reply';
    if (isReply !== (answers !== undefined)) return false;
    if (answers !== undefined) return packet.request !== undefined && packet.request === this.#bound[answers]?.packet;
    if (termOf(packet) !== this.#terms.get(term ?? 0)) return false;
    if (kind === 'append') return this.#bringsTheSame(message, packet);
    if (kind === 'snapshot') return this.#coversTheSame(message, packet);
    return true;
  }

  /** An append brings the same if it ends with the same entries, and tells as much to be committed. */
  #bringsTheSame({ entries = [], before, upTo }: DerivedMessage, packet: StagePacket): boolean {
    const { commit, previous } = packet.message;
    const committed = upTo === undefined ? undefined : this.#commands[upTo]?.index;
    if (commit !== undefined && committed !== undefined && commit < committed) return false;
    const brought = this.#commandsIn(packet);
    if (entries.length > 0) {
      const tail = brought.slice(-entries.length);
      return tail.length === entries.length && tail.every((command, place) => (entries[place] ?? command) === command);
    }
    if (brought.length > 0) return false;
    if (previous === undefined || before === undefined) return true;
    const known = before === null ? 0 : this.#commands[before]?.index;
    if (known === undefined) return true;
    if (before !== null) return reachOf(packet) === known;
    return !this.#commands.some((command) => command && command.index <= reachOf(packet));
  }

  #coversTheSame({ upTo }: DerivedMessage, packet: StagePacket): boolean {
    const known = upTo === undefined ? undefined : this.#commands[upTo]?.index;
    return known === undefined || packet.message.covered === undefined || packet.message.covered === known;
  }

  /** The commands in an append that the script has given, by their numbers. What leaders add of their own is left out. */
  #commandsIn({ message }: StagePacket): readonly number[] {
    return (message.entries ?? []).flatMap(({ command }) => {
      const place = this.#texts.findIndex((text) => text !== undefined && isCommand(command, text));
      return place < 0 ? [] : [place];
    });
  }

  // Crashes

  /** Makes ready for a crash in the middle of what a server is given next. */
  #crashing(server: number, crash: DerivedCrash | undefined): Crashing {
    const stage = this.#stage;
    if (!crash) return { isAwaited: false, hasHappened: () => false };
    if (crash.at === 'save') {
      let left = crash.times;
      this.#clocks.onSave = (saver) => {
        if (saver !== server || --left !== 0) return;
        this.#clocks.onSave = undefined;
        stage.crashHere(server);
      };
      return { isAwaited: true, hasHappened: () => !stage.isUp(server) };
    }
    if (crash.at === 'apply') {
      const index = this.#commands[crash.command]?.index;
      if (index === undefined) throw new NotReached('that command was not given');
      stage.crashAtApply(server, index);
      return { isAwaited: true, hasHappened: () => !stage.isUp(server) };
    }
    const { kind, type, to } = crash;
    const doomed = stage.crashAtPacket(
      server,
      (packet) => packet.message.kind === kind && packet.message.type === type && packet.to === to,
    );
    return { isAwaited: true, hasHappened: () => doomed.hasHappened };
  }

  /** Lets a server think about what it was given, or until it has crashed of it. */
  *#settle(server: number, crash: Crashing): OnStage<void> {
    if (!crash.isAwaited) yield* this.#let([server], THINKING_MS);
    else
      yield* this.#until(
        [server],
        `${nameOf(server)} did not come to where it crashes`,
        crash.hasHappened,
        this.#limit(EFFECT_MS),
      );
  }

  // What comes of it

  *#effects({ leads, applies = [] }: DerivedStep, server: number): OnStage<DerivedSight> {
    const stage = this.#stage;
    const sight: { -readonly [Name in keyof DerivedSight]: DerivedSight[Name] } = {};
    if (leads !== undefined) {
      const term = this.#terms.get(leads);
      sight.leads = yield* this.#isSeen([server], () => stage.ledBy(server) === term);
    }
    if (applies.length > 0)
      sight.applies = yield* this.#isSeen([server], () =>
        applies.every((command) => {
          const known = this.#commands[command];
          return known !== undefined && stage.appliedAt(server, known.index) === known.text;
        }),
      );
    return sight;
  }

  *#isSeen(running: readonly number[], look: () => boolean): OnStage<boolean> {
    try {
      yield* this.#until(running, '', look, this.#limit(EFFECT_MS));
      return true;
    } catch (error) {
      if (error instanceof NotReached) return false;
      throw error;
    }
  }

  // Time

  /** Waits, and lets the time of these servers pass; where they ask before they stand, that of all. */
  *#until<T>(running: readonly number[], what: string, look: () => T | undefined | false, limitMs: number): OnStage<T> {
    const stage = this.#stage;
    const before = stage.sent.length;
    for (const endMs = stage.nowMs + limitMs; stage.nowMs < endMs; yield 1) {
      const seen = look();
      if (seen !== undefined && seen !== false) return seen;
      const asksBefore =
        this.#standing !== undefined && stage.sent.slice(before).some(({ message }) => message.kind === 'pre-vote');
      this.#clocks.only(asksBefore ? stage.servers : running);
    }
    throw new NotReached(`${what} in ${limitMs / 1000} s`);
  }

  *#let(running: readonly number[], ms: number): OnStage<void> {
    this.#clocks.only(running);
    yield ms;
    this.#clocks.only([]);
  }

  // In the end

  /** Nobody is hindered any more but who is left out: what has been broken comes to be seen. */
  *#sequel(side: readonly number[]): OnStage<void> {
    const stage = this.#stage;
    this.#isOver = true;
    for (const packet of [...stage.network.held]) stage.lose(packet);
    if (side.length === 0) return;
    for (const server of side) stage.boot(server);
    this.#clocks.only(side);
    yield* goOn(stage, side);
    for (const server of stage.servers) stage.boot(server);
    this.#clocks.only(stage.servers);
    stage.ballot(side, stage.servers);
    stage.partition(stage.servers);
    yield HEALED_MS;
  }
}

interface Crashing {
  readonly isAwaited: boolean;
  readonly hasHappened: () => boolean;
}

/** Is it this command, as JSON or as JSON in a string? */
const isCommand = (json: string | undefined, text: string): boolean => json === text || json === JSON.stringify(text);

const sightWords: Readonly<Record<keyof DerivedSight, (expected: boolean) => string>> = {
  isGranted: (expected) => (expected ? 'it was rejected' : 'it was not rejected'),
  leads: (expected) => (expected ? 'it does not lead then' : 'it leads then'),
  applies: (expected) => (expected ? 'it does not apply what is committed' : 'it applies what is not committed'),
};
