import { expect } from 'vitest';
import { startTime } from '../futures/fixture-client.ts';
import type { Call } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { buy, PF } from './fixture-futures.ts';

type FuturesCall = Call<FuturesStage>;

const minute = 60_000;

export const futuresMarketData: readonly FuturesCall[] = [
  {
    call: 'fetchMarkets',
    shows: 'id, kind and steps of the perpetual; the dated and the inverse contract',
    async run({ exchange }) {
      const markets = await exchange.fetchMarkets();
      const ids = markets.map((market) => market?.id);
      expect(ids).toEqual(expect.arrayContaining(['PF_XBTUSD', 'PI_XBTUSD', 'FF_XBTUSD_260626']));
      expect(markets.find((market) => market?.id === 'PF_XBTUSD')).toMatchObject({
        ...{ symbol: PF, linear: true, contractSize: 1, precision: { amount: 0.0001, price: 1 } },
      });
    },
  },
  {
    call: 'fetchTicker',
    shows: 'bid and ask of the pinned price',
    run: async ({ exchange }) => expect(await exchange.fetchTicker(PF)).toMatchObject({ bid: 79_996, ask: 80_004 }),
  },
  {
    call: 'fetchTickers',
    shows: 'the same among all',
    run: async ({ exchange }) => expect((await exchange.fetchTickers())[PF]).toMatchObject({ bid: 79_996 }),
  },
  {
    call: 'fetchOrderBook',
    shows: 'best levels, a tick apart',
    run: async ({ exchange }) =>
      expect((await exchange.fetchOrderBook(PF)).bids.slice(0, 2).map(([price]) => price)).toEqual([79_996, 79_995]),
  },
  {
    call: 'fetchL2OrderBook',
    shows: 'the same',
    run: async ({ exchange }) => expect((await exchange.fetchL2OrderBook(PF)).asks[0]?.[0]).toBe(80_004),
  },
  {
    call: 'fetchTrades',
    shows: "price, amount, side and id of the customers' trades, without their names",
    async run(stage) {
      await buy(stage);
      const trades = await stage.exchange.fetchTrades(PF);
      expect(trades).toMatchObject([{ price: 80_004, amount: 0.05, side: 'buy' }]);
      const [mine] = await stage.exchange.fetchMyTrades(PF);
      expect(trades[0]?.id).toBe(mine?.id);
      expect(JSON.stringify(trades)).not.toMatch(/accountUid|clientId/);
    },
  },
  {
    call: 'fetchTrades (publicGetHistory)',
    shows: 'the same trade at the older endpoint',
    async run(stage) {
      await buy(stage);
      const method = { method: 'publicGetHistory' };
      expect(await stage.exchange.fetchTrades(PF, undefined, undefined, method)).toMatchObject([
        { price: 80_004, amount: 0.05, side: 'buy' },
      ]);
    },
  },
  {
    call: 'fetchOHLCV',
    shows: 'open, high, low and close of the moves made, the volume bought; a quiet minute stands at the close before',
    run: showCandles,
  },
  {
    call: 'fetchMarkOHLCV',
    shows: 'the path of the mark, without volume',
    run: async ({ exchange }) =>
      expect(await exchange.fetchMarkOHLCV(PF, '1m', startTime)).toEqual([[startTime, ...flat, 0]]),
  },
  {
    call: 'fetchIndexOHLCV',
    shows: 'the path of the index, without volume',
    run: async ({ exchange }) =>
      expect(await exchange.fetchIndexOHLCV(PF, '1m', startTime)).toEqual([[startTime, ...flat, 0]]),
  },
  {
    call: 'fetchFundingRates',
    shows: 'a rate of the perpetual',
    run: async ({ exchange }) =>
      expect((await exchange.fetchFundingRates([PF]))[PF]).toMatchObject({ fundingRate: expect.any(Number) }),
  },
  {
    call: 'fetchFundingRateHistory',
    shows: 'one rate an hour',
    async run({ exchange }) {
      const [before, last] = (await exchange.fetchFundingRateHistory(PF)).slice(-2);
      expect(Number(last?.timestamp) - Number(before?.timestamp)).toBe(60 * minute);
    },
  },
  {
    call: 'fetchLeverageTiers',
    shows: 'the first step of the margin schedule',
    run: async ({ exchange }) =>
      expect((await exchange.fetchLeverageTiers([PF]))[PF]?.[0]).toMatchObject({ tier: 1, minNotional: 0 }),
  },
  {
    call: 'fetchTradingFees',
    shows: 'the fees that the engine charges',
    run: async ({ exchange }) =>
      expect((await exchange.fetchTradingFees())[PF]).toMatchObject({ maker: 0.0002, taker: 0.0005 }),
  },
  {
    call: 'privateGetFeeschedulesVolumes',
    shows: 'dollars bought, under the schedule of the contract',
    async run(stage) {
      await buy(stage);
      const { volumesByFeeSchedule } = await stage.exchange.privateGetFeeschedulesVolumes();
      const uid = stage.exchange.market(PF).info.feeScheduleUid;
      expect(Number(volumesByFeeSchedule[uid])).toBeCloseTo(4000.2, 6);
    },
  },
  {
    call: 'publicGetInstrumentsStatus',
    shows: 'a calm market',
    async run({ exchange }) {
      const { instrumentStatus } = await exchange.publicGetInstrumentsStatus();
      expect(instrumentStatus).toContainEqual(expect.objectContaining({ tradeable: 'PF_XBTUSD' }));
      expect(await exchange.publicGetInstrumentsSymbolStatus({ symbol: 'PF_XBTUSD' })).toMatchObject({
        experiencingDislocation: false,
      });
      expect((await exchange.publicGetTickersSymbol({ symbol: 'PF_XBTUSD' })).ticker.bid).toBe(79_996);
    },
  },
];

const flat = [80_000, 80_000, 80_000, 80_000];

async function showCandles(stage: FuturesStage): Promise<void> {
  const { exchange, simulator } = stage;
  await buy(stage);
  await simulator.control('price', { symbol: PF, price: 81_000 });
  await simulator.control('clock', { advance_ms: 2 * minute });
  await simulator.control('price', { symbol: PF, price: 79_000 });
  expect(await exchange.fetchOHLCV(PF, '1m', startTime)).toEqual([
    [startTime, 80_000, 81_000, 80_000, 81_000, 0.05],
    [startTime + minute, 81_000, 81_000, 81_000, 81_000, 0],
    [startTime + 2 * minute, 81_000, 81_000, 79_000, 79_000, 0],
  ]);
  const page = { price_type: 'trade', symbol: 'PF_XBTUSD', interval: '1m', from: startTime / 1000, count: 2 };
  expect(await exchange.chartsGetPriceTypeSymbolInterval(page)).toMatchObject({ more_candles: true });
}
