import { sandbox } from '../../../infra/local/exchanges/bybit/sandbox.ts';
import { createBybit } from '../../../infra/local/exchanges/bybit/simulator.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { Bench, MarketBench } from '../bench.ts';

const terms: Omit<MarketBench, 'symbols' | 'unaffordable'> = {
  quantityField: 'qty',
  refusal: (code, text) => {
    const [, status, words = ''] = /^HTTP (\d{3}) ?(.*)$/.exec(code) ?? [];
    return status === undefined
      ? { status: 200, body: { retCode: code, retMsg: text, result: {}, retExtInfo: {}, time: 0 } }
      : { status: Number(status), body: words };
  },
  canceledAs: 'pending',
  judgesLater: true,
  transfer: null,
  sideWallet: null,
};

export const bybit: Bench = {
  credentials: { main: { ...sandbox.key } },
  signedHeader: /^x-bapi-sign$/i,
  markets: {
    spot: { ...terms, symbols: ['BTC/USDT', 'ETH/USDT'], unaffordable: '5' },
    swap: { ...terms, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'], unaffordable: '50' },
  },
  open: (startTime) => {
    const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
    const { protocol, stop } = createBybit({ world });
    protocol.control.price?.({ symbol: 'BTC/USDT', price: 80_000 });
    return {
      protocols: { spot: protocol, swap: protocol },
      setPrice: (symbol, price) => protocol.control.price?.({ symbol: symbol.split(':')[0], price }),
      advance: (ms) => world.advance(ms),
      setKey: (_marketType, state) =>
        protocol.control.key?.({
          api_key: sandbox.key.apiKey,
          ...(state === 'revoked' ? { revoked: true } : { permissions: { Spot: ['SpotTrade'], Wallet: ['Withdraw'] } }),
        }),
      placeUntraded: () => {
        protocol.control.options?.({ orders: [{ symbol: 'BTC-27MAR26-70000-C', orderId: 'option-1' }] });
        return 'option-1';
      },
      close: () => {
        stop();
        world.close();
      },
    };
  },
};
