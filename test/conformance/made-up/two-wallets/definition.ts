import type { ExchangeDefinition } from '../../../../lib/exchanges/definition.ts';
import { madeup } from '../definition.ts';

const { apiKey, secret, password } = { apiKey: 'secondApiKey', secret: 'secondSecret', password: 'secondPassword' };

/**
 * The made-up exchange with a wallet and a key for each market. Both ways between the wallets sign with the key of swap, and carry a client
 * id.
 */
export const twowallets: ExchangeDefinition = {
  ...madeup,
  title: 'Two-Wallets',
  keys: {
    ...madeup.keys,
    second: {
      ...madeup.keys.main,
      title: 'second key',
      fields: madeup.keys.main.fields.map((field) => ({ ...field, name: { apiKey, secret, password }[field.as] })),
    },
  },
  markets: {
    spot: { ...madeup.markets.spot, wallet: 'spot' },
    swap: { ...madeup.markets.swap, wallet: 'swap', key: 'second' },
  },
  transfers: [
    { from: 'spot', to: 'swap', key: 'second', permission: 'transfer', identity: 'client-id' },
    { from: 'swap', to: 'spot', key: 'second', permission: 'transfer', identity: 'client-id' },
  ],
};
