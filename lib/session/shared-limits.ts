import { setTimeout as sleep } from 'node:timers/promises';
import { currentCall, type Urgency } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import { errorText } from '../error-text.ts';
import { OemsError } from '../errors.ts';
import type { SharedLimit } from '../exchanges/model/host.ts';
import { bannedMessage, type SharedBudget } from '../exchanges/wire/shared-limit.ts';
import {
  addWeight,
  beginWindow,
  type Counted,
  furthestBan,
  type LimitKey,
  raiseCount,
  storeBan,
} from './shared-limit-store.ts';

/**
 * The part of a window that reads and jobs may use up. The rest is a reserve: commands about orders, and the looks of a command, take no weight
 * from the table and are never refused for the budget. A ban stops all of them (lib/session/known-bans.ts).
 */
const shareOf: Readonly<Record<Exclude<Urgency, 'command'>, number>> = { read: 0.8, job: 0.5 };

/** A count of the exchange is news for other containers when it exceeds the known count by this part of the limit. */
const newsShare = 0.02;

const nothing: Counted = { window: 0, used: 0, bannedUntil: 0 };
/** As far as this container knows, by host. */
const known = new Map<string, Counted>();

/** As in a container that has just started. */
export function forgetSharedLimits(): void {
  known.clear();
}

/** Another container has told of a ban. The count of an item that a command reads is no count of the command. */
export function learnBan(key: LimitKey, { bannedUntil }: Counted): void {
  const before = knownOf(key);
  known.set(`${key.exchange} ${key.host}`, { ...before, bannedUntil: laterBan(bannedUntil, before) });
}

function laterBan(bannedUntil: number, before: Counted): number {
  const isOfWrongClock = bannedUntil > furthestBan(sharedNow());
  return isOfWrongClock ? before.bannedUntil : Math.max(bannedUntil, before.bannedUntil);
}

function knownOf({ exchange, host }: LimitKey): Counted {
  return known.get(`${exchange} ${host}`) ?? nothing;
}

/** A later window replaces an earlier one, and within a window counts only grow. A window far ahead was written by a wrong clock. */
function learn(key: LimitKey, { window, used, bannedUntil }: Counted, { windowMs }: SharedLimit): void {
  const before = knownOf(key);
  const isLater = window > before.window && window <= Math.floor(sharedNow() / windowMs) + 1;
  known.set(`${key.exchange} ${key.host}`, {
    window: isLater ? window : before.window,
    used: isLater ? used : window === before.window ? Math.max(used, before.used) : before.used,
    bannedUntil: laterBan(bannedUntil, before),
  });
}

/**
 * The budget of one host of an exchange. One item serves all addresses of a deployment: a function cannot tell from which address its request
 * leaves. The count of the exchange replaces a lower count, for other programs may share the address.
 */
export function sharedBudget(key: LimitKey, limit: SharedLimit): SharedBudget {
  return {
    bannedUntil: () => knownOf(key).bannedUntil,
    take: async (weight) => {
      const urgency = urgencyNow();
      if (urgency === 'command') return;
      await unlessTableFails(key, () => takeInTurn(key, limit, weight, urgency));
    },
    noteUsed: async (used, at) => {
      const window = Math.floor(at / limit.windowMs);
      const before = knownOf(key);
      learn(key, { window, used, bannedUntil: 0 }, limit);
      const isNews = window > before.window || used > before.used + limit.weight * newsShare;
      if (isNews && urgencyNow() !== 'command') await unlessTableFails(key, () => raiseCount(key, window, used));
    },
    noteBan: async (until) => {
      learn(key, { ...knownOf(key), bannedUntil: until }, limit);
      const what = { level: 'ERROR', message: 'address banned', exchange: key.exchange, outcome: key.host } as const;
      log({ ...what, metrics: { AddressBans: 1 } }, currentCall());
      await unlessTableFails(key, () => storeBan(key, until, sharedNow()));
    },
  };
}

/** Outside of a call nothing waits: tests and tools. */
export function urgencyNow(): Urgency {
  return currentCall()?.urgency ?? 'command';
}

/** Windows of seconds end within a job: a job that gave up would begin its reading anew, beside all others that have given up. */
const longestPauseMs = 10_000;
/** Of the time of a job, to end after the pause. */
const pauseReserveMs = 15_000;

async function takeInTurn(
  key: LimitKey,
  limit: SharedLimit,
  weight: number,
  urgency: Exclude<Urgency, 'command'>,
): Promise<void> {
  for (;;) {
    const isTaken = await take(key, limit, weight, limit.weight * shareOf[urgency]).then(
      () => true,
      (error: unknown) => {
        if (urgency === 'job' && isReserved(error) && mayPause(limit)) return false;
        throw error;
      },
    );
    if (isTaken) return;
    await sleep(limit.windowMs - (sharedNow() % limit.windowMs));
  }
}

function isReserved(error: unknown): boolean {
  return error instanceof OemsError && error.message === reservedMessage;
}

function mayPause({ windowMs }: SharedLimit): boolean {
  const leftMs = (currentCall()?.deadline ?? 0) - Date.now();
  return windowMs <= longestPauseMs && leftMs > windowMs + pauseReserveMs;
}

/** Another container may begin the window, or fill it, between two attempts. */
const mostAttempts = 3;

/** Takes the weight, or throws RATE_LIMITED with the seconds until the window or the ban ends. */
async function take(key: LimitKey, limit: SharedLimit, weight: number, most: number): Promise<void> {
  // Commands learn of a window from the exchange's own count, and write nothing.
  let stored = Number.POSITIVE_INFINITY;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const now = sharedNow();
    const before = knownOf(key);
    const window = Math.max(Math.floor(now / limit.windowMs), before.window);
    if (before.bannedUntil > now) throw waitUntil(before.bannedUntil, bannedMessage);
    const used = before.window === window ? before.used : 0;
    if (used + weight > most) break;
    const isFirst = stored < window || before.window < window;
    const { isDone, counted } = isFirst
      ? await beginWindow(key, { window, weight: used + weight, most, now })
      : await addWeight(key, { window, weight, most, now });
    learn(key, counted, limit);
    if (isDone) return;
    stored = counted.window;
  }
  const last = Math.max(Math.floor(sharedNow() / limit.windowMs), knownOf(key).window);
  throw waitUntil((last + 1) * limit.windowMs, reservedMessage);
}

const reservedMessage =
  'this service keeps the rest of the request limit of its address at the exchange for orders; nothing was sent, repeat after Retry-After';

function waitUntil(until: number, message: string): OemsError {
  return new OemsError('RATE_LIMITED', message, { retryAfterSeconds: Math.ceil((until - sharedNow()) / 1000) });
}

/** A table that fails stops nothing: the exchange itself refuses what is beyond the limit. */
export async function unlessTableFails<T>(key: LimitKey, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof OemsError) throw error;
    const what = {
      level: 'WARN',
      message: 'shared limit not counted',
      exchange: key.exchange,
      outcome: key.host,
    } as const;
    log({ ...what, error: errorText(error) }, currentCall());
    return undefined;
  }
}
