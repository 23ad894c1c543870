import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { OemsError } from '../errors.ts';
import {
  longestTurnMs,
  type Priced,
  type PriceKey,
  readShared,
  type SharedPrice,
  shareFailure,
  shareValue,
  takeTurn,
} from './turns.ts';

/**
 * The exchange is asked once a second for a value, however many containers there are. A value of this age is served as it is, from memory or
 * from the table.
 */
const freshMs = 1000;
/** While the exchange is being asked, or does not answer, the last value is served up to this age. An older value is served never. */
const oldestServedMs = 5000;
/** A caller that has no value to serve waits so long for the turn of another caller. */
const longestWaitMs = 12_000;
const firstWaitMs = 100;
const longestPauseMs = 500;
/** A clock that is ahead by less than this is no reason to distrust a value. */
const clockToleranceMs = 3000;

/** The memory of one container. Only values of listed symbols come here. */
export interface PriceMemory {
  readonly values: Map<string, Priced<unknown>>;
  /** Calls of one container at the same time share one look. */
  readonly pending: Map<string, Promise<Priced<unknown>>>;
}
const mostRemembered = 200;

export function newPriceMemory(): PriceMemory {
  return { values: new Map(), pending: new Map() };
}

/**
 * The value, at most `oldestServedMs` old. Throws what the exchange was asked in vain for. A caller that is content with an older value says so with
 * `enoughMs`, and costs the exchange less.
 */
export async function sharedPrice<T>(
  memory: PriceMemory,
  key: PriceKey,
  ask: () => Promise<T>,
  enoughMs = freshMs,
): Promise<Priced<T>> {
  const name = `${key.exchange} ${key.marketType} ${key.symbol} ${key.kind}`;
  const held = (memory.values.get(name) ?? null) as Priced<T> | null;
  if (isWithin(held, enoughMs)) return held;
  // A caller must not get the older value that another caller is content with.
  const pending = `${name} ${enoughMs}`;
  const looking = memory.pending.get(pending) ?? look(memory, { name, pending }, key, ask, enoughMs);
  memory.pending.set(pending, looking);
  return looking as Promise<Priced<T>>;
}

async function look<T>(
  memory: PriceMemory,
  { name, pending }: { readonly name: string; readonly pending: string },
  key: PriceKey,
  ask: () => Promise<T>,
  enoughMs: number,
): Promise<Priced<T>> {
  try {
    const found = await sharedOrAsked(key, ask, enoughMs);
    if (memory.values.size >= mostRemembered) memory.values.clear();
    memory.values.set(name, found);
    return found;
  } finally {
    memory.pending.delete(pending);
  }
}

function isWithin<T>(priced: Priced<T> | null, mostMs: number): priced is Priced<T> {
  if (priced === null) return false;
  const age = sharedNow() - priced.asOf;
  return age <= mostMs && age >= -clockToleranceMs;
}

async function sharedOrAsked<T>(key: PriceKey, ask: () => Promise<T>, enoughMs: number): Promise<Priced<T>> {
  const waitUntil = sharedNow() + longestWaitMs;
  let pause = firstWaitMs;
  for (;;) {
    const read = await readShared<T>(key);
    if (isWithin(read.priced, enoughMs)) return read.priced;
    const now = sharedNow();
    const found = isFree(read, now) ? await takeTurn<T>(key, now, now + freshMs) : read;
    if (found === null) return asked(key, ask, now, read.priced);
    if (isWithin(found.priced, oldestServedMs)) return found.priced;
    if (found.failure !== null) throw found.failure;
    if (sharedNow() + pause > waitUntil) throw noneInTime(key);
    // Callers that wait do not come back in step.
    await sleep(pause * (0.5 + Math.random() / 2));
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

function isFree({ nextTurnAt }: SharedPrice<unknown>, now: number): boolean {
  return nextTurnAt === null || nextTurnAt <= now || nextTurnAt > now + longestTurnMs;
}

/** The turn of this caller. The turn is over a second after its begin, whether the exchange has answered by then or not. */
async function asked<T>(
  key: PriceKey,
  ask: () => Promise<T>,
  asOf: number,
  last: Priced<T> | null,
): Promise<Priced<T>> {
  try {
    const priced = { value: await ask(), asOf };
    await shareValue(key, priced).catch(() => warn(key));
    return priced;
  } catch (error) {
    if (error instanceof OemsError)
      await shareFailure(key, asOf + freshMs, error, nextTurnAfter(error, asOf)).catch(() => warn(key));
    if (isWithin(last, oldestServedMs)) return last;
    throw error;
  }
}

/** An exchange that limits requests is left alone for as long as it says. */
function nextTurnAfter({ code, retryAfterSeconds = 0 }: OemsError, askedAt: number): number {
  const waits = code === 'RATE_LIMITED' ? sharedNow() + Math.min(retryAfterSeconds * 1000, longestTurnMs) : 0;
  return Math.max(askedAt + freshMs, waits);
}

function warn({ symbol }: PriceKey): void {
  log({ level: 'WARN', message: `prices of ${symbol} could not be shared` }, currentCall());
}

function noneInTime({ symbol }: PriceKey): OemsError {
  return new OemsError('EXCHANGE_TIMEOUT', `no prices of ${symbol} came in time; repeat the call`);
}
