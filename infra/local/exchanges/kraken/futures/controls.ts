import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import type { Controlled } from '../../server/controls.ts';
import type { KeyRing } from '../../server/key-control.ts';
import type { ApiKey } from './auth.ts';
import { createKey } from './auth.ts';
import type { FuturesExchange } from './exchange.ts';
import { bringUpToDate, openAccount } from './exchange.ts';

/** Kraken Futures under the controls that all exchanges share. */
export function controlled(exchange: FuturesExchange): Controlled<ApiKey> {
  return {
    exchange,
    ring: keyRing(exchange),
    findMarket: (name) => exchange.markets.get(name.toUpperCase()),
    findPrice: (name) => findPrice(exchange, name),
    catchUp: () => bringUpToDate(exchange),
    setLimits: (input) => setLimits(exchange, input),
  };
}

/** Unified (BTC/USD:USD), Kraken's (PF_XBTUSD) or plain (XBTUSD) names. */
function findPrice({ world }: FuturesExchange, name: string): { base: string; quote: string } | undefined {
  const plain = name
    .toUpperCase()
    .replace(/^(PF|PI|FF|FI)_/, '')
    .replace(/[:_].*$/, '');
  const [, listed = '', quote = ''] = /^([A-Z]+?)\/?(USDT|USDC|USD|EUR)$/.exec(plain) ?? [];
  const base = ({ XBT: 'BTC', XDG: 'DOGE' } as Record<string, string>)[listed] ?? listed;
  try {
    world.price(base, quote);
    return { base, quote };
  } catch {
    return undefined;
  }
}

function keyRing(exchange: FuturesExchange): KeyRing<ApiKey> {
  return {
    keys: exchange.keys,
    mint: (terms) => createKey(terms, exchange.world.now()),
    readPermissions: (permissions) => parseInput(permissionInput, { permissions }).permissions,
    showPermissions: ({ general, withdrawal }) => ({ general, withdrawal }),
    setNonce: (key, nonce) => Object.assign(key, { highestNonce: nonce }),
    keep: ({ customer }) => void openAccount(exchange, customer),
  };
}

const permissionInput = z.strictObject({
  permissions: z.strictObject({
    general: z.enum(['none', 'read', 'full']).exactOptional(),
    withdrawal: z.enum(['none', 'full']).exactOptional(),
  }),
});

const limitsInput = z.strictObject({ enabled: z.boolean() });

/** `limits {enabled}`: whether the documented request budgets are enforced. */
function setLimits({ settings }: FuturesExchange, input: Record<string, unknown>): unknown {
  settings.rateLimits = parseInput(limitsInput, input).enabled;
  return { enabled: settings.rateLimits };
}
