import { sharedNow } from '../../aws/clock.ts';
import { OemsError } from '../../errors.ts';
import type { SharedLimit } from '../model/host.ts';
import type { Endpoint } from './endpoint.ts';
import type { Send } from './market-wire.ts';
import { ExchangeRejection, NotSent, type RefusalRule, ruleFor, secondsToWait } from './refusals.ts';
import type { HttpReply, Transport } from './transport.ts';

/** The budget of one host, which all keys of this deployment share. */
export interface SharedBudget {
  /** Epoch ms until which the exchange refuses the address; 0 where no ban is known. */
  readonly bannedUntil: () => number;
  /** Takes the weight of a request. Throws RATE_LIMITED, and then nothing may be sent. Commands about orders are always let through. */
  take(weight: number): Promise<void>;
  /** The part of the window that the exchange counts as used, and the exchange's clock in epoch ms. Never throws. */
  noteUsed(weight: number, at: number): Promise<void>;
  /** The exchange refuses the address until then, in epoch ms. Never throws. */
  noteBan(until: number): Promise<void>;
}

/** Sends nothing while the exchange has banned the address, and no read beyond the budget. */
export function withinSharedLimit(
  send: Send,
  limit: SharedLimit,
  budget: SharedBudget,
  rules: readonly RefusalRule[],
): Send {
  return async (endpoint, ...request) => {
    refuseWhileBanned(budget);
    await takeOrNotSent(budget, weightOf(endpoint, limit));
    try {
      return await send(endpoint, ...request);
    } catch (error) {
      const seconds = banIn(rules, error);
      if (seconds !== null) await budget.noteBan(sharedNow() + seconds * 1000);
      throw error;
    }
  };
}

function weightOf({ weight }: Endpoint, { usualWeight }: SharedLimit): number {
  return weight ?? usualWeight;
}

export const bannedMessage =
  'the exchange has told this service to send nothing from its address for a while, and a request would make the time longer; nothing was sent';

function refuseWhileBanned(budget: SharedBudget): void {
  const leftMs = budget.bannedUntil() - sharedNow();
  if (leftMs <= 0) return;
  throw new NotSent(new OemsError('RATE_LIMITED', bannedMessage, { retryAfterSeconds: Math.ceil(leftMs / 1000) }));
}

async function takeOrNotSent(budget: SharedBudget, weight: number): Promise<void> {
  if (weight === 0) return;
  try {
    await budget.take(weight);
  } catch (error) {
    throw new NotSent(error);
  }
}

/** The seconds of a ban of the address; null for every other failure. */
function banIn(rules: readonly RefusalRule[], error: unknown): number | null {
  if (!(error instanceof ExchangeRejection)) return null;
  const rule = ruleFor(rules, error);
  return rule.bansAddress === true ? secondsToWait(rule, error) : null;
}

/** Reads the exchange's own count from each answer. */
export function countingUsed(transport: Transport, { usedHeader }: SharedLimit, budget: SharedBudget): Transport {
  if (usedHeader === null) return transport;
  return async (request) => {
    const reply = await transport(request);
    const used = Number(reply.headers?.[usedHeader]);
    const at = dateOf(reply);
    if (Number.isSafeInteger(used) && at !== null) await budget.noteUsed(used, at);
    return reply;
  };
}

/** Without the exchange's date the window of a count is unknown. */
function dateOf({ date = '' }: HttpReply): number | null {
  const at = Date.parse(date);
  return Number.isNaN(at) ? null : at;
}
