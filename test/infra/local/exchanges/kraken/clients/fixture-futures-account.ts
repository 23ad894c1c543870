import { expect } from 'vitest';
import type { Call, Unserved } from './fixture-calls.ts';
import type { FuturesStage } from './fixture-futures.ts';
import { buy, PF } from './fixture-futures.ts';

type FuturesCall = Call<FuturesStage>;

export const futuresAccount: readonly FuturesCall[] = [
  {
    call: 'fetchBalance',
    shows: 'dollars and BTC of the multi-collateral wallet',
    async run({ exchange }) {
      const balance = await exchange.fetchBalance();
      expect(balance.USD).toMatchObject({ total: 10_000, free: 10_000 });
      expect(balance.BTC).toMatchObject({ total: 0.1 });
    },
  },
  {
    call: 'fetchPositions',
    shows: 'side, size and entry of the position bought',
    async run(stage) {
      await buy(stage);
      expect(await stage.exchange.fetchPositions([PF])).toMatchObject([
        { side: 'long', contracts: 0.05, entryPrice: 80_004 },
      ]);
    },
  },
  {
    call: 'fetchPositionsHistory',
    shows: 'profit of the position closed at 81,995',
    async run(stage) {
      await close(stage);
      const [past] = await stage.exchange.fetchPositionsHistory([PF]);
      expect(past).toMatchObject({ symbol: PF, side: 'long', contracts: 0.05, realizedPnl: 99.55 });
    },
  },
  {
    call: 'fetchMyTrades',
    shows: 'both fills with price and amount',
    async run(stage) {
      await close(stage);
      const trades = await stage.exchange.fetchMyTrades(PF);
      expect(trades.map(({ side, amount, price }) => [side, amount, price])).toEqual([
        ['buy', 0.05, 80_004],
        ['sell', 0.05, 81_995],
      ]);
    },
  },
  {
    call: 'historyGetExecutions',
    shows: 'the same fills as events',
    async run(stage) {
      await close(stage);
      const { elements } = await stage.exchange.historyGetExecutions({ sort: 'asc' });
      const rows = elements.map(
        (row: { event: { Execution: { execution: object } } }) => row.event.Execution.execution,
      );
      expect(rows).toMatchObject([{ price: '80004' }, { price: '81995' }]);
    },
  },
  {
    call: 'fetchLedger',
    shows: 'one entry in dollars for each trade',
    async run(stage) {
      await close(stage);
      const ledger = await stage.exchange.fetchLedger('USD');
      expect(ledger.filter(({ type }) => type === 'trade')).toHaveLength(2);
    },
  },
  {
    call: 'fetchFundingHistory',
    shows: 'one payment for each of two hours',
    async run(stage) {
      await buy(stage);
      stage.world.advance(2 * 3_600_000);
      expect(await stage.exchange.fetchFundingHistory(PF)).toHaveLength(2);
    },
  },
  {
    call: 'setLeverage',
    shows: 'the leverage that fetchLeverage reads',
    async run({ exchange }) {
      await exchange.setLeverage(5, PF);
      expect(await exchange.fetchLeverage(PF)).toMatchObject({ longLeverage: 5 });
    },
  },
  {
    call: 'fetchLeverage',
    shows: 'the same among several',
    async run({ exchange }) {
      await exchange.setLeverage(3, PF);
      expect(await exchange.fetchLeverage(PF)).toMatchObject({ symbol: PF, longLeverage: 3 });
    },
  },
  {
    call: 'fetchLeverages',
    shows: 'every preference set, none at first',
    async run({ exchange }) {
      expect(await exchange.fetchLeverages()).toEqual({});
      await exchange.setLeverage(5, PF);
      expect(await exchange.fetchLeverages()).toMatchObject({ [PF]: { longLeverage: 5 } });
    },
  },
  {
    call: 'transfer',
    shows: 'ten dollars in the cash wallet',
    async run({ exchange }) {
      await exchange.transfer('USD', 10, 'flex', 'cash');
      expect((await exchange.fetchBalance({ type: 'cash' })).USD?.total).toBe(10);
    },
  },
  {
    call: 'transfer (to spot)',
    shows: 'a trading key has no right to withdraw',
    refusal: /insufficientPrivileges/,
    run: ({ exchange }) => exchange.transfer('USD', 1, 'future', 'spot'),
  },
  {
    call: 'privateGetPnlpreferences',
    shows: 'none set: profit is paid in the currency of the contract',
    run: async ({ exchange }) => expect((await exchange.privateGetPnlpreferences()).preferences).toEqual([]),
  },
  {
    call: 'privateGetSelfTradeStrategy',
    shows: "the engine's rule",
    run: async ({ exchange }) => expect((await exchange.privateGetSelfTradeStrategy()).strategy).toBe('REJECT_TAKER'),
  },
  {
    call: 'privateGetNotifications',
    shows: 'none',
    run: async ({ exchange }) => expect((await exchange.privateGetNotifications()).notifications).toEqual([]),
  },
  {
    call: 'privateGetSubaccounts',
    shows: 'none',
    run: async ({ exchange }) => expect((await exchange.privateGetSubaccounts()).subaccounts).toEqual([]),
  },
];

async function close(stage: FuturesStage): Promise<void> {
  await buy(stage);
  stage.world.advance(1000);
  await stage.simulator.control('price', { symbol: PF, price: 82_000 });
  await stage.exchange.createOrder(PF, 'market', 'sell', 0.05, undefined, { reduceOnly: true });
}

const assignment = 'the programme that takes over positions of liquidated customers';
const masters = 'a setting of institutions';
const nobody = 'events of the whole market, which has no customers but the sandbox';

export const futuresUnserved: Unserved = {
  'GET private recentorders': 'not in the documentation of today',
  'GET private transfers':
    'not in the documentation of today, and no answer was found recorded; the account log tells transfers',
  'GET private assignmentprogram/current': assignment,
  'GET private assignmentprogram/history': assignment,
  'POST private assignmentprogram/add': assignment,
  'POST private assignmentprogram/delete': assignment,
  'GET private unwindqueue': 'a rank among the positions of other customers, of whom there are none',
  'GET private subaccount/{uid}/trading-enabled': masters,
  'PUT private subaccount/{uid}/trading-enabled': masters,
  'POST private transfer/subaccount': masters,
  'GET private rfq-assignment/max-leverage': masters,
  'PUT private rfq-assignment/max-leverage': masters,
  'DELETE private rfq-assignment/max-leverage': masters,
  'PUT private pnlpreferences': 'the engine pays profit in the currency of the contract only',
  'PUT private self-trade-strategy': "the engine's rule is fixed",
  'GET charts analytics/liquidity-pool': 'no pool exists',
  'GET history accountlogcsv': 'account-log tells the same rows',
  'GET history market/{symbol}/orders': nobody,
  'GET history market/{symbol}/price': 'charts of the mark tell the same path',
};
