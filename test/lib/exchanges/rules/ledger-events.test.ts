import { expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { pnlEventOf } from '../../../../lib/exchanges/rules/ledger-events.ts';
import { entryOf } from '../../ledger/fixture-stored-ledger.ts';

it.each([
  ['the fees of the entry', { fee: '0.5', liquidationFee: '0.25' }, '0.75'],
  ['zero where the entry tells a fee of zero', { fee: '0', liquidationFee: null }, '0'],
  ['unknown where the ledger books the fee in an entry of its own', { fee: null, liquidationFee: null }, null],
])('the fee of a realized profit is %s', (_what, fees, fee) => {
  expect(pnlEventOf(entryOf({ realizedPnl: '12.5', ...fees }))).toMatchObject({ realizedPnl: '12.5', fee });
});

it('a realized profit has the quantity and the price of the fill of its trade', () => {
  const fill = { side: 'sell', quantity: '0.002', price: '80000.1' } as const;
  const told = (entry: Partial<LedgerEntry>) => pnlEventOf(entryOf({ realizedPnl: '12.5', ...entry }));
  expect(told({ fill })).toMatchObject({ quantity: '0.002', price: '80000.1' });
  expect(told({ price: '3' })).toMatchObject({ quantity: null, price: '3' });
  expect(told({ traded: { side: 'sell', quantity: '0.5' } })).toMatchObject({ quantity: '0.5' });
});
