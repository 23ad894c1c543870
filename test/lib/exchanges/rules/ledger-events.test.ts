import { expect, it } from 'vitest';
import { pnlEventOf } from '../../../../lib/exchanges/rules/ledger-events.ts';
import { entryOf } from '../../ledger/fixture-stored-ledger.ts';

it.each([
  ['the fees of the entry', { fee: '0.5', liquidationFee: '0.25' }, '0.75'],
  ['zero where the entry tells a fee of zero', { fee: '0', liquidationFee: null }, '0'],
  ['unknown where the ledger books the fee in an entry of its own', { fee: null, liquidationFee: null }, null],
])('the fee of a realized profit is %s', (_what, fees, fee) => {
  expect(pnlEventOf(entryOf({ realizedPnl: '12.5', ...fees }))).toMatchObject({ realizedPnl: '12.5', fee });
});
