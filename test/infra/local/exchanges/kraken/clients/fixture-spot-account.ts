import { expect } from 'vitest';
import type { Call } from './fixture-calls.ts';
import type { SpotStage } from './fixture-spot.ts';
import { BTC, rest, sell } from './fixture-spot.ts';

export const spotAccount: readonly Call<SpotStage>[] = [
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
