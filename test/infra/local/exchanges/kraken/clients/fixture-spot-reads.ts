import { expect } from 'vitest';
import { startTime } from '../spot/fixture-client.ts';
import type { Call } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { BTC, sell } from './fixture-spot.ts';

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
