import type { ExchangeClock } from './exchange-clock.ts';
import { ExchangeRejection, type RefusalRule, ruleFor } from './refusals.ts';

/** The timestamps of one host, for requests that may be made twice. */
export interface Stamps {
  readonly clock: Pick<ExchangeClock, 'offsetMs'>;
  /** The exchange has refused the request for its time: nothing was executed. */
  readonly isRefusal: (error: unknown) => boolean;
}

export function stampsAt(clock: Stamps['clock'], rules: readonly RefusalRule[]): Stamps {
  const isRefusal = (error: unknown) =>
    error instanceof ExchangeRejection && ['nonce', 'expired'].includes(ruleFor(rules, error).kind);
  return { clock, isRefusal };
}

/**
 * Signs with the time of the exchange, as far as this container knows the difference. The answer that refuses a timestamp tells the difference:
 * then the request is signed once more. Never for an order or a move of money: the refused bytes may become valid as time passes, and their
 * deadlines are in the journal.
 */
export async function withExchangeTime<T>(
  { clock, isRefusal }: Stamps,
  now: () => Promise<string>,
  send: (stamp: string) => Promise<T>,
): Promise<T> {
  const stamp = async (offsetMs: number) => String(Number(await now()) + offsetMs);
  const before = clock.offsetMs();
  try {
    return await send(await stamp(before));
  } catch (error) {
    const after = clock.offsetMs();
    if (after === before || !isRefusal(error)) throw error;
    return send(await stamp(after));
  }
}
