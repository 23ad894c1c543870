import type { LocalQueue, QueueEvent } from '../aws/sqs-queue.ts';
import type { EventSource } from '../lambda/event-source.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import { type GatewayAnswer, jsonAnswer } from '../lambda/gateway-answer.ts';

export interface PullParts {
  readonly queues: readonly LocalQueue[];
  readonly sources: readonly Pick<EventSource, 'watch'>[];
  /** Runs the dispatcher with nothing held back. */
  readonly dispatch: () => Promise<Invocation>;
  /** Default four minutes. */
  readonly patienceMs?: number;
}

/** The job that asks for the pulls, and what an operator says to it. */
export const DISPATCHER = 'dispatchPulls';
export const PULL_NOW = { spread_seconds: 0 } as const;

/** For the gateway. */
export function pullCalls(parts: PullParts): Record<string, () => Promise<GatewayAnswer>> {
  return parts.queues.length === 0 ? {} : { 'POST /_local/pull': () => pullNow(parts) };
}

/** Below the five minutes after which fetch gives an answer up. */
const PATIENCE_MS = 240_000;

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
  const waiting = new Set<string>();
  const failed = new Set<string>();
  const kinds = { account: 0, rates: 0 };
  const done = Promise.withResolvers<void>();
  let isDispatching = true;

  /** What the schedule has asked for meanwhile is held back, and not of this round. */
  function onSent({ kind, message, delaySeconds }: QueueEvent): void {
    if (kind !== 'sent' || delaySeconds !== 0 || !isDispatching) return;
    waiting.add(message.messageId);
    kinds[/"kind":"rates"/.test(message.body) ? 'rates' : 'account'] += 1;
  }

  function onTried(messageId: string, isDone: boolean): void {
    if (!waiting.delete(messageId)) return;
    if (!isDone) failed.add(messageId);
    finish();
  }

  function finish(): void {
    if (!isDispatching && waiting.size === 0) done.resolve();
  }

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
      succeeded: kinds.account + kinds.rates - failed.size - waiting.size,
      failed: failed.size,
      waiting: waiting.size,
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
