import { expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { pnlEventOf } from '../../../../lib/exchanges/rules/ledger-events.ts';
import { withContracts } from '../../../../lib/exchanges/rules/traded-contracts.ts';
import type { EntryTerms } from '../../ledger/fixture-ledger.ts';
import { entryOf } from '../../ledger/fixture-stored-ledger.ts';

const trade = { tradeId: 'e1', price: '80000' };
const [profit] = [pnlEventOf(entryOf({ ...trade, realizedPnl: '12.5' }))].filter((event) => event !== null);

function contracts(id: string, terms: EntryTerms = {}): LedgerEntry {
  return entryOf({ id, ...trade, kind: 'position', before: '0.5', after: '0.3', ...terms });
}

function quantityWith(...entries: readonly LedgerEntry[]): string | null | undefined {
  return withContracts(profit === undefined ? [] : [profit], entries)[0]?.quantity;
}

it('a realized profit has the quantity of the contracts that the same trade books', () => {
  expect(quantityWith(contracts('2'), contracts('3', { tradeId: 'e2' }))).toBe('0.2');
});

it('an entry that is read twice is one entry', () => {
  expect(quantityWith(contracts('2'), contracts('2'))).toBe('0.2');
});

it.each([
  ['whose contracts no entry tells', [contracts('2', { tradeId: 'e2' })]],
  ['of another symbol', [contracts('2', { symbol: 'ETH/USD:USD' })]],
  ['of two orders of one account', [contracts('2'), contracts('3', { before: '0.3', after: '0.5' })]],
])('the quantity of a trade %s is not known', (_title, entries) => {
  expect(quantityWith(...entries)).toBeNull();
});
