/** A schedule that was derived from a counterexample: plain data, in terms of what passes between servers and of nothing else. */
import type { ClauseId } from '../../../core/clauses.ts';
import type { WireCheck } from '../../wire/rules.ts';

/** The kinds of messages that the figures know. */
export type DerivedKind = 'vote' | 'append' | 'snapshot';

/** A message that the script speaks of. Servers are numbered from 0, terms and commands as the counterexample has them. */
export interface DerivedMessage {
  readonly kind: DerivedKind;
  readonly from: number;
  readonly to: number;
  /** Of a request: the term that it is of. Numbers mean nothing but earlier, later and the same. */
  readonly term?: number;
  /** Of a reply: the message that it answers, by its place in the list of messages. */
  readonly answers?: number;
  /** Of an append: the commands of its entries, by their numbers; null: one that is not known. */
  readonly entries?: readonly (number | null)[];
  /** Of an append: the command right before its entries; null: they begin the log. */
  readonly before?: number | null;
  /** Of an append: the last command that it tells to be committed; of a snapshot: the last that it covers. */
  readonly upTo?: number;
  /** The step that sends it, counted from 0. */
  readonly sentAt: number;
}

/** Where in a step a server crashes: as it has saved so often, as a message leaves it, or as it applies a command. */
export type DerivedCrash =
  | { readonly at: 'save'; readonly times: number }
  | { readonly at: 'packet'; readonly kind: DerivedKind; readonly type: 'request' | 'reply'; readonly to: number }
  | { readonly at: 'apply'; readonly command: number };

/** What is done. */
export type DerivedDeed =
  | { readonly do: 'stand'; readonly server: number; readonly term: number }
  | { readonly do: 'send'; readonly server: number }
  | { readonly do: 'deliver'; readonly message: number; readonly isAgain?: boolean }
  | { readonly do: 'command'; readonly server: number; readonly command: number }
  | { readonly do: 'compact'; readonly server: number; readonly command: number }
  | { readonly do: 'crash'; readonly server: number }
  | { readonly do: 'restart'; readonly server: number };

/** What is seen of a step from outside. */
export interface DerivedSight {
  /** Of a request that was delivered: was the vote given, were the entries taken? */
  readonly isGranted?: boolean;
  /** Does the server to which it happened lead, in the term of the script that it should? */
  readonly leads?: boolean;
  /** Has it applied the commands of the step? */
  readonly applies?: boolean;
}

/** A step of the script. */
export type DerivedStep = DerivedDeed & {
  readonly crash?: DerivedCrash;
  /** The term that the server leads from here on. */
  readonly leads?: number;
  /** The commands that the server applies here. */
  readonly applies?: readonly number[];
  /**
   * What the shipped protocol and the defect have in common here: the premise of the schedule. Absent: the shipped protocol can't
   * come to this step, which follows from the defect.
   */
  readonly premise?: DerivedSight;
};

/** What happens when the steps have been taken. */
export interface DerivedSequel {
  /** These servers go on without the others; the first of them stands first. Empty: nothing does. */
  readonly side: readonly number[];
}

/** The whole of it. */
export interface DerivedScript {
  readonly servers: number;
  readonly messages: readonly DerivedMessage[];
  readonly steps: readonly DerivedStep[];
  readonly sequel: DerivedSequel;
  /** The first step at which the defect is seen to do otherwise than the shipped protocol; the number of steps: it is not before their end. */
  readonly crux: number;
}

/** A derived schedule, with what it was derived from. */
export interface DerivedSchedule {
  /** As in `derived-a01`. */
  readonly id: string;
  /** The defect whose counterexample it was. */
  readonly mutant: string;
  /** The property that falls in the counterexample. */
  readonly property: ClauseId;
  /** The clause that the defect breaks. */
  readonly clause: ClauseId;
  /** The checks of the wire that fall when the defect is played. */
  readonly shownBy: readonly WireCheck[];
  /** The defects that are broken by it, its own among them. */
  readonly finds: readonly string[];
  readonly script: DerivedScript;
}
