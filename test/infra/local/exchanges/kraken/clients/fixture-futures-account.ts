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
    call: 'privateGetTransfers',
    shows: 'the coins that came from Spot and went back, newest first, without the dollars',
    async run({ exchange, simulator, world }) {
      await simulator.control('key', {
        api_key: exchange.apiKey,
        permissions: { general: 'full', withdrawal: 'full' },
      });
      world.acceptDeposits('spot', () => {});
      world.advance(1000);
      await exchange.privatePostWithdrawal({ currency: 'xbt', amount: '0.04', sourceWallet: 'flex' });
      const { transfers } = await exchange.privateGetTransfers();
      const deposit = { transferType: 'deposit', currency: 'xbt', amount: 0.1, status: 'processed' };
      const withdrawal = { ...deposit, transferType: 'withdrawal', amount: -0.04 };
      expect(transfers).toMatchObject([withdrawal, deposit]);
      const [{ receivedTime: lastTransferTime }] = transfers;
      expect((await exchange.privateGetTransfers({ lastTransferTime })).transfers).toMatchObject([deposit]);
    },
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
  'GET private assignmentprogram/current': assignment,
  'GET private assignmentprogram/history': assignment,
  'POST private assignmentprogram/add': assignment,
  'POST private assignmentprogram/delete': assignment,
  'GET private unwindqueue': 'how the exchange ranks positions is documented nowhere; the service reads no such rank',
  'GET private subaccount/{uid}/trading-enabled': masters,
  'PUT private subaccount/{uid}/trading-enabled': masters,
  'POST private transfer/subaccount': masters,
  'GET private rfq-assignment/max-leverage': masters,
  'PUT private rfq-assignment/max-leverage': masters,
  'DELETE private rfq-assignment/max-leverage': masters,
  'PUT private pnlpreferences':
    'the ledger rows of a profit paid in another currency are recorded nowhere; the service sets no preference',
  'PUT private self-trade-strategy':
    'the events of an order that gives way are recorded nowhere; the service sets no strategy',
  'GET charts analytics/liquidity-pool': 'no pool exists',
  'GET history accountlogcsv': 'the columns of the file are documented nowhere; account-log tells the same rows',
  'GET history market/{symbol}/orders': nobody,
  'GET history market/{symbol}/price':
    'the documentation leaves the shape of the event open; charts of the mark tell the same path',
};
