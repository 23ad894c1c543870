import { expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import { presentBalances } from '../../../../lib/http/present/balances.ts';

const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });

it('money in another wallet stands apart from the wallet of the market, and is no balance to trade with', () => {
  const own = { asset: 'USD', free: '1', used: '2', total: '3' };
  const cash = { asset: 'USD', free: '250', used: '0', total: '250', otherWallet: 'cash' };
  expect(presentBalances(swap, 'desk', 'swap', [own, cash])).toMatchObject({
    balances: [own],
    other_wallets: [{ wallet: 'cash', asset: 'USD', total: '250' }],
    count: 1,
  });
});
