import { expect, it } from 'vitest';
import { bybit as modules } from '../../../../lib/exchanges/bybit/modules.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import { told } from './fixture-bybit.ts';
import { linearRows, spotRows } from './fixture-instruments.ts';

const [btc] = spotRows;
const [perpetual] = linearRows;

async function load(marketType: MarketType, rows: readonly object[]) {
  const { code } = await modules[marketType]();
  const transport = async ({ url }: { readonly url: string }) => {
    const { searchParams } = new URL(url);
    const [status, category] = [searchParams.get('status'), searchParams.get('category')];
    const list = rows.filter((row) => status === null || (row as { status?: string }).status === status);
    return { status: 200, body: JSON.stringify(told({ category, list, nextPageCursor: '' })) };
  };
  return code.loadCatalogue('https://api.bybit.com', transport, code.protocol.verifyAnswer);
}

it.each([
  ['Trading', 'open'],
  ['Delivering', 'closed'],
  ['Closed', 'closed'],
  ['Brandnew', null],
])('a contract in the state %s is %s', async (status, ours) => {
  const { markets } = await load('swap', [{ ...perpetual, status }]);
  expect(markets.map((market) => market.status)).toEqual([ours]);
});

it('spot has a least amount and no least quantity: Bybit no longer checks the quantity that the list tells', async () => {
  const { markets } = await load('spot', [btc ?? {}]);
  expect(markets).toMatchObject([{ symbol: 'BTC/USDT', minQuantity: null, takerFee: null, makerFee: null }]);
  expect((await load('swap', [perpetual ?? {}])).markets[0]?.minQuantity).not.toBeNull();
});

it.each([
  ['spot', btc, { maxLimitOrderQty: '83', maxMarketOrderQty: '41.5', maxOrderQty: '1' }],
  ['swap', perpetual, { maxOrderQty: '83', maxMktOrderQty: '41.5', postOnlyMaxOrderQty: '90' }],
] as const)('%s has the maxima of one order, by the names of its list', async (marketType, row, most) => {
  const lots = (row as unknown as { lotSizeFilter: Record<string, string> }).lotSizeFilter;
  const [market] = (await load(marketType, [{ ...row, lotSizeFilter: { ...lots, ...most } }])).markets;
  expect(market).toMatchObject({ maxQuantity: '83', maxMarketQuantity: '41.5' });
  const none = Object.fromEntries(Object.keys(most).map((name) => [name, '']));
  const [silent] = (await load(marketType, [{ ...row, lotSizeFilter: { ...lots, ...none } }])).markets;
  expect([silent?.maxQuantity, silent?.maxMarketQuantity]).toEqual([undefined, undefined]);
});
