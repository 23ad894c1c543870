import type { EventSource } from './event-source.ts';
import type { Invocation } from './function-thread.ts';
import { type GatewayAnswer, jsonAnswer } from './gateway-answer.ts';
import type { LocalQueue, QueueEvent } from './sqs-queue.ts';

export interface PullParts {
  readonly queues: readonly LocalQueue[];
  readonly sources: readonly Pick<EventSource, 'watch'>[];
  /** Runs the dispatcher with nothing held back. */
  readonly dispatch: () => Promise<Invocation>;
  /** Default two minutes. */
  readonly patienceMs?: number;
}

/** The job that asks for the pulls, and what an operator says to it. */
export const DISPATCHER = 'dispatchPulls';
export const PULL_NOW = { spread_seconds: 0 } as const;

/** For the gateway. */
export function pullCalls(parts: PullParts): Record<string, () => Promise<GatewayAnswer>> {
  return parts.queues.length === 0 ? {} : { 'POST /_local/pull': () => pullNow(parts) };
}

type Outcome = 'waiting' | 'succeeded' | 'failed';

const PATIENCE_MS = 120_000;

/** Asks for every pull at once and waits until each was tried; what failed is not waited for: its next try is minutes away. */
export async function pullNow(parts: PullParts): Promise<GatewayAnswer> {
  const round = watchRound(parts);
  try {
    const dispatched = await parts.dispatch();
    round.isDispatched();
    if (!dispatched.ok) return jsonAnswer({ message: `the dispatcher failed: ${dispatched.errorMessage}` }, 500);
    await round.settled(parts.patienceMs ?? PATIENCE_MS);
    return jsonAnswer({ ...round.told(), dead_letters: deadLettersOf(parts.queues) });
  } finally {
    round.close();
  }
}

function watchRound({ queues, sources }: PullParts) {
  const outcomes = new Map<string, Outcome>();
  const kinds = { account: 0, rates: 0 };
  const done = Promise.withResolvers<void>();
  let isDispatching = true;

  /** What the schedule has asked for meanwhile is held back, and not of this round. */
  function onSent({ kind, message, delaySeconds }: QueueEvent): void {
    if (kind !== 'sent' || delaySeconds !== 0 || !isDispatching) return;
    outcomes.set(message.messageId, 'waiting');
    kinds[/"kind":"rates"/.test(message.body) ? 'rates' : 'account'] += 1;
  }

  function onTried(messageId: string, isDone: boolean): void {
    if (!outcomes.has(messageId)) return;
    outcomes.set(messageId, isDone ? 'succeeded' : 'failed');
    finish();
  }

  function finish(): void {
    if (!isDispatching && count('waiting') === 0) done.resolve();
  }

  const count = (wanted: Outcome): number => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  const stops = [...queues.map((queue) => queue.watch(onSent)), ...sources.map((source) => source.watch(onTried))];
  return {
    isDispatched: () => {
      isDispatching = false;
      finish();
    },
    settled: async (patienceMs: number) => {
      const timer = setTimeout(done.resolve, patienceMs);
      await done.promise;
      clearTimeout(timer);
    },
    /** Of all messages: accounts + rates = succeeded + failed + waiting; waiting is 0 unless patience ran out. */
    told: () => ({
      accounts: kinds.account,
      rates: kinds.rates,
      succeeded: count('succeeded'),
      failed: count('failed'),
      waiting: count('waiting'),
    }),
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

/** All that lie there, of earlier rounds too. */
function deadLettersOf(queues: readonly LocalQueue[]): number {
  const buried = new Set(queues.flatMap(({ terms }) => terms.redrive?.deadLetters ?? []));
  return [...buried].reduce((sum, queue) => sum + queue.counts().visible, 0);
}
