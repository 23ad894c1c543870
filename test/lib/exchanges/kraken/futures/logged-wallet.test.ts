import { expect, it } from 'vitest';
import { readFuturesBalances, readFuturesLedger } from '../../../../../lib/exchanges/kraken/futures/ledger.ts';

const row = { id: '7', date: '2026-05-20T10:30:00.000Z', info: 'transfer', contract: null, execution: null };

async function walletOf(margin_account: string, asset: string) {
  const logs = [{ ...row, margin_account, asset, old_balance: '0', new_balance: '0.3' }];
  const { entries } = await readFuturesLedger(
    async () => ({ accountUid: 'a', logs }),
    { since: null, after: null, maxRequests: 1 },
    (contract) => contract,
  );
  return entries[0]?.wallet;
}

it.each([
  ['f-xbt:usd', 'xbt', 'fi_xbtusd'],
  ['fi_xbtusd', 'xbt', 'fi_xbtusd'],
  ['f-xbt:usd', 'pi_xbtusd', 'fi_xbtusd'],
  ['XBT', 'xbt', 'cash'],
  ['cash', 'xbt', 'cash'],
  ['flex', 'usd', 'flex'],
  ['a wallet of tomorrow', 'usd', 'a wallet of tomorrow'],
])('an entry of the wallet %s with %s is of the wallet whose balance is told as %s', async (name, asset, wallet) => {
  expect(await walletOf(name, asset)).toBe(wallet);
});

it('entries and balances of an inverse contract and of cash have one name of the wallet', async () => {
  const accounts = { fi_xbtusd: { balances: { xbt: '0.3' } }, cash: { balances: { eth: '2' } } };
  expect(readFuturesBalances({ accounts }).rows.map(({ wallet }) => wallet)).toEqual([
    await walletOf('f-xbt:usd', 'xbt'),
    await walletOf('ETH', 'eth'),
  ]);
});
