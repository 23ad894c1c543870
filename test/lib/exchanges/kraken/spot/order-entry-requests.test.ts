import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { positiveDecimal } from '../../../../../lib/contract/fields.ts';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { OrderRequest } from '../../../../../lib/exchanges/model/order.ts';
import { parametersOf, placeOrder } from '../../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;

beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('spot', simulators.spot);
  simulators.spot.substitute = () => ({ status: 200, body: { error: [], result: { txid: ['OAAAAA-BBBBB-CCCCCC'] } } });
});
beforeEach(() => {
  simulators.spot.sent.length = 0;
});
afterAll(() => simulators.world.close());

/** The fields of the order's POST to AddOrder, without the nonce. */
async function wireOf(
  terms: Partial<OrderRequest>,
): Promise<{ fields: Record<string, unknown>; type: string | undefined }> {
  expect(await placeOrder(exchange, orderOf('spot', terms), notAfter)).toMatchObject({ kind: 'accepted' });
  const [request, ...more] = simulators.spot.sent.splice(0);
  expect(more).toEqual([]);
  expect(request).toMatchObject({ method: 'POST', path: '/0/private/AddOrder', query: '' });
  const type = request?.headers['Content-Type'];
  const body = request?.body ?? '';
  const decoded = type === 'application/json' ? (JSON.parse(body) as Record<string, unknown>) : formOf(body);
  const { nonce, ...fields } = decoded;
  expect(nonce).toMatch(/^\d{13}$/);
  expect(Object.keys(request?.headers ?? {}).sort()).toEqual(['API-Key', 'API-Sign', 'Content-Type']);
  return { fields, type };
}

function formOf(body: string): Record<string, unknown> {
  const pairs = [...new URLSearchParams(body)];
  expect(new Set(pairs.map(([name]) => name)).size, 'no field twice').toBe(pairs.length);
  return Object.fromEntries(pairs);
}

const common = {
  pair: 'XXBTZUSD',
  type: 'buy',
  volume: '0.01',
  cl_ord_id: '0123456789abcdef0123456789abcdef',
  deadline: '2026-05-20T10:30:08.000Z',
};
const form = 'application/x-www-form-urlencoded';

const orders: [string, Partial<OrderRequest>, Record<string, string>, string?][] = [
  ['market', { type: 'market' }, { ordertype: 'market' }],
  ['market sell', { type: 'market', side: 'sell' }, { ordertype: 'market', type: 'sell' }],
  ['limit', { type: 'limit', price: '75000.1' }, { ordertype: 'limit', price: '75000.1' }],
  [
    'limit GTC',
    { type: 'limit', price: '75000', timeInForce: 'GTC' },
    { ordertype: 'limit', price: '75000', timeinforce: 'GTC' },
  ],
  [
    'limit IOC',
    { type: 'limit', price: '75000', timeInForce: 'IOC' },
    { ordertype: 'limit', price: '75000', timeinforce: 'IOC' },
  ],
  [
    'post-only limit',
    { type: 'limit', price: '75000', postOnly: true },
    { ordertype: 'limit', price: '75000', oflags: 'post' },
  ],
  [
    'post-only limit GTC',
    { type: 'limit', price: '75000', postOnly: true, timeInForce: 'GTC' },
    { ordertype: 'limit', price: '75000', oflags: 'post', timeinforce: 'GTC' },
  ],
  ['stop_loss', { type: 'stop_loss', stopPrice: '70000' }, { ordertype: 'stop-loss', price: '70000' }],
  [
    'stop_loss on last',
    { type: 'stop_loss', stopPrice: '70000', triggerPriceType: 'last' },
    { ordertype: 'stop-loss', price: '70000', trigger: 'last' },
  ],
  [
    'stop_loss on index',
    { type: 'stop_loss', stopPrice: '70000', triggerPriceType: 'index' },
    { ordertype: 'stop-loss', price: '70000', trigger: 'index' },
  ],
  [
    'stop_loss IOC',
    { type: 'stop_loss', stopPrice: '70000', timeInForce: 'IOC' },
    { ordertype: 'stop-loss', price: '70000', timeinforce: 'IOC' },
  ],
  [
    'stop_loss_limit',
    { type: 'stop_loss_limit', stopPrice: '70000', price: '69900' },
    { ordertype: 'stop-loss-limit', price: '70000', price2: '69900' },
  ],
  [
    'stop_loss_limit on index, GTC',
    { type: 'stop_loss_limit', stopPrice: '70000', price: '69900', triggerPriceType: 'index', timeInForce: 'GTC' },
    { ordertype: 'stop-loss-limit', price: '70000', price2: '69900', trigger: 'index', timeinforce: 'GTC' },
  ],
  [
    'take_profit',
    { type: 'take_profit', side: 'sell', stopPrice: '95000' },
    { ordertype: 'take-profit', type: 'sell', price: '95000' },
  ],
  [
    'take_profit on index',
    { type: 'take_profit', stopPrice: '95000', triggerPriceType: 'index' },
    { ordertype: 'take-profit', price: '95000', trigger: 'index' },
  ],
  [
    'take_profit_limit',
    { type: 'take_profit_limit', stopPrice: '95000', price: '94900' },
    { ordertype: 'take-profit-limit', price: '95000', price2: '94900' },
  ],
  [
    'trailing_stop by amount',
    { type: 'trailing_stop', trailingAmount: '100' },
    { ordertype: 'trailing-stop', price: '+100' },
  ],
  [
    'trailing_stop by amount on index',
    { type: 'trailing_stop', trailingAmount: '0.5', triggerPriceType: 'index' },
    { ordertype: 'trailing-stop', price: '+0.5', trigger: 'index' },
  ],
  [
    'trailing_stop by percent',
    { type: 'trailing_stop', trailingPercent: '2' },
    { ordertype: 'trailing-stop', price: '+2%' },
    'application/json',
  ],
  [
    'trailing_stop by percent on last',
    { type: 'trailing_stop', side: 'sell', trailingPercent: '0.25', triggerPriceType: 'last' },
    { ordertype: 'trailing-stop', type: 'sell', price: '+0.25%', trigger: 'last' },
    'application/json',
  ],
];

describe('AddOrder requests', () => {
  it.each(orders)(
    'the spot order "%s" leaves with exactly its fields: %j as %j',
    async (_title, terms, fields, type = form) => {
      expect(await wireOf(terms)).toEqual({ fields: { ...common, ...fields }, type });
    },
  );

  it('AddOrder leaves with the parameters that a dry run shows', async () => {
    const dryRun = await parametersOf(exchange, orderOf('spot', { type: 'limit', price: '75000' }), notAfter);
    expect((await wireOf({ type: 'limit', price: '75000' })).fields).toEqual(dryRun);
  });

  it.each([
    ['reduce_only', { reduceOnly: true }],
    ['time_in_force', { type: 'limit', price: '75000', timeInForce: 'FOK' }],
    ['trigger_price_type', { type: 'stop_loss', stopPrice: '1', triggerPriceType: 'mark' }],
  ] as const)(
    'the field %s of %j, which Kraken Spot lacks, is refused by its name before a request leaves',
    async (field, terms) => {
      const error = { code: 'NOT_SUPPORTED', details: [{ field }] };
      await expect(placeOrder(exchange, orderOf('spot', terms), notAfter)).rejects.toMatchObject(error);
      expect(simulators.spot.sent).toEqual([]);
    },
  );
});

describe('decimals in AddOrder', () => {
  it('quantity and price of a spot order leave digit by digit', async () => {
    const volume = fc.bigInt({ min: 5000n, max: 10n ** 16n }).map((steps) => canonical(steps, 8));
    const price = fc.bigInt({ min: 1n, max: 10n ** 12n }).map((ticks) => canonical(ticks + 10n ** 6n, 1));
    await fc.assert(
      fc.asyncProperty(volume, price, async (quantity, limit) => {
        const { fields } = await wireOf({ type: 'limit', quantity, price: limit });
        expect(fields).toMatchObject({ volume: quantity, price: limit });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [0.1, '0.1'],
    ['0.1', '0.1'],
    [0.00005, '0.00005'],
    [1e-4, '0.0001'],
    ['0.10', '0.1'],
    [1234567.00000001, '1234567.00000001'],
    ['123456789012.00000001', '123456789012.00000001'],
  ])('the quantity %j of a client leaves to spot as %s', async (given, text) => {
    const quantity = positiveDecimal('').parse(given) as string;
    expect((await wireOf({ quantity })).fields.volume).toBe(text);
  });

  it('the quantity 1e-7 is spelled out, never sent with an exponent', () => {
    expect(positiveDecimal('').parse(1e-7)).toBe('0.0000001');
  });
});

function canonical(units: bigint, decimals: number): string {
  const text = units.toString().padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/, '');
  return fraction === '' ? text.slice(0, -decimals) : `${text.slice(0, -decimals)}.${fraction}`;
}
