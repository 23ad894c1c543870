import type { Account } from '../../engine/account.ts';

export type HistoryKind = 'orders' | 'triggers' | 'executions' | 'positions';

/** Events are stored as Kraken will show them; `tags` are the marks that its filters select by. */
export interface HistoryEvent {
  readonly uid: string;
  readonly timestamp: number;
  readonly tradeable: string;
  readonly tags: readonly string[];
  readonly event: Readonly<Record<string, unknown>>;
}

export type History = Readonly<Record<HistoryKind, HistoryEvent[]>>;

/** Stores an event of an account; the time is now unless given. */
export type Recorder = (
  account: Account,
  kind: HistoryKind,
  event: Pick<HistoryEvent, 'tradeable' | 'tags' | 'event'>,
  timestamp?: number,
) => void;
