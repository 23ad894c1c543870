import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import { startKrakenFutures } from '../../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { sandbox } from '../../../../infra/local/exchanges/kraken/sandbox.ts';
import { startKrakenSpot } from '../../../../infra/local/exchanges/kraken/spot/simulator.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Markets } from '../../../../lib/exchanges/interfaces/markets.ts';
import { loadExchange } from '../../../../lib/exchanges/load-exchange.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { OrderRequest } from '../../../../lib/exchanges/model/order.ts';
import { restricted } from '../../../../lib/exchanges/rules/restricted.ts';
import { connect, marketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { createTransport } from '../../../../lib/exchanges/wire/transport.ts';
import { forgetMarkets, openMarkets, refreshMarkets } from '../../../../lib/session/markets.ts';
import { readCatalogue } from '../../../../lib/session/markets-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { parametersOf, placeOrder } from '../fixture-calls.ts';
import { countingNonces, notAfter, orderOf, startTime } from '../fixture-venues.ts';

useEmbeddedTable();
const hour = 3_600_000;
const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
const closers: (() => Promise<void>)[] = [];
const fresh = {} as Record<MarketType, MarketAdapter>;
const cached = {} as Record<MarketType, MarketAdapter>;
/** The markets of each market type: freshly loaded, and read from the table. */
const opened: Record<MarketType, Markets[]> = { spot: [], swap: [] };
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
    const name = { exchange: 'kraken', marketType } as const;
    await refreshMarkets(name, await loadExchange(name));
    fresh[marketType] = await openWithMarkets(marketType, url, nonces);
    forgetMarkets(); // A cold container reads its markets from the table.
    cached[marketType] = await openWithMarkets(marketType, url, nonces);
    placed[marketType] = await trade(marketType);
  }
});
afterAll(async () => {
  for (const close of closers) await close();
  world.close();
});

/** A market over the markets that this container holds, or finds in the table. */
async function openWithMarkets(
  marketType: MarketType,
  origin: string,
  nonces: ReturnType<typeof countingNonces>,
): Promise<MarketAdapter> {
  const name = { exchange: 'kraken', marketType } as const;
  const market = marketOf(name);
  const module = await loadExchange(name);
  const markets = openMarkets(name, module);
  const send = connect({
    transport: createTransport({ origin, timeoutMs: () => 5000 }),
    sign: module.signerAt(origin),
    credential: marketType === 'spot' ? sandbox.spot : sandbox.futures,
    nonces: marketType === 'spot' ? nonces : null,
    protocol: module.protocol,
  });
  opened[marketType].push(markets);
  return restricted(module.adapterOver(marketWire(market, markets, send, module.rules)), market, markets);
}

/** Leaves an open order, a filled order and a waiting stop in two symbols; on futures also a position with funding and realized PnL. */
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
    return String(outcome.exchangeOrderId);
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

describe('answers read with cached markets', () => {
  it.each(['spot', 'swap'] as const)(
    'balances on %s read the same with cached markets as with fresh markets',
    async (marketType) => {
      const balances = await both(marketType, (exchange) => exchange.wallets.balances());
      expect(balances.map(({ asset }) => asset)).toContain(marketType === 'spot' ? 'BTC' : 'USD');
    },
  );

  it.each(['spot', 'swap'] as const)(
    'orders on %s, open or found by either id, read the same with cached markets as with fresh markets',
    async (marketType) => {
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
    },
  );

  it.each(['spot', 'swap'] as const)(
    'fills on %s read the same with cached markets as with fresh markets',
    async (marketType) => {
      const { items } = await both(marketType, (exchange) => exchange.data.fills({ limit: 50 }));
      expect(items).toHaveLength(3);
      expect(items.map(({ symbol }) => symbol)).toContain(marketType === 'spot' ? 'ETH/USD' : 'ETH/USD:USD');
    },
  );

  it('positions, leverage, funding and realized PnL on swap read the same with cached markets as with fresh markets', async () => {
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
    const { rates } = await both('swap', (exchange) => exchange.data.fundingRates('BTC/USD:USD', {}));
    expect(rates.length).toBeGreaterThan(100);
  });
});

describe.each(['spot', 'swap'] as const)('cached markets of %s', (marketType) => {
  const storedCatalogue = () => readCatalogue({ exchange: 'kraken', marketType });

  it(`cached markets of ${marketType} equal fresh markets to the last field, one by one and by bucket`, async () => {
    const [left, right] = opened[marketType];
    const symbols = (await storedCatalogue())?.markets.map(({ symbol }) => symbol) ?? [];
    expect(symbols.length).toBeGreaterThan(20);
    for (const symbol of symbols) expect(await right?.market(symbol)).toEqual(await left?.market(symbol));
    forgetMarkets();
    for (const symbol of symbols) expect(await right?.market(symbol)).toEqual(await left?.market(symbol));
  });

  it(`cached markets of ${marketType} name every symbol and asset as fresh markets do`, async () => {
    const [left, right] = opened[marketType];
    const stored = await storedCatalogue();
    const [nameLeft, nameRight] = [await left?.naming(), await right?.naming()];
    for (const { id, aliases, symbol } of stored?.markets ?? [])
      for (const name of [id, ...aliases]) {
        expect(nameLeft?.(name)).toBe(symbol);
        expect(nameRight?.(name)).toBe(symbol);
      }
    const [codeLeft, codeRight] = [await left?.assetNaming(), await right?.assetNaming()];
    for (const { id, code } of stored?.assets ?? []) {
      expect(codeLeft?.(id)).toBe(code);
      expect(codeRight?.(id)).toBe(code);
      expect(await right?.asset(code)).toEqual(await left?.asset(code));
    }
    expect(stored?.assets.length).toBeGreaterThan(2);
  });

  it(`every order on ${marketType} leaves with the same parameters with cached and fresh markets`, async () => {
    let compared = 0;
    for (const { symbol } of (await storedCatalogue())?.markets ?? []) {
      const order = orderOf(marketType, { symbol, quantity: '1000000' });
      const parameters = (exchange: MarketAdapter) => parametersOf(exchange, order, notAfter).catch(String);
      const left = await parameters(fresh[marketType]);
      expect(await parameters(cached[marketType])).toEqual(left);
      if (typeof left === 'object') compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });
});
