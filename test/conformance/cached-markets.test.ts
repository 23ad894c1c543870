import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../infra/local/exchanges/engine/world.ts';
import { startKrakenFutures } from '../../infra/local/exchanges/kraken/futures/simulator.ts';
import { startKrakenSpot } from '../../infra/local/exchanges/kraken/spot/simulator.ts';
import { sandbox } from '../../infra/local/exchanges/sandbox.ts';
import { marketOf } from '../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../lib/exchanges/interfaces/market-adapter.ts';
import { loadExchange } from '../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../lib/exchanges/model/order.ts';
import { harden } from '../../lib/exchanges/wire/ccxt-client.ts';
import { createTransport } from '../../lib/exchanges/wire/transport.ts';
import { forgetMarkets, refreshMarkets, shareMarkets } from '../../lib/session/markets.ts';
import { useEmbeddedTable } from '../lib/aws/fixture-embedded-table.ts';
import { parametersOf, placeOrder } from '../lib/exchanges/fixture-calls.ts';
import { countingNonces, notAfter, orderOf, startTime } from '../lib/exchanges/fixture-venues.ts';

useEmbeddedTable();
const hour = 3_600_000;
const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
const closers: (() => Promise<void>)[] = [];
const fresh = {} as Record<MarketType, MarketAdapter>;
const cached = {} as Record<MarketType, MarketAdapter>;
const placed = {} as Record<MarketType, { readonly open: string; readonly filled: string; readonly stop: string }>;

beforeAll(async () => {
  const spot = await startKrakenSpot({ world, syntheticPairs: 50 });
  const futures = await startKrakenFutures({ world, syntheticInstruments: 20 });
  closers.push(spot.close, futures.close);
  await spot.control('price', { symbol: 'BTC/USD', price: 80000 });
  process.env.OEMS_KRAKEN_SPOT_URL = spot.url;
  process.env.OEMS_KRAKEN_FUTURES_URL = futures.url;
  for (const marketType of ['spot', 'swap'] as const) {
    const nonces = countingNonces();
    const url = marketType === 'spot' ? spot.url : futures.url;
    const row = marketOf({ exchange: 'kraken', marketType: marketType });
    await refreshMarkets(row, await loadExchange(row));
    fresh[marketType] = await openWithMarkets(marketType, url, nonces);
    forgetMarkets(); // a cold container: what follows comes from the table
    cached[marketType] = await openWithMarkets(marketType, url, nonces);
    placed[marketType] = await trade(marketType);
  }
});
afterAll(async () => {
  for (const close of closers) await close();
  world.close();
});

async function openWithMarkets(
  marketType: MarketType,
  origin: string,
  nonces: ReturnType<typeof countingNonces>,
): Promise<MarketAdapter> {
  const row = marketOf({ exchange: 'kraken', marketType: marketType });
  const module = await loadExchange(row);
  const transport = createTransport({ origin, timeoutMs: () => 5000 });
  const { apiKey, secret } = marketType === 'spot' ? sandbox.spot : sandbox.futures;
  const client = module.newClient({ origin, transport, apiKey, secret });
  harden(client, { transport, nonces: marketType === 'spot' ? nonces : null, protocol: module.protocol });
  await shareMarkets(row, module, client);
  return module.newExchange(client);
}

/** Leaves an open order, a filled one and a waiting stop, in two symbols, and on futures a position with funding and realized PnL. */
async function trade(marketType: MarketType) {
  const other = marketType === 'spot' ? 'ETH/USD' : 'ETH/USD:USD';
  let serial = 0;
  const submit = async (terms: Partial<OrderRequest>): Promise<string> => {
    serial += 1;
    const clientOrderId = serial.toString(16).padStart(32, '0');
    const outcome = await placeOrder(
      fresh[marketType],
      orderOf(marketType, { clientOrderId, ...terms }),
      notAfter + world.now() - startTime,
    );
    if (outcome.kind !== 'accepted') throw new Error(`${marketType}: ${outcome.error.message}`);
    return outcome.exchangeOrderId;
  };
  const filled = await submit({ type: 'market' });
  await submit({ type: 'market', side: 'sell', quantity: '0.005' });
  await submit({ type: 'market', symbol: other, quantity: '0.01' });
  const open = await submit({ type: 'limit', symbol: other, price: '2000', quantity: '0.01' });
  const stop = await submit({
    type: 'stop_loss_limit',
    side: 'sell',
    stopPrice: '70000',
    price: '69900',
    quantity: '0.005',
  });
  if (marketType === 'swap') {
    await fresh.swap.margin.setLeverage(other, '5');
    for (let hours = 0; hours < 3; hours += 1) world.advance(hour);
  }
  return { open, filled, stop };
}

async function both<T>(marketType: MarketType, read: (exchange: MarketAdapter) => Promise<T>): Promise<T> {
  const [left, right] = [await read(fresh[marketType]), await read(cached[marketType])];
  expect(right).toEqual(left);
  return left;
}

describe('markets from the table read every answer as freshly loaded ones do', () => {
  it.each(['spot', 'swap'] as const)('%s: balances', async (marketType) => {
    const balances = await both(marketType, (exchange) => exchange.wallets.balances());
    expect(balances.map(({ asset }) => asset)).toContain(marketType === 'spot' ? 'BTC' : 'USD');
  });

  it.each(['spot', 'swap'] as const)('%s: orders, open and queried by either id', async (marketType) => {
    const { open, filled, stop } = placed[marketType];
    const orders = await both(marketType, (exchange) => exchange.orders.open());
    expect(orders.map(({ exchangeOrderId }) => exchangeOrderId).sort()).toEqual([open, stop].sort());
    const [btc, eth] = marketType === 'spot' ? ['BTC/USD', 'ETH/USD'] : ['BTC/USD:USD', 'ETH/USD:USD'];
    expect(new Set(orders.map(({ symbol }) => symbol))).toEqual(new Set([btc, eth]));
    expect(await both(marketType, (exchange) => exchange.orders.open(eth))).toHaveLength(1);
    expect(
      await both(marketType, (exchange) =>
        exchange.orders.read({ symbol: null, store: 'regular', exchangeOrderId: open }, startTime - hour),
      ),
    ).toMatchObject({
      symbol: eth,
      status: 'open',
      price: '2000',
    });
    const id = (1).toString(16).padStart(32, '0');
    const found = await both(marketType, (exchange) =>
      exchange.orders.find({ symbol: btc, store: 'regular', clientOrderId: id }, startTime - hour),
    );
    expect(found).toMatchObject({
      kind: 'found',
      order: { exchangeOrderId: filled, symbol: btc, status: 'filled', quantity: '0.01' },
    });
  });

  it.each(['spot', 'swap'] as const)('%s: fills', async (marketType) => {
    const { items } = await both(marketType, (exchange) => exchange.data.fills({ limit: 50 }));
    expect(items).toHaveLength(3);
    expect(items.map(({ symbol }) => symbol)).toContain(marketType === 'spot' ? 'ETH/USD' : 'ETH/USD:USD');
  });

  it('swap: positions, leverage, funding and realized PnL', async () => {
    const positions = await both('swap', (exchange) => exchange.wallets.positions());
    expect(positions.map(({ symbol, marginMode }) => [symbol, marginMode])).toEqual([
      ['BTC/USD:USD', 'cross'],
      ['ETH/USD:USD', 'isolated'],
    ]);
    expect(await both('swap', (exchange) => exchange.margin.leverage('ETH/USD:USD'))).toBe('5');
    expect(
      (await both('swap', (exchange) => exchange.data.fundingPayments({ limit: 50 }))).items.length,
    ).toBeGreaterThan(3);
    expect((await both('swap', (exchange) => exchange.data.realizedPnl({ limit: 50 }))).items).toHaveLength(1);
    expect((await both('swap', (exchange) => exchange.data.fundingRates('BTC/USD:USD', {}))).length).toBeGreaterThan(
      100,
    );
  });
});

interface Inside {
  readonly symbols: string[];
  readonly markets: Record<string, { id: string; symbol: string }>;
  readonly markets_by_id: Record<string, { symbol: string }[]>;
  readonly currencies: Record<string, { id: string; code: string }>;
  readonly options: { readonly marketsByAltname?: Record<string, { symbol: string }> };
  safeSymbol(id: string): string;
  safeCurrencyCode(id: string): string;
}
function inside(exchange: MarketAdapter): Inside {
  return (exchange as unknown as { client: Inside }).client;
}

describe.each(['spot', 'swap'] as const)('%s: markets from the table', (marketType) => {
  it('are the same markets and currencies to the last field', () => {
    const [left, right] = [inside(fresh[marketType]), inside(cached[marketType])];
    expect(right.symbols).toEqual(left.symbols);
    expect(right.symbols.length).toBeGreaterThan(20);
    // A field that is undefined when fresh is absent after JSON; both read the same.
    expect(right.markets).toEqual(left.markets);
    expect(right.currencies).toEqual(left.currencies);
    const byAltname = ({ options }: Inside) =>
      Object.entries(options.marketsByAltname ?? {}).map(([altname, { symbol }]) => [altname, symbol]);
    expect(byAltname(right)).toEqual(byAltname(left));
    expect(byAltname(right).length > 0).toBe(marketType === 'spot');
  });

  it('name every symbol, id and currency the same, both ways', () => {
    const [left, right] = [inside(fresh[marketType]), inside(cached[marketType])];
    for (const { id, symbol } of Object.values(left.markets)) {
      expect(left.safeSymbol(id)).toBe(symbol);
      expect(right.safeSymbol(id)).toBe(symbol);
      expect(right.markets[symbol]?.id).toBe(id);
    }
    for (const { id, code } of Object.values(left.currencies)) {
      expect(right.currencies[code]?.id).toBe(id);
      expect(right.safeCurrencyCode(id)).toBe(left.safeCurrencyCode(id));
    }
  });

  it('let every order leave with the same parameters', () => {
    let compared = 0;
    for (const symbol of inside(fresh[marketType]).symbols) {
      const order = orderOf(marketType, { symbol, quantity: '1000000' });
      const parameters = (exchange: MarketAdapter) => {
        try {
          return parametersOf(exchange, order, notAfter);
        } catch (error) {
          return String(error);
        }
      };
      const left = parameters(fresh[marketType]);
      expect(parameters(cached[marketType])).toEqual(left);
      if (typeof left === 'object') compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });
});
