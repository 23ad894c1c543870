import * as z from 'zod';
import { parseInput, wholeNumber } from '../../server/control-input.ts';
import type { Controlled } from '../../server/controls.ts';
import type { HostExchange } from './handle.ts';
import type { ApiKey } from './keys.ts';
import { keyRing } from './keys.ts';
import { setLimits } from './limits.ts';

/** A host under the controls that all exchanges share. Markets have Binance's names or unified ones (`BTC/USDT`). */
export function controlled<E extends HostExchange>(
  exchange: E,
  keep: (customer: string) => void,
  catchUp: () => void,
): Controlled<ApiKey> {
  const { world, keys, markets, limits } = exchange;
  const marketOf = (name: string) => markets.get(name.replace(/:.*$/, '').replace('/', ''));
  return {
    exchange,
    ring: keyRing(keys, world.now, keep),
    findMarket: marketOf,
    findPrice(name) {
      const terms = marketOf(name)?.terms;
      return terms && !terms.reference ? { base: terms.baseCode, quote: terms.quoteCode } : undefined;
    },
    catchUp,
    setLimits: (input) => setLimits(limits, world.now(), input),
  };
}

const engineInput = z.strictObject({ lag_ms: wholeNumber.optional() });

/** `engine {lag_ms}`: how long requests are under way to the matching engine, which looks at the window again. An empty body only asks. */
export function setEngine(exchange: HostExchange, body: Record<string, unknown>): unknown {
  exchange.engineLagMs = parseInput(engineInput, body).lag_ms ?? exchange.engineLagMs;
  return { lag_ms: exchange.engineLagMs };
}
