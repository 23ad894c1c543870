import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { parametersOf, placeOrder } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;

beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('swap', simulators.swap);
  const sendStatus = { order_id: 'e1', status: 'placed', receivedTime: '2026-05-20T10:30:00.000Z', orderEvents: [] };
  simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', sendStatus } });
});
beforeEach(() => {
  simulators.swap.sent.length = 0;
});
afterAll(() => simulators.world.close());

/** The query of the order's request. Kraken Futures signs the query: the request has no body and no nonce. */
async function wireOf(terms: Partial<OrderRequest>): Promise<Record<string, string>> {
  expect(await placeOrder(exchange, orderOf('swap', terms), notAfter)).toMatchObject({ kind: 'accepted' });
  const [request, ...more] = simulators.swap.sent.splice(0);
  expect(more).toEqual([]);
  expect(request).toMatchObject({ method: 'POST', path: '/derivatives/api/v3/sendorder', body: '' });
  expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['APIKey', 'Accept', 'Authent', 'Content-Type']);
  const pairs = [...new URLSearchParams(request?.query)];
  expect(new Set(pairs.map(([name]) => name)).size, 'no parameter twice').toBe(pairs.length);
  return Object.fromEntries(pairs);
}

const common = {
  symbol: 'PF_XBTUSD',
  side: 'buy',
  size: '0.01',
  cliOrdId: '01234567-89ab-cdef-0123-456789abcdef',
  processBefore: '2026-05-20T10:30:08.000Z',
};
const reduce = { reduceOnly: 'true' };
const last = { triggerSignal: 'last' };

const orders: [string, Partial<OrderRequest>, Record<string, string>][] = [
  ['market', { type: 'market' }, { orderType: 'mkt' }],
  ['market sell', { type: 'market', side: 'sell' }, { orderType: 'mkt', side: 'sell' }],
  ['reduce-only market', { type: 'market', reduceOnly: true }, { orderType: 'mkt', ...reduce }],
  ['limit', { type: 'limit', price: '75000' }, { orderType: 'lmt', limitPrice: '75000' }],
  ['limit GTC', { type: 'limit', price: '75000', timeInForce: 'GTC' }, { orderType: 'lmt', limitPrice: '75000' }],
  [
    'reduce-only limit',
    { type: 'limit', price: '75000', reduceOnly: true },
    { orderType: 'lmt', limitPrice: '75000', ...reduce },
  ],
  ['limit IOC', { type: 'limit', price: '75000', timeInForce: 'IOC' }, { orderType: 'ioc', limitPrice: '75000' }],
  [
    'reduce-only limit IOC',
    { type: 'limit', price: '75000', timeInForce: 'IOC', reduceOnly: true },
    { orderType: 'ioc', limitPrice: '75000', ...reduce },
  ],
  ['limit FOK', { type: 'limit', price: '75000', timeInForce: 'FOK' }, { orderType: 'fok', limitPrice: '75000' }],
  ['post-only limit', { type: 'limit', price: '75000', postOnly: true }, { orderType: 'post', limitPrice: '75000' }],
  [
    'reduce-only post-only limit',
    { type: 'limit', price: '75000', postOnly: true, reduceOnly: true },
    { orderType: 'post', limitPrice: '75000', ...reduce },
  ],
  ['stop_loss', { type: 'stop_loss', stopPrice: '70000' }, { orderType: 'stp', stopPrice: '70000', ...last }],
  [
    'stop_loss GTC',
    { type: 'stop_loss', stopPrice: '70000', timeInForce: 'GTC' },
    { orderType: 'stp', stopPrice: '70000', ...last },
  ],
  [
    'reduce-only stop_loss on mark',
    { type: 'stop_loss', stopPrice: '70000', triggerPriceType: 'mark', reduceOnly: true },
    { orderType: 'stp', stopPrice: '70000', triggerSignal: 'mark', ...reduce },
  ],
  [
    'stop_loss on index',
    { type: 'stop_loss', stopPrice: '70000', triggerPriceType: 'index' },
    { orderType: 'stp', stopPrice: '70000', triggerSignal: 'spot' },
  ],
  [
    'stop_loss_limit',
    { type: 'stop_loss_limit', stopPrice: '70000', price: '69900' },
    { orderType: 'stp', stopPrice: '70000', limitPrice: '69900', ...last },
  ],
  [
    'take_profit',
    { type: 'take_profit', side: 'sell', stopPrice: '95000' },
    { orderType: 'take_profit', side: 'sell', stopPrice: '95000', ...last },
  ],
  [
    'reduce-only take_profit',
    { type: 'take_profit', side: 'sell', stopPrice: '95000', reduceOnly: true },
    { orderType: 'take_profit', side: 'sell', stopPrice: '95000', ...last, ...reduce },
  ],
  [
    'take_profit_limit on mark',
    { type: 'take_profit_limit', stopPrice: '95000', price: '94900', triggerPriceType: 'mark' },
    { orderType: 'take_profit', stopPrice: '95000', limitPrice: '94900', triggerSignal: 'mark' },
  ],
  [
    'trailing_stop by percent',
    { type: 'trailing_stop', trailingPercent: '2' },
    { orderType: 'trailing_stop', trailingStopMaxDeviation: '2', trailingStopDeviationUnit: 'PERCENT', ...last },
  ],
  [
    'reduce-only trailing_stop by amount on index',
    { type: 'trailing_stop', trailingAmount: '100', triggerPriceType: 'index', reduceOnly: true },
    {
      orderType: 'trailing_stop',
      trailingStopMaxDeviation: '100',
      trailingStopDeviationUnit: 'QUOTE_CURRENCY',
      triggerSignal: 'spot',
      ...reduce,
    },
  ],
];

describe('sendorder requests', () => {
  it.each(orders)(
    'the futures order "%s" leaves with exactly its parameters: %j as %j',
    async (_title, terms, fields) => {
      expect(await wireOf(terms)).toEqual({ ...common, ...fields });
    },
  );

  it('sendorder leaves with the parameters that a dry run shows', async () => {
    const dryRun = await parametersOf(exchange, orderOf('swap', { type: 'limit', price: '75000' }), notAfter);
    expect(await wireOf({ type: 'limit', price: '75000' })).toEqual(dryRun);
  });

  it.each(['IOC', 'FOK'] as const)(
    '%s on a triggered futures order is refused by its field before a request leaves',
    async (timeInForce) => {
      const order = orderOf('swap', { type: 'stop_loss', stopPrice: '70000', timeInForce });
      const error = { code: 'NOT_SUPPORTED', details: [{ field: 'time_in_force' }] };
      await expect(placeOrder(exchange, order, notAfter)).rejects.toMatchObject(error);
      expect(simulators.swap.sent).toEqual([]);
    },
  );

  it('quantity and price of a futures order leave digit by digit', async () => {
    const size = fc.bigInt({ min: 1n, max: 10n ** 12n }).map((steps) => tenThousandths(steps));
    await fc.assert(
      fc.asyncProperty(size, fc.bigInt({ min: 1n, max: 10n ** 9n }), async (quantity, price) => {
        const fields = await wireOf({ type: 'limit', quantity, price: price.toString() });
        expect(fields).toMatchObject({ size: quantity, limitPrice: price.toString() });
      }),
      { numRuns: 200 },
    );
  });
});

function tenThousandths(units: bigint): string {
  const text = units.toString().padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`.replace(/\.?0+$/, '');
}
