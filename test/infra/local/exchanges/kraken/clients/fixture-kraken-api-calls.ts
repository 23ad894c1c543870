import { expect } from 'vitest';
import { startTime } from '../spot/fixture-client.ts';
import type { Call } from './fixture-calls.ts';
import type { ApiStage, Params } from './fixture-kraken-api.ts';

const pair = 'XBTUSD';

async function rest({ call }: ApiStage): Promise<string> {
  return (await call('AddOrder', { pair, type: 'buy', ordertype: 'limit', price: 70_000, volume: 0.01 })).txid[0];
}

async function sell({ call }: ApiStage): Promise<string> {
  return (await call('AddOrder', { pair, type: 'sell', ordertype: 'market', volume: 0.01 })).txid[0];
}

/** A call whose answer holds these fields. */
function holds(method: string, shows: string, params: Params, fields: unknown, before?: (stage: ApiStage) => unknown) {
  const run = async (stage: ApiStage) => {
    await before?.(stage);
    expect(await stage.call(method, params)).toMatchObject(fields as Params);
  };
  return { call: method, shows, run };
}

const refused = (method: string, shows: string, refusal: RegExp): Call<ApiStage> => ({
  ...{ call: method, shows, refusal },
  run: ({ call }) => call(method),
});

const unserved = (method: string, shows: string): Call<ApiStage> => ({
  ...{ call: method, shows, unserved: /Unknown method/ },
  run: ({ call }) => call(method),
});

const noMoneyOut = 'a trading key has no right to withdraw';

export const apiCalls: readonly Call<ApiStage>[] = [
  holds('Time', "the world's clock", {}, { unixtime: startTime / 1000 }),
  holds('Assets', 'BTC under its id', { asset: 'XBT' }, { XXBT: { altname: 'XBT' } }),
  holds('AssetPairs', 'the pair and its step', { pair }, { XXBTZUSD: { tick_size: '0.1', ordermin: '0.00005' } }),
  holds('Ticker', 'the pinned bid', { pair }, { XXBTZUSD: { b: ['79996.00000', '1', '1.000'] } }),
  holds(
    'Depth',
    'the best level',
    { pair, count: 1 },
    { XXBTZUSD: { bids: [['79996.00000', '1.000', startTime / 1000]] } },
  ),
  holds(
    'OHLC',
    'one quiet minute',
    { pair },
    { XXBTZUSD: [[startTime / 1000, '80000.0', '80000.0', '80000.0', '80000.0', '0.0', '0.00000000', 0]] },
  ),
  holds(
    'Trades',
    'the sale',
    { pair },
    { XXBTZUSD: [['79996.00000', '0.01000000', startTime / 1000, 's', 'm', '', expect.any(Number)]] },
    sell,
  ),
  {
    call: 'Spread',
    shows: 'the pinned bid and ask',
    run: async ({ call }) =>
      expect((await call('Spread', { pair })).XXBTZUSD.at(-1)).toEqual([
        startTime / 1000,
        '79996.00000',
        '80004.00000',
      ]),
  },
  holds('Balance', 'dollars and BTC', {}, { XXBT: '2.0000000000', ZUSD: '100000.0000' }),
  holds('TradeBalance', 'all balances at the pinned prices', {}, { eb: '431610.0000', mf: '386909.5000' }),
  {
    call: 'AddOrder',
    shows: 'the order as OpenOrders lists the order',
    async run(stage) {
      const id = await rest(stage);
      expect((await stage.call('OpenOrders')).open[id]).toMatchObject({
        vol: '0.01000000',
        descr: { price: '70000.0' },
      });
    },
  },
  {
    call: 'OpenOrders',
    shows: 'nothing but the order placed',
    async run(stage) {
      const id = await rest(stage);
      expect(Object.keys((await stage.call('OpenOrders')).open)).toEqual([id]);
    },
  },
  {
    call: 'ClosedOrders',
    shows: 'the sale',
    async run(stage) {
      const id = await sell(stage);
      expect((await stage.call('ClosedOrders')).closed[id]).toMatchObject({ status: 'closed', vol_exec: '0.01000000' });
    },
  },
  {
    call: 'QueryOrders',
    shows: 'the order by its id',
    async run(stage) {
      const txid = await rest(stage);
      expect(await stage.call('QueryOrders', { txid })).toMatchObject({ [txid]: { status: 'open' } });
    },
  },
  {
    call: 'TradesHistory',
    shows: 'price and cost of the sale',
    async run(stage) {
      const ordertxid = await sell(stage);
      const trades = Object.values((await stage.call('TradesHistory')).trades);
      expect(trades).toMatchObject([{ ordertxid, price: '79996.00000', cost: '799.96000' }]);
    },
  },
  {
    call: 'QueryTrades',
    shows: 'the trade by its id',
    async run(stage) {
      await sell(stage);
      const [txid = ''] = Object.keys((await stage.call('TradesHistory')).trades);
      expect(await stage.call('QueryTrades', { txid })).toMatchObject({ [txid]: { vol: '0.01000000' } });
    },
  },
  {
    call: 'OpenPositions',
    shows: 'none: the account has no margin',
    run: async ({ call }) => expect(await call('OpenPositions')).toEqual({}),
  },
  {
    call: 'Ledgers',
    shows: 'both sides of the sale',
    async run(stage) {
      await sell(stage);
      const rows: { amount: string }[] = Object.values((await stage.call('Ledgers', { type: 'trade' })).ledger);
      expect(rows.map(({ amount }) => amount).toSorted()).toEqual(['-0.0100000000', '799.9600']);
    },
  },
  {
    call: 'QueryLedgers',
    shows: 'the entry by its id',
    async run({ call }) {
      const [id = ''] = Object.keys((await call('Ledgers', { asset: 'ZUSD' })).ledger);
      expect(await call('QueryLedgers', { id })).toMatchObject({ [id]: { amount: '100000.0000' } });
    },
  },
  holds('TradeVolume', "the first step of the pair's ladder", { pair }, { fees: { XXBTZUSD: { fee: '0.4000' } } }),
  {
    call: 'CancelOrder',
    shows: 'one order, and nothing open',
    async run(stage) {
      const txid = await rest(stage);
      expect(await stage.call('CancelOrder', { txid })).toMatchObject({ count: 1 });
      expect((await stage.call('OpenOrders')).open).toEqual({});
    },
  },
  {
    call: 'DepositStatus',
    shows: 'the opening balance as the ledger has it',
    run: async ({ call }) =>
      expect(await call('DepositStatus', { asset: 'XBT' })).toMatchObject([
        { amount: '2.0000000000', status: 'Success' },
      ]),
  },
  {
    call: 'WithdrawStatus',
    shows: 'none: nobody withdraws here',
    run: async ({ call }) => expect(await call('WithdrawStatus', { asset: 'XBT' })).toEqual([]),
  },
  {
    call: 'AddOrder (funds)',
    shows: 'five BTC of two',
    refusal: /Insufficient funds/,
    run: ({ call }) => call('AddOrder', { pair, type: 'sell', ordertype: 'market', volume: 5 }),
  },
  refused('WithdrawInfo', noMoneyOut, /Permission denied/),
  refused('Withdraw', noMoneyOut, /Permission denied/),
  unserved('DepositMethods', 'as fetchDepositAddress of CCXT'),
  unserved('DepositAddresses', 'as fetchDepositAddress of CCXT'),
  unserved('WithdrawCancel', 'no withdrawal can exist'),
];
