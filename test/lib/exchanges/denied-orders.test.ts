import { describe, expect, it } from 'vitest';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../lib/exchanges/model/order.ts';
import { orderOf as binanceOrder, scripted } from './binance/fixture-binance.ts';
import { orderOf as bybitOrder, openScene } from './bybit/fixture-bybit.ts';

/** How the order is prepared, and the requests that have left. */
type Prepare = (
  marketType: MarketType,
  terms: Partial<OrderRequest>,
) => Promise<readonly [unknown, readonly unknown[]]>;

const overBinance: Prepare = async (marketType, terms) => {
  const { adapter, asked } = scripted(marketType, () => []);
  return [adapter.orders.prepare(binanceOrder(marketType, terms), Date.now() + 8000), asked];
};
const overBybit: Prepare = async (marketType, terms) => {
  const { adapter, sent } = await openScene(marketType);
  return [adapter.orders.prepare(bybitOrder(marketType, terms), Date.now() + 8000), sent];
};

const trailing = { type: 'trailing_stop', side: 'sell', trailingAmount: '100' } as const;
const stop = { type: 'stop_loss', side: 'sell', stopPrice: '70000' } as const;

/** Orders that would leave as orders of a different kind: the exchange has no word for them. */
describe.each([
  ['Binance', overBinance],
  ['Bybit', overBybit],
])('an order that %s does not have', (exchange, prepare) => {
  it.each<[string, MarketType, Partial<OrderRequest>]>([
    ['a trailing stop on spot, which would be a stop without a trigger', 'spot', trailing],
    ['a trailing stop of contracts, which would be an order at the market', 'swap', trailing],
    ['a reduce-only order on spot, which would be an ordinary order', 'spot', { reduceOnly: true }],
    [
      'a stop on the mark price on spot, which would wait for the last price',
      'spot',
      { ...stop, triggerPriceType: 'mark' },
    ],
    ...(exchange === 'Bybit'
      ? []
      : [
          [
            'a stop on the index price, which would wait for the last price',
            'swap',
            { ...stop, triggerPriceType: 'index' },
          ] as [string, MarketType, Partial<OrderRequest>],
        ]),
  ])('%s, is denied before a byte leaves', async (_what, marketType, terms) => {
    const [prepared, left] = await prepare(marketType, terms);
    await expect(prepared).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(left).toEqual([]);
  });
});
