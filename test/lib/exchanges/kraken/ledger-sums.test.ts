import { expect, it } from 'vitest';
import { readableEntry } from '../../../../lib/exchanges/kraken/futures/ledger-entry.ts';
import { readSpotLedger } from '../../../../lib/exchanges/kraken/spot/ledger.ts';
import { pnlSums } from '../../../../lib/ledger/reports/pnl-sums.ts';

/** Every type of ledger row of Kraken Spot that is documented or recorded: what a row of 10 with a fee of 1 adds to the sums of its asset. */
const nothing = { realizedPnl: '0', fees: '0', otherFees: '1' };
const cost = { realizedPnl: '0', fees: '1', otherFees: '0' };
const profit = { realizedPnl: '10', fees: '1', otherFees: '0' };
const spotTypes = [
  ['trade/tradespot', 'trade', cost],
  ['margin', 'trade', profit],
  ['rollover', 'rollover', cost],
  // What was paid or received in kind, whatever the profit: 0.5 ETH received is recorded so, and 0.123 ETH paid.
  ['settled', 'settlement', cost],
  ['deposit', 'transfer', nothing],
  ['withdrawal', 'transfer', nothing],
  ['transfer/spottofutures', 'transfer', nothing],
  ['transfer/spotfromfutures', 'transfer', nothing],
  ['transfer/stakingfromspot', 'transfer', nothing],
  ['conversion', 'conversion', nothing],
  ['earn/reward', 'other', nothing],
  ['earn/allocation', 'other', nothing],
  ['staking', 'other', nothing],
  ['spend', 'other', nothing],
  ['receive', 'other', nothing],
  ['receive/dustsweeping', 'other', nothing],
  ['spend/dustsweeping', 'other', nothing],
  ['adjustment', 'other', nothing],
  ['invite bonus', 'other', nothing],
  ['reward', 'other', nothing],
  ['dividend', 'other', nothing],
  ['sale', 'other', nothing],
  ['credit', 'other', nothing],
  ['nft_rebate', 'other', nothing],
] as const;

interface SpotRow {
  readonly label: string;
  readonly asset?: string;
  readonly amount?: string;
  readonly fee?: string;
}

async function spotEntries(rows: readonly SpotRow[]) {
  const ledger = rows.map(({ label, asset = 'ZEUR', amount = '10.00', fee = '1.00' }, index) => {
    const [type, subtype = ''] = label.split('/');
    const row = { refid: `R${index}`, time: String(1_700_000_000 - index), aclass: 'currency', balance: '100' };
    return [`L${index}`, { ...row, type, subtype, asset, amount, fee }] as const;
  });
  const answer = { error: [], result: { ledger: Object.fromEntries(ledger), count: rows.length } };
  const request = { since: null, after: null, maxRequests: 1 };
  return (
    await readSpotLedger(
      async () => answer,
      request,
      (asset) => asset,
    )
  ).entries;
}

it.each(spotTypes)('a spot row of type %s is of kind %s and adds %j', async (label, kind, added) => {
  const [entry] = await spotEntries([{ label }]);
  if (entry === undefined) throw new Error('no entry');
  const sums = pnlSums();
  sums.add(null, entry);
  expect([entry.kind, entry.label, entry.change]).toEqual([kind, label, '9']);
  expect(sums.totals()).toMatchObject([added]);
});

it('a margin position that was closed with a profit is a profit, and a withdrawal costs no trader anything', async () => {
  const sums = pnlSums();
  for (const entry of await spotEntries([
    { label: 'earn/reward', asset: 'ETH.F', amount: '0.0100', fee: '0.0020' },
    { label: 'withdrawal', amount: '-1000', fee: '3.5' },
    { label: 'margin', amount: '84.1979', fee: '0' },
    { label: 'margin', asset: 'XETH', amount: '0', fee: '0.02599998' },
    { label: 'rollover', amount: '0', fee: '0.3336' },
    { label: 'margin', asset: 'XETH', amount: '0', fee: '0.028' },
    { label: 'deposit', amount: '1000', fee: '0' },
  ]))
    sums.add(null, entry);
  expect(sums.totals()).toMatchObject([
    { asset: 'ETH.F', net: '0', fees: '0', otherFees: '0.002' },
    { asset: 'XETH', realizedPnl: '0', net: '-0.05399998', fees: '0.05399998', otherFees: '0' },
    { asset: 'ZEUR', realizedPnl: '84.1979', net: '83.8643', fees: '0.3336', otherFees: '3.5' },
  ]);
});

/** Every word for `info` that Kraken documents for the account log of futures. */
it.each([
  ['futures trade', 'trade'],
  ['futures assignor', 'trade'],
  ['futures assignee', 'trade'],
  ['futures unwind counterparty', 'trade'],
  ['futures unwind bankrupt', 'trade'],
  ['futures_unwind', 'trade'],
  ['rfq', 'trade'],
  ['options trade', 'trade'],
  ['hedging trade', 'trade'],
  ['futures liquidation', 'liquidation'],
  ['futures partial liquidation', 'liquidation'],
  ['covered liquidation', 'liquidation'],
  ['portfolio auctioning', 'liquidation'],
  ['funding rate change', 'funding'],
  ['settlement', 'settlement'],
  ['interest payment', 'interest'],
  ['conversion', 'conversion'],
  ['conversion credit', 'conversion'],
  ['transfer', 'transfer'],
  ['cross-exchange transfer', 'transfer'],
  ['subaccount transfer', 'transfer'],
  ['admin transfer', 'transfer'],
  ['position transfer', 'transfer'],
  ['kfee applied', 'other'],
  ['tax withheld', 'other'],
  ['tax refund', 'other'],
  ['futures tax withheld', 'other'],
  ['futures tax refund', 'other'],
])('a futures row of %s is of kind %s, and its parts are in the sums', (info, kind) => {
  const row = { id: '1', date: '2026-11-01T00:00:00.000Z', asset: 'usd', margin_account: 'flex', info };
  const amounts = { old_balance: '-120.5', new_balance: '-120.75', realized_pnl: null, fee: '0.05' };
  const entry = readableEntry({ ...row, ...amounts, contract: null }, (contract) => contract);
  if (entry === null) throw new Error('unreadable');
  const sums = pnlSums();
  sums.add(null, entry);
  const isTrading = ['trade', 'liquidation', 'settlement'].includes(kind);
  const fee = isTrading ? { fees: '0.05', otherFees: '0', net: '-0.05' } : { fees: '0', otherFees: '0.05', net: '0' };
  const interest = { interest: '-0.25', fees: '0', otherFees: '0', net: '-0.25' };
  // Without the funding in the entry, the balance tells the funding.
  const funding = { funding: '-0.2', fees: '0.05', otherFees: '0', net: '-0.25' };
  expect(entry.kind).toBe(kind);
  expect(sums.totals()).toMatchObject([kind === 'interest' ? interest : kind === 'funding' ? funding : fee]);
});
