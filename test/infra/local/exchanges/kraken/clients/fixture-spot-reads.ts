import { expect } from 'vitest';
import { startTime } from '../spot/fixture-client.ts';
import type { Call } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { BTC, rest, sell } from './fixture-spot.ts';

type SpotCall = Call<SpotStage>;

const minute = 60_000;

export const spotMarketData: readonly SpotCall[] = [
  {
    call: 'fetchTime',
    shows: "the world's clock",
    run: async ({ exchange }) => expect(await exchange.fetchTime()).toBe(startTime),
  },
  {
    call: 'fetchStatus',
    shows: 'online',
    run: async ({ exchange }) => expect(await exchange.fetchStatus()).toMatchObject({ status: 'ok' }),
  },
  {
    call: 'fetchMarkets',
    shows: "id, steps, minimum, fees of BTC/USD; DOGE and USDT under CCXT's names",
    async run({ exchange }) {
      const markets = await exchange.fetchMarkets();
      expect(markets.map((market) => market?.symbol)).toEqual(expect.arrayContaining(['DOGE/USD', 'USDT/USD']));
      expect(markets.find((market) => market?.symbol === BTC)).toMatchObject({
        ...{ id: 'XXBTZUSD', precision: { price: 0.1, amount: 1e-8 }, limits: { amount: { min: 0.00005 } } },
        ...{ taker: 0.004, maker: 0.0025 },
      });
    },
  },
  {
    call: 'fetchCurrencies',
    shows: 'digits of BTC, and BTC.F as an asset of its own',
    async run({ exchange }) {
      const currencies = await exchange.fetchCurrencies();
      expect(currencies).toMatchObject({ BTC: { id: 'XXBT', precision: 1e-10 }, 'BTC.F': { id: 'XBT.F' } });
    },
  },
  {
    call: 'fetchTicker',
    shows: 'bid and ask of the pinned price',
    run: async ({ exchange }) =>
      expect(await exchange.fetchTicker(BTC)).toMatchObject({ bid: 79_996, ask: 80_004, last: 80_000 }),
  },
  {
    call: 'fetchTickers',
    shows: 'the same of two pairs',
    async run({ exchange }) {
      const tickers = await exchange.fetchTickers([BTC, 'ETH/USD']);
      expect(Object.keys(tickers).sort()).toEqual([BTC, 'ETH/USD']);
      expect(tickers[BTC]).toMatchObject({ bid: 79_996 });
    },
  },
  {
    call: 'fetchOrderBook',
    shows: 'best levels, a tick apart',
    async run({ exchange }) {
      const { bids, asks } = await exchange.fetchOrderBook(BTC, 2);
      expect(bids.map(([price]) => price)).toEqual([79_996, 79_995.9]);
      expect(asks[0]?.[0]).toBe(80_004);
    },
  },
  {
    call: 'fetchL2OrderBook',
    shows: 'the same',
    run: async ({ exchange }) => expect((await exchange.fetchL2OrderBook(BTC)).bids[0]?.[0]).toBe(79_996),
  },
  {
    call: 'fetchOHLCV',
    shows: 'open, high, low and close of the moves made, the volume sold; a quiet minute stands at the close before',
    run: showCandles,
  },
  {
    call: 'fetchTrades',
    shows: "price, amount, side and id of the customers' trades, and none before `since`",
    async run(stage) {
      await sell(stage);
      expect(await stage.exchange.fetchTrades(BTC)).toMatchObject([{ side: 'sell', price: 79_996, amount: 0.01 }]);
      // CCXT filters on its own, so the exchange is asked: by seconds, and by the nanoseconds that it gave.
      const later = async (since: string) =>
        (await stage.exchange.publicGetTrades({ pair: 'XBTUSD', since })).result.XXBTZUSD;
      expect(await later(String(startTime / 1000 - 1))).toHaveLength(1);
      expect(await later(String(startTime / 1000))).toEqual([]);
      expect(await later(`${startTime}000000`)).toEqual([]);
    },
  },
  {
    call: 'publicGetSpread',
    shows: 'the bid and the ask before and after a move',
    async run({ exchange, spot }) {
      await spot.control('clock', { advance_ms: 2000 });
      await spot.price(BTC, 82_000);
      const { result } = await exchange.publicGetSpread({ pair: 'XBTUSD' });
      expect(result.XXBTZUSD.slice(-2).map(([, ...prices]: string[]) => prices)).toEqual([
        ['79996.00000', '80004.00000'],
        ['81995.90000', '82004.10000'],
      ]);
      const since = String(startTime / 1000 + 2);
      expect((await exchange.publicGetSpread({ pair: 'XBTUSD', since })).result.XXBTZUSD).toHaveLength(1);
    },
  },
];

/** Three minutes: 80,000 to 81,000 with a sale, nothing, and 79,000. */
async function showCandles(stage: SpotStage): Promise<void> {
  const { exchange, spot } = stage;
  await sell(stage);
  await spot.price(BTC, 81_000);
  await spot.control('clock', { advance_ms: 2 * minute });
  await spot.price(BTC, 79_000);
  expect(await exchange.fetchOHLCV(BTC, '1m', startTime)).toEqual([
    [startTime, 80_000, 81_000, 79_996, 81_000, 0.01],
    [startTime + minute, 81_000, 81_000, 81_000, 81_000, 0],
    [startTime + 2 * minute, 81_000, 81_000, 79_000, 79_000, 0],
  ]);
  const [hour] = await exchange.fetchOHLCV(BTC, '1h');
  expect(hour).toEqual([startTime, 80_000, 81_000, 79_000, 79_000, 0.01]);
  const { result } = await exchange.publicGetOHLC({ pair: 'XBTUSD' });
  expect(result.XXBTZUSD[0]).toEqual([
    ...[startTime / 1000, '80000.0', '81000.0', '79996.0', '81000.0', '79996.0', '0.01000000', 1],
  ]);
}

export const spotAccount: readonly SpotCall[] = [
  {
    call: 'fetchBalance',
    shows: 'totals, and what the order holds: 700 and its fee',
    async run(stage) {
      await rest(stage);
      const balance = await stage.exchange.fetchBalance();
      expect(balance.USD).toEqual({ free: 99_297.2, used: 702.8, total: 100_000 });
      expect(balance.BTC).toEqual({ free: 2, used: 0, total: 2 });
    },
  },
  {
    call: 'privatePostBalance',
    shows: 'the same totals',
    run: async ({ exchange }) =>
      expect((await exchange.privatePostBalance()).result).toMatchObject({ ZUSD: '100000.0000', XXBT: '2.0000000000' }),
  },
  {
    call: 'privatePostTradeBalance',
    shows: 'all balances at the pinned prices, and at their value as collateral; in dollars and in BTC',
    async run({ exchange }) {
      const { result } = await exchange.privatePostTradeBalance();
      expect(result).toMatchObject({ eb: '431610.0000', tb: '386909.5000', m: '0.0000', mf: '386909.5000' });
      expect((await exchange.privatePostTradeBalance({ asset: 'XBT' })).result.eb).toBe('5.3951');
    },
  },
  {
    call: 'fetchPositions',
    shows: 'none: the account has no margin',
    run: async ({ exchange }) => expect(await exchange.fetchPositions()).toEqual([]),
  },
  {
    call: 'fetchTradingFee',
    shows: "the first step of the pair's ladder",
    run: async ({ exchange }) =>
      expect(await exchange.fetchTradingFee(BTC)).toMatchObject({ taker: 0.004, maker: 0.0025 }),
  },
  {
    call: 'fetchLedger',
    shows: 'amount and balance of the sale',
    async run(stage) {
      await sell(stage);
      const [entry] = await trades(stage);
      expect(entry).toMatchObject({ currency: 'USD', amount: 799.96, after: 100_796.7602 });
    },
  },
  {
    call: 'fetchLedgerEntry',
    shows: 'the entry that the list names',
    async run(stage) {
      await sell(stage);
      const [entry] = await trades(stage);
      const found = await stage.exchange.fetchLedgerEntry(String(entry?.id), 'USD');
      expect(found).toMatchObject({ id: entry?.id, amount: 799.96 });
    },
  },
  {
    call: 'transfer',
    shows: 'five dollars gone, an id',
    async run({ exchange }) {
      expect(await exchange.transfer('USD', 5, 'spot', 'swap')).toMatchObject({ amount: 5, id: expect.any(String) });
      expect((await exchange.fetchBalance()).USD?.total).toBe(99_995);
    },
  },
  {
    call: 'privatePostGetApiKeyInfo',
    shows: "the key's permissions",
    run: async ({ exchange }) =>
      expect((await exchange.privatePostGetApiKeyInfo()).result.permissions).toContain('modify-trades'),
  },
];

async function trades({ exchange }: SpotStage) {
  return (await exchange.fetchLedger('USD')).filter(({ type }) => type === 'trade');
}
