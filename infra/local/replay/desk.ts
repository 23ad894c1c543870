import type { MarketName } from '../../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../lib/exchanges/interfaces/markets.ts';
import type { Catalogue } from '../../../lib/exchanges/model/market.ts';
import type { Named } from '../exchanges/answer-table.ts';
import type { ReplayWire } from './replay-wire.ts';
import { plainValue } from './wire-value.ts';

/** The working set of a replay. */
export interface Desk {
  readonly name: MarketName;
  readonly adapter: MarketAdapter;
  readonly markets: Markets;
  readonly catalogue: Catalogue;
  /** What the sample is about. */
  readonly named: Named;
  readonly call: ReplayWire['call'];
  readonly wasSampleRead: ReplayWire['wasSampleRead'];
}

/** What a call of the adapter ended with, in the API's words. `accepted`: the exchange has taken a change. */
export type Reading =
  | { readonly outcome: 'read' | 'accepted'; readonly value: unknown }
  | {
      readonly outcome: 'rejected' | 'notExecuted' | 'unknown' | 'notSent';
      readonly error: Error;
      readonly value?: unknown;
    };

/** Asks the adapter the question to which the sample is the answer. */
export type Reader = (desk: Desk) => Promise<Reading>;

export function reading(value: unknown): Reading {
  return { outcome: 'read', value };
}

/** The value has the unreadable rows, or their places, beside the rows that were read. */
export function readingBeside(value: unknown, unread: readonly unknown[]): Reading {
  return reading(unread.length === 0 ? value : { value, unread: plainValue(unread) });
}

/** A client's id for questions where the answer names none. */
export const noId = '0'.repeat(32);
/** The exchange's id for such questions: in the form of ids, and of no order. */
export const noOrderId = '00000000-0000-0000-0000-000000000000';
