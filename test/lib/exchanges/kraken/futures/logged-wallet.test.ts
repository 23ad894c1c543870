import { expect, it } from 'vitest';
import { readFuturesBalances, readFuturesLedger } from '../../../../../lib/exchanges/kraken/futures/ledger.ts';
import type { LedgerEntry } from '../../../../../lib/exchanges/model/ledger-entry.ts';
import { insuranceOf } from '../../../../../lib/exchanges/rules/ledger-events.ts';

const row = { id: '7', date: '2026-05-20T10:30:00.000Z', info: 'transfer', contract: null, execution: null };

async function entryOf(terms: Record<string, string | null>) {
  const logs = [{ ...row, margin_account: 'flex', old_balance: '0', new_balance: '0.3', ...terms }];
  const { entries } = await readFuturesLedger(
    async () => ({ accountUid: 'a', logs }),
    { since: null, after: null, maxRequests: 1 },
    (contract) => contract,
  );
  return entries[0];
}

async function walletOf(margin_account: string, asset: string) {
  return (await entryOf({ margin_account, asset }))?.wallet;
}

it.each([
  ['pi_bchusd', 'pi_bchusd'],
  ['pi_bchusd', null],
  ['pi_bchusd', 'PI_BCHUSD'],
  ['PI_BCHUSD', 'pi_bchusd'],
])('a row of %s beside the contract %s counts contracts, which are no money', async (asset, contract) => {
  const told = await entryOf({ asset, contract, info: 'futures liquidation', margin_account: 'f-bch:usd' });
  expect(told).toMatchObject({ kind: 'position', asset: 'PI_BCHUSD', symbol: expect.stringMatching(/pi_bchusd/i) });
  expect(insuranceOf(told as LedgerEntry)).toBeNull();
});

it.each([
  ['f-xbt:usd', 'xbt', 'fi_xbtusd'],
  ['fi_xbtusd', 'xbt', 'fi_xbtusd'],
  ['f-xbt:usd', 'pi_xbtusd', 'fi_xbtusd'],
  ['f-xrp:xbt', 'xbt', 'fv_xrpxbt'],
  ['fv_xrpxbt', 'xbt', 'fv_xrpxbt'],
  ['f-xbt:eur', 'xbt', 'f-xbt:eur'],
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
