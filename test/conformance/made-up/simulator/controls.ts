import * as z from 'zod';
import { parseInput } from '../../../../infra/local/exchanges/server/control-input.ts';
import type { Controlled } from '../../../../infra/local/exchanges/server/controls.ts';
import { createKey, type Key } from './auth.ts';
import { type MadeUpExchange, openAccount } from './exchange.ts';

const permissionInput = z.strictObject({ permissions: z.array(z.enum(['read', 'trade', 'withdraw'])) });

/** The exchange under the controls that all exchanges share. */
export function controlled(exchange: MadeUpExchange): Controlled<Key> {
  const { keys, markets } = exchange;
  return {
    exchange,
    ring: {
      keys,
      mint: (terms) => createKey(terms, ''),
      readPermissions: (permissions) => ({ rights: parseInput(permissionInput, { permissions }).permissions }),
      showPermissions: ({ rights }) => rights,
      setNonce: () => {
        throw new Error('nonce: keys of this exchange have none');
      },
      keep: ({ customer }) => void openAccount(exchange, customer),
    },
    findMarket: (name) => markets.get(name),
    findPrice: (name) => {
      const terms = markets.get(name)?.terms;
      return terms && { base: terms.baseCode, quote: terms.quoteCode };
    },
    setLimits: () => {
      throw new Error('this exchange limits no requests');
    },
  };
}
