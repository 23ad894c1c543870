import { sandbox } from '../../../infra/local/exchanges/kraken/sandbox.ts';
import { openVenues } from '../../lib/exchanges/fixture-venues.ts';
import type { Bench } from '../bench.ts';

export const kraken: Bench = {
  credentials: { spot: sandbox.spot, swap: sandbox.futures },
  signedHeader: /^api-?key$/i,
  markets: {
    spot: {
      symbols: ['BTC/USD', 'ETH/USD'],
      quantityField: 'volume',
      refusal: (code) => ({ status: 200, body: { error: [code] } }),
      unaffordable: '50',
      canceledAs: 'canceled',
      judgesLater: false,
      transfer: { asset: 'USD', amount: '10' },
      sideWallet: null,
    },
    swap: {
      symbols: ['BTC/USD:USD', 'ETH/USD:USD'],
      quantityField: 'size',
      refusal: (code) => ({ status: 200, body: { result: 'error', error: code } }),
      unaffordable: '50',
      canceledAs: 'canceled',
      judgesLater: false,
      transfer: { asset: 'USD', amount: '10' },
      // The exchange acknowledges without a name: the ledger decides.
      sideWallet: { wallet: 'cash', toldAs: 'unknown' },
    },
  },
  open: () => {
    const { world, spot, swap } = openVenues();
    return {
      protocols: { spot: spot.protocol, swap: swap.protocol },
      // Both simulators share the prices of one world, where spot pairs name them.
      setPrice: (symbol, price) => spot.control('price', { symbol: symbol.split(':')[0], price }),
      advance: (ms) => world.advance(ms),
      setKey: (marketType, state) => {
        const withdrawing =
          marketType === 'spot'
            ? ['query-funds', 'query-ledger', 'withdraw-funds']
            : { general: 'full', withdrawal: 'full' };
        const terms = state === 'revoked' ? { revoked: true } : { permissions: withdrawing };
        if (marketType === 'spot') spot.control('key', { api_key: sandbox.spot.apiKey, ...terms });
        else swap.control('key', { api_key: sandbox.futures.apiKey, ...terms });
      },
      close: () => world.close(),
    };
  },
};
