import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerTransfer } from '../../../../lib/exchanges/model/transfer.ts';
import { attribute } from '../../../../lib/transfers/reconcile/attribution.ts';
import type { TransferRecord } from '../../../../lib/transfers/transfer.ts';
import { ledgerTransferOf, recordOf, sentAt } from '../fixture-records.ts';

const now = sentAt + 60_000;
function identical(terms: Partial<TransferRecord>): TransferRecord {
  return recordOf({ transferId: 'twin', ...terms });
}
function claimable(
  ledgerTransfers: readonly LedgerTransfer[],
  others: readonly TransferRecord[] = [],
  record = recordOf(),
) {
  const told = attribute(record, ledgerTransfers, others, now);
  return typeof told === 'string' ? told : told.map(({ id }) => id);
}

describe('a ledger entry with the same terms', () => {
  it('an entry is claimable when no other transfer of ours can have made the entry', () => {
    expect(claimable([ledgerTransferOf('B1')])).toEqual(['B1']);
  });

  it('an entry from before the transfer left is not claimable, but for five seconds of clock difference', () => {
    expect(claimable([ledgerTransferOf('B0', -5_001), ledgerTransferOf('B1', -5_000)])).toEqual(['B1']);
  });

  it('an entry that an ACCEPTED transfer has, under any of the entry’s names, is taken', () => {
    const acked = identical({ state: 'ACCEPTED', exchangeTransferId: 'uid-1' });
    expect(claimable([ledgerTransferOf('7', 50, ['uid-0', 'uid-1'])], [acked])).toEqual([]);
    expect(claimable([ledgerTransferOf('uid-1')], [acked])).toEqual([]);
  });

  it('a surplus entry is a matter for a person, because no transfer of ours made the entry', () => {
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')])).toBe('several');
  });

  it('two entries are claimable when two transfers are open, the oldest entry first', () => {
    const others = [identical({ state: 'UNKNOWN' })];
    expect(claimable([ledgerTransferOf('B2', 90), ledgerTransferOf('B1', 10)], others)).toEqual(['B1', 'B2']);
    expect(
      claimable(
        [1, 2, 3].map((index) => ledgerTransferOf(`B${index}`)),
        others,
      ),
    ).toBe('several');
  });

  it('one of two entries is claimable when an identical transfer needs review', () => {
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')], [identical({ state: 'NEEDS_REVIEW' })])).toEqual(
      ['B1'],
    );
  });

  it.each<[string, Partial<TransferRecord>]>([
    ['is under way: the exchange may name its booking at any moment', { state: 'IN_FLIGHT', sentAt: now - 1_000 }],
    ['was acknowledged under a name that is not in the books yet', { state: 'ACCEPTED', exchangeTransferId: 'B9' }],
    ['is left to a person', { state: 'NEEDS_REVIEW' }],
  ])('an entry is unclear while an identical transfer %s', (_why, terms) => {
    expect(claimable([ledgerTransferOf('B1')], [identical(terms)])).toBe('unclear');
  });

  it.each<[string, Partial<TransferRecord>]>([
    ['whose call died long ago, which may have made either', { state: 'IN_FLIGHT', sentAt: sentAt - 1 }],
    ['that was refused', { state: 'REJECTED' }],
    ['that never left', { state: 'NOT_SENT' }],
    ['that never arrived', { state: 'NEVER_ARRIVED' }],
    [
      'acknowledged long before: its booking lies before the ones that were read',
      { state: 'ACCEPTED', exchangeTransferId: 'B9', sentAt: sentAt - 35_001 },
    ],
    ['of another amount', { state: 'IN_FLIGHT', sentAt: now, request: { ...recordOf().request, amount: '100.1' } }],
    ['of another asset', { state: 'IN_FLIGHT', sentAt: now, request: { ...recordOf().request, asset: 'EUR' } }],
    ['in the other direction', { state: 'IN_FLIGHT', sentAt: now, via: 'swap' }],
  ])('an entry stays claimable beside a transfer %s', (_what, terms) => {
    expect(claimable([ledgerTransferOf('B1')], [identical(terms)])).toEqual(['B1']);
  });

  it('an entry stays claimable beside the transfer’s own journal entry', () => {
    expect(claimable([ledgerTransferOf('B1')], [recordOf({ state: 'IN_FLIGHT', sentAt: now })])).toEqual(['B1']);
  });

  it('an amount written with other zeros is identical', () => {
    const request = { ...recordOf().request, amount: '100.00' };
    expect(claimable([ledgerTransferOf('B1')], [identical({ state: 'NEEDS_REVIEW', request })])).toBe('unclear');
  });

  it('an entry made after the call with the refused nonce had ended is not claimable', () => {
    const refused = recordOf({ state: 'NOT_SENT' });
    expect(claimable([ledgerTransferOf('B1', 40_000)], [], refused)).toEqual(['B1']);
    expect(claimable([ledgerTransferOf('B2', 40_001)], [], refused)).toEqual([]);
  });
});

describe('any number of identical transfers', () => {
  /** Each looks in turn and claims, as the store lets it: a booking once. */
  it('as many transfers end ACCEPTED as there are entries, and no claimable entry is left', () => {
    const state = fc.constantFrom<TransferRecord['state']>('UNKNOWN', 'ACCEPTED', 'NEVER_ARRIVED');
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 5 }), (given, lost) => {
        const lines = given.map((one, index) =>
          recordOf({
            transferId: `t${index}`,
            state: one,
            exchangeTransferId: one === 'ACCEPTED' ? `B${index}` : null,
          }),
        );
        const made = lines.flatMap(({ state: one }, index) =>
          one === 'ACCEPTED' || (one === 'UNKNOWN' && index >= lost) ? [ledgerTransferOf(`B${index}`, index)] : [],
        );
        for (const [index, line] of lines.entries()) {
          if (line.state !== 'UNKNOWN') continue;
          const told = attribute(line, made, lines, now);
          const [first] = typeof told === 'string' ? [] : told;
          expect(told).not.toBe('several');
          if (first !== undefined) lines[index] = { ...line, state: 'ACCEPTED', exchangeTransferId: first.id };
        }
        const acked = lines.filter((line) => line.state === 'ACCEPTED');
        expect(acked).toHaveLength(made.length);
        expect(new Set(acked.map(({ exchangeTransferId }) => exchangeTransferId)).size).toBe(made.length);
      }),
    );
  });
});
