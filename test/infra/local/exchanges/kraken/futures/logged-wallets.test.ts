import { expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

it('the account log names wallets as requests do, or as the feed does and cash by the coin', () => {
  const exchange = openExchange();
  const move = (toAccount: string) =>
    exchange.post('transfer', { fromAccount: 'flex', toAccount, unit: 'xbt', amount: 0.01 });
  for (const wallet of ['fi_xbtusd', 'cash']) move(wallet);
  const names = () =>
    exchange.history('account-log', { info: 'transfer', sort: 'asc' }).logs.map((row) => row.margin_account);
  expect(names()).toEqual(['flex', 'fi_xbtusd', 'flex', 'cash']);
  exchange.control('answers', { logged_wallets: 'feed' });
  expect(names()).toEqual(['flex', 'f-xbt:usd', 'flex', 'XBT']);
});
