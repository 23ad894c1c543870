import { expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import type { Market } from '../../../../lib/exchanges/model/market.ts';
import { withSizes } from '../../../../lib/exchanges/rules/told-sizes.ts';
import { orderOf, refusal, scripted } from '../binance/fixture-binance.ts';

const words = 'the minimum of BTC/USDT:USDT is 0.001 BTC and 5 USDT';

async function refusedWith(code: number) {
  const { adapter } = scripted('swap', () => refusal(code, 'refused'));
  const order = orderOf('swap');
  const prepared = await adapter.orders.prepare(order, Date.now() + 8000);
  return adapter.orders.submit(prepared, order);
}

it('a refusal of the size names the least size of the market', async () => {
  const details = [{ field: 'quantity' }];
  expect(await refusedWith(-4164)).toMatchObject({
    ...{ kind: 'rejected', error: { code: 'INVALID_ORDER', message: expect.stringContaining(words), details } },
  });
});

it('a refusal of the price names no size', async () => {
  expect(await refusedWith(-4016)).not.toMatchObject({ error: { message: expect.stringContaining('minimum') } });
});

const listed = {
  ...{ symbol: 'ADA/USDT:USDT', base: 'ADA', quote: 'USDT', minQuantity: '1', minCost: '5' },
  maxMarketQuantity: '300000',
} as Market;
const refused = {
  kind: 'rejected',
  error: new OemsError('INVALID_ORDER', 'refused', { details: [{ field: 'quantity', message: 'answer' }] }),
} as const;
const most = 'the size is limited by the maximum 300000 of a market order in ADA/USDT:USDT';
const least = (cost: string) => `the minimum of ADA/USDT:USDT is 1 ADA${cost}`;

it.each([
  ['of a market order, whose value the exchange alone knows', {}, listed, ['refused', least(' and 5 USDT'), most]],
  ['above both minima', {}, { ...listed, minCost: null }, ['refused', most]],
  ['below the least quantity', { quantity: '0.5' }, { ...listed, minCost: null }, ['refused', least(''), most]],
  ['of a limit order above both minima', { price: '1' }, listed, ['refused']],
] as const)('a refused size %s is told with the sizes that can be the reason', (_title, terms, market, words) => {
  const order = orderOf('swap', { quantity: '299999', ...terms });
  expect(withSizes(refused, order, market)).toMatchObject({ error: { message: words.join('; ') } });
});

it('a maximum that the catalogue does not know is told by the refusal, without a minimum that is not the reason', async () => {
  const { adapter } = scripted('swap', () => refusal(-4005, 'Quantity greater than max quantity.'));
  const order = orderOf('swap', { type: 'limit', price: '70000', quantity: '400000' });
  const outcome = await adapter.orders.submit(await adapter.orders.prepare(order, Date.now() + 8000), order);
  const message = 'Binance does not accept this quantity (-4005), which is above the maximum';
  expect(outcome).toMatchObject({ error: { message, details: [{ field: 'quantity' }] } });
});
