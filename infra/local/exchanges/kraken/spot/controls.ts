import * as z from 'zod';
import { parseInput, wholeNumber } from '../../server/control-input.ts';
import type { Controlled } from '../../server/controls.ts';
import type { KeyRing } from '../../server/key-control.ts';
import type { ApiKey } from './auth.ts';
import { createKey, permissionNames } from './auth.ts';
import type { SpotExchange } from './exchange.ts';
import { openAccount } from './exchange.ts';
import { findPair, pairOf } from './pairs.ts';

/** Kraken Spot under the controls that all exchanges share. */
export function controlled(exchange: SpotExchange): Controlled<ApiKey> {
  const { pairs, markets, pinned } = exchange;
  return {
    exchange,
    ring: keyRing(exchange),
    findMarket: (name) => markets.get(findPair(pairs, name)?.symbol ?? ''),
    findPrice(name) {
      const pair = findPair(pairs, name);
      return pair && { base: pair.baseCode, quote: pair.quoteCode };
    },
    notePin: (market) => pinned.add(pairOf(market)),
    setLimits: (input) => setLimits(exchange, input),
  };
}

function keyRing(exchange: SpotExchange): KeyRing<ApiKey> {
  const { keys, world } = exchange;
  return {
    keys,
    mint: (terms) => createKey(terms, world.now()),
    readPermissions: (permissions) => parseInput(permissionInput, { permissions }),
    showPermissions: ({ permissions }) => permissions,
    setTimes: (key, times) => Object.assign(key, { times: { ...key.times, ...times } }),
    setNonce: (key, nonce) => Object.assign(key, { highestNonce: nonce, usedNonces: new Set([nonce]) }),
    keep(key) {
      key.modifiedAt = world.now();
      openAccount(exchange, key.customer);
    },
  };
}

const permissionInput = z.strictObject({ permissions: z.array(z.enum(permissionNames)) });

const limitsInput = z.strictObject({
  tier: z.enum(['starter', 'intermediate', 'pro']).nullable().default(null),
  lockout_after: wholeNumber.nullable().default(null),
  throttle_ms: wholeNumber.nullable().default(null),
  throttle_spelling: z.enum(['blank', 'plain', 'bracket']).default('blank'),
});

/**
 * `limits {tier, lockout_after, throttle_ms, throttle_spelling}`: the limits of a tier, refusals in a row that lock a key out, how long from now
 * on every request is throttled, and in which of the known spellings; null = none.
 */
function setLimits({ limits, world }: SpotExchange, input: Record<string, unknown>): unknown {
  const given = parseInput(limitsInput, input);
  const { tier, lockout_after: lockoutAfter, throttle_ms: throttleMs, throttle_spelling: throttleSpelling } = given;
  const throttledUntil = throttleMs === null ? null : world.now() + throttleMs;
  Object.assign(limits, {
    tier,
    lockoutAfter,
    throttledUntil,
    throttleSpelling,
    counters: new Map(),
    failures: new Map(),
  });
  return { tier, lockout_after: lockoutAfter, throttle_ms: throttleMs };
}
