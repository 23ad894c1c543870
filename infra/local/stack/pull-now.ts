import { ledgerPartition } from '../../../lib/accounts/partitions.ts';
import type { PullMessage } from '../../../lib/jobs/pull-message.ts';
import type { LocalQueue, QueueEvent } from '../aws/sqs-queue.ts';
import type { EventSource } from '../lambda/event-source.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import { type GatewayAnswer, jsonAnswer, type OwnCalls } from '../lambda/gateway-answer.ts';

interface PullParts {
  readonly queues: readonly LocalQueue[];
  readonly sources: readonly Pick<EventSource, 'watch'>[];
  /** Runs the dispatcher without a delay of the messages. */
  readonly dispatch: () => Promise<Invocation>;
  /** The partitions of ledgers whose last pull the exchange has refused. */
  readonly failing: () => Promise<ReadonlySet<string>>;
  /** Default four minutes. */
  readonly patienceMs?: number;
}

/** The job that requests the pulls. */
export const DISPATCHER = 'dispatchPulls';
/** Event for the dispatcher: request every pull at once. */
export const PULL_NOW = { spread_seconds: 0 } as const;

/** Calls of the gateway that only the local stack has. */
export function pullCalls(parts: PullParts): OwnCalls {
  return parts.queues.length === 0 ? {} : { 'POST /_local/pull': () => pullNow(parts) };
}

/** Less than the five minutes after which fetch gives up. */
const PATIENCE_MS = 240_000;

/**
 * Requests every pull at once and waits for the first try of each pull. The next try of a failed pull is minutes
 * away.
 */
export async function pullNow(parts: PullParts): Promise<GatewayAnswer> {
  const { round, stop } = watchRound(parts);
  try {
    const dispatched = await parts.dispatch();
    endDispatch(round);
    if (!dispatched.ok) return jsonAnswer({ message: `the dispatcher failed: ${dispatched.errorMessage}` }, 500);
    await settled(round, parts.patienceMs ?? PATIENCE_MS);
    noteRefused(round, await parts.failing());
    return jsonAnswer({ ...report(round), dead_letters: deadLettersOf(parts.queues) });
  } finally {
    stop();
  }
}

/** The pulls of a dispatch and the first try of each pull. */
interface Round {
  /** Message ids of pulls that have not been tried. */
  readonly waiting: Set<string>;
  readonly failed: Set<string>;
  /** The ledger of each account's message. */
  readonly ledgers: Map<string, string>;
  readonly sent: { account: number; rates: number };
  readonly done: PromiseWithResolvers<void>;
  isDispatching: boolean;
}

function watchRound({ queues, sources }: PullParts): { readonly round: Round; readonly stop: () => void } {
  const round: Round = {
    waiting: new Set(),
    failed: new Set(),
    ledgers: new Map(),
    sent: { account: 0, rates: 0 },
    done: Promise.withResolvers(),
    isDispatching: true,
  };
  const stops = [
    ...queues.map((queue) => queue.watch((event) => onSent(round, event))),
    ...sources.map((source) => source.watch((messageId, isDone) => onTried(round, messageId, isDone))),
  ];
  return { round, stop: () => stops.forEach((stop) => void stop()) };
}

/** A message with a delay is a pull of the schedule, not a pull of this round. */
function onSent(round: Round, { kind, message, delaySeconds }: QueueEvent): void {
  if (kind !== 'sent' || delaySeconds !== 0 || !round.isDispatching) return;
  round.waiting.add(message.messageId);
  const pull = JSON.parse(message.body) as PullMessage;
  round.sent[pull.kind] += 1;
  if (pull.kind === 'account') round.ledgers.set(message.messageId, ledgerPartition(pull));
}

/** The message of a pull that the exchange refuses is done, and the pull has failed. */
function noteRefused({ ledgers, failed, waiting }: Round, failing: ReadonlySet<string>): void {
  for (const [messageId, ledger] of ledgers) if (failing.has(ledger) && !waiting.has(messageId)) failed.add(messageId);
}

function onTried(round: Round, messageId: string, isDone: boolean): void {
  if (!round.waiting.delete(messageId)) return;
  if (!isDone) round.failed.add(messageId);
  finish(round);
}

function endDispatch(round: Round): void {
  round.isDispatching = false;
  finish(round);
}

function finish({ isDispatching, waiting, done }: Round): void {
  if (!isDispatching && waiting.size === 0) done.resolve();
}

async function settled({ done }: Round, patienceMs: number): Promise<void> {
  const timer = setTimeout(done.resolve, patienceMs);
  await done.promise;
  clearTimeout(timer);
}

/** accounts + rates = succeeded + failed + waiting. `waiting` is above 0 only after the patience ran out. */
function report({ sent, failed, waiting }: Round) {
  return {
    accounts: sent.account,
    rates: sent.rates,
    succeeded: sent.account + sent.rates - failed.size - waiting.size,
    failed: failed.size,
    waiting: waiting.size,
  };
}

/** All dead letters in the queues, including dead letters of earlier rounds. */
function deadLettersOf(queues: readonly LocalQueue[]): number {
  const buried = new Set(queues.flatMap(({ terms }) => terms.redrive?.deadLetters ?? []));
  return [...buried].reduce((sum, queue) => sum + queue.counts().visible, 0);
}
