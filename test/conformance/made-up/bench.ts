import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { Bench, MarketBench } from '../bench.ts';
import { createMadeUp, key } from './simulator/simulator.ts';

const terms: Pick<
  MarketBench,
  'quantityField' | 'refusal' | 'unaffordable' | 'canceledAs' | 'judgesLater' | 'transfer' | 'sideWallet'
> = {
  quantityField: 'quantity',
  refusal: (code, text) => ({ status: 400, body: { ok: false, code, text } }),
  unaffordable: '50',
  canceledAs: 'canceled',
  judgesLater: false,
  transfer: null,
  sideWallet: null,
};

export const madeup: Bench = {
  credentials: { main: { ...key } },
  signedHeader: /^x-mu-key$/,
  markets: {
    spot: { ...terms, symbols: ['BTC/USDT', 'ETH/USDT'] },
    swap: { ...terms, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'] },
  },
  open: (startTime) => {
    const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
    const { protocol } = createMadeUp(world);
    return {
      protocols: { spot: protocol, swap: protocol },
      setPrice: (symbol, price) => protocol.control.price?.({ symbol: `${symbol.split('/')[0]}-USDT`, price }),
      advance: (ms) => world.advance(ms),
      setKey: (_marketType, state) =>
        protocol.control.key?.({
          api_key: key.apiKey,
          ...(state === 'revoked' ? { revoked: true } : { permissions: ['read', 'trade', 'withdraw'] }),
        }),
      close: () => world.close(),
    };
  },
};
