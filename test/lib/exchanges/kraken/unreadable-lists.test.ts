import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadExchange } from '../../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { Catalogue } from '../../../../lib/exchanges/model/market.ts';
import type { Transport } from '../../../../lib/exchanges/wire/transport.ts';
import { parametersOf } from '../fixture-calls.ts';
import { notAfter, openOver, openVenues, orderOf, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
beforeAll(() => {
  simulators = openVenues();
});
afterAll(() => simulators.world.close());

type Row = Record<string, unknown>;
/** What a field may be in place of what Kraken documents. */
const garbled: readonly unknown[] = [null, '', 'garbage', -1, [], {}, true, undefined];

/** The simulator's own lists, with a change of one row. */
function changed(marketType: MarketType, list: string, id: string, change: Row | null): Transport {
  return async (request) => {
    const reply = await simulators[marketType].transport(request);
    if (!request.url.split('?')[0]?.endsWith(`/${list}`)) return reply;
    const answer = JSON.parse(reply.body);
    const rows: Row = list === 'instruments' ? answer.instruments : answer.result;
    const key = list === 'instruments' ? String(answer.instruments.findIndex((row: Row) => row.symbol === id)) : id;
    rows[key] = change === null ? null : { ...(rows[key] as Row), ...change };
    return { status: 200, body: JSON.stringify(answer) };
  };
}

async function listed(marketType: MarketType, transport: Transport): Promise<Catalogue> {
  const { loadCatalogue, protocol } = await loadExchange({ exchange: 'kraken', marketType });
  const origin = marketType === 'spot' ? 'https://api.kraken.com' : 'https://futures.kraken.com';
  return loadCatalogue(origin, transport, protocol.verifyAnswer);
}

async function withField(marketType: MarketType, list: string, id: string, field: string, value: unknown) {
  const whole = await listed(marketType, simulators[marketType].transport);
  const { markets, refused } = await listed(marketType, changed(marketType, list, id, { [field]: value }));
  const others = (of: Catalogue['markets']) => of.filter((each) => each.id !== id);
  expect(others(markets)).toEqual(others(whole.markets));
  return { market: markets.find((each) => each.id === id) ?? null, refused };
}

const cases = (fields: readonly string[], values = garbled) =>
  fields.flatMap((field) => values.map((value) => [field, value] as const));

describe('a contract whose terms cannot be read is no linear contract of size 1', () => {
  it.each(cases(['contractSize', 'type']))('%s is %o: the symbol is refused with a word', async (field, value) => {
    const { market, refused } = await withField('swap', 'instruments', 'PF_XBTUSD', field, value);
    expect(market).toBeNull();
    expect(refused).toContainEqual({ symbol: 'BTC/USD:USD', ids: ['PF_XBTUSD'] });
  });

  it('an order in the contract is refused before a byte leaves', async () => {
    const transport = changed('swap', 'instruments', 'PF_XBTUSD', { contractSize: undefined });
    const exchange = await openOver('swap', { transport });
    await expect(parametersOf(exchange, orderOf('swap'), notAfter)).rejects.toMatchObject({
      code: 'INVALID_SYMBOL',
      message: /PF_XBTUSD.*no terms that can be read/,
    });
    expect(simulators.swap.sent).toEqual([]);
  });

  it('a position in the contract is told as one in an unlisted contract', async () => {
    const transport = changed('swap', 'instruments', 'PI_XBTUSD', { contractSize: 'garbage' });
    simulators.swap.substitute = () => ({
      status: 200,
      body: { result: 'success', openPositions: [{ symbol: 'PI_XBTUSD', side: 'long', size: 1000, price: 80000 }] },
    });
    const exchange = await openOver('swap', { transport });
    expect(await exchange.wallets.positions()).toMatchObject([
      { symbol: 'BTC/USD:BTC', contracts: '1000', unrealizedPnl: null },
    ]);
    simulators.swap.substitute = null;
  });

  it.each([
    ['PI_XBTUSD', 'flexible_futures'],
    ['PI_XBTUSD', 'garbage'],
    ['PF_XBTUSD', 'futures_inverse'],
  ])('%s of the type %s: the name says otherwise, and takes no other symbol', async (id, type) => {
    expect((await withField('swap', 'instruments', id, 'type', type)).market).toBeNull();
  });

  it.each(garbled)('a dated contract that ends at %o is no perpetual, and takes no other symbol', async (value) => {
    const { markets } = await listed('swap', simulators.swap.transport);
    const dated = markets.find(({ id }) => id.startsWith('FI_'))?.id ?? '';
    expect((await withField('swap', 'instruments', dated, 'lastTradingTime', value)).market).toBeNull();
  });
});

describe('a step that cannot be read', () => {
  const steps = [
    ...cases(
      ['contractValueTradePrecision'],
      garbled.filter((value) => value !== -1),
    ).map(([field, value]) => ['swap', 'instruments', 'PF_XBTUSD', field, value, 'quantityStep'] as const),
    ...cases(['tickSize']).map(
      ([field, value]) => ['swap', 'instruments', 'PF_XBTUSD', field, value, 'priceStep'] as const,
    ),
    ...cases(['lot_decimals']).map(
      ([field, value]) => ['spot', 'AssetPairs', 'XXBTZUSD', field, value, 'quantityStep'] as const,
    ),
  ];
  it.each(steps)('%s %s: %s with %s %o has no known %s', async (marketType, list, id, field, value, step) => {
    expect((await withField(marketType, list, id, field, value)).market).toMatchObject({ [step]: '0' });
  });

  it('refuses what depends on the step, and nothing else', async () => {
    const exchange = await openOver('swap', {
      transport: changed('swap', 'instruments', 'PF_XBTUSD', { tickSize: null }),
    });
    await expect(parametersOf(exchange, orderOf('swap'), notAfter)).resolves.toBeDefined();
    const limit = orderOf('swap', { type: 'limit', price: '75000' });
    await expect(parametersOf(exchange, limit, notAfter)).rejects.toMatchObject({
      code: 'INVALID_ORDER',
      message: 'price: the exchange does not tell the step of BTC/USD:USD',
    });
  });

  it.each(garbled)('a tick of %o leaves the step that the decimals of the pair tell', async (value) => {
    const { market } = await withField('spot', 'AssetPairs', 'XXBTZUSD', 'tick_size', value);
    expect(market?.priceStep).toBe('0.1');
  });
});

describe('other fields', () => {
  it.each([
    ...cases(['fees']).map((one) => [...one, 'takerFee', null] as const),
    ...cases(['fees_maker']).map((one) => [...one, 'makerFee', null] as const),
    ...cases(['ordermin']).map((one) => [...one, 'minQuantity', null] as const),
    ...cases(['costmin']).map((one) => [...one, 'minCost', null] as const),
  ])('a pair with %s %o has no known %s', async (field, value, told, expected) => {
    expect((await withField('spot', 'AssetPairs', 'XXBTZUSD', field, value)).market).toMatchObject({
      [told]: expected,
    });
  });

  it.each([{ initialMargin: null }, { numNonContractUnits: 'garbage' }, 'garbage'])(
    'one margin level as %o leaves the whole schedule unknown: an estimate without the level would be too low',
    async (level) => {
      const levels = [{ numNonContractUnits: 0, initialMargin: 0.02, maintenanceMargin: 0.01 }, level];
      const { market } = await withField('swap', 'instruments', 'PF_XBTUSD', 'marginLevels', levels);
      expect(market?.marginLevels).toEqual([]);
    },
  );

  const nameless = garbled.filter((value) => typeof value !== 'string' || value === '').filter((value) => value !== -1);
  it.each([
    ...cases(['base', 'quote'], nameless).map((one) => ['spot', 'AssetPairs', 'XXBTZUSD', ...one] as const),
    ...cases(['symbol']).map((one) => ['swap', 'instruments', 'PF_XBTUSD', ...one] as const),
  ])('%s %s: %s with %s %o fails no other market', async (marketType, list, id, field, value) => {
    expect((await withField(marketType, list, id, field, value)).market).toBeNull();
  });

  it.each(cases(['altname', 'decimals'], nameless))('an asset with %s %o fails no market', async (field, value) => {
    const whole = await listed('spot', simulators.spot.transport);
    const { markets } = await listed('spot', changed('spot', 'Assets', 'ADA', { [field]: value }));
    expect(markets).toEqual(whole.markets);
  });

  it.each([
    ['spot', 'AssetPairs', 'XXBTZUSD'],
    ['spot', 'Assets', 'ADA'],
    ['swap', 'instruments', 'PF_XBTUSD'],
  ] as const)('a row that is null fails no other row: %s %s', async (marketType, list, id) => {
    const whole = await listed(marketType, simulators[marketType].transport);
    const { markets } = await listed(marketType, changed(marketType, list, id, null));
    const others = (of: Catalogue) => of.markets.filter((each) => each.id !== id);
    expect(markets).toEqual(list === 'Assets' ? whole.markets : others(whole));
  });
});
