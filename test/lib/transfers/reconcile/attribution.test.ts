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

describe('a booking of the same terms', () => {
  it('is claimable when no other transfer of ours can have made it', () => {
    expect(claimable([ledgerTransferOf('B1')])).toEqual(['B1']);
  });

  it('from before the transfer left is not its own, but five seconds of clock difference are granted', () => {
    expect(claimable([ledgerTransferOf('B0', -5_001), ledgerTransferOf('B1', -5_000)])).toEqual(['B1']);
  });

  it('that another transfer is ACCEPTED with is taken, by whichever of its names', () => {
    const acked = identical({ state: 'ACCEPTED', exchangeTransferId: 'uid-1' });
    expect(claimable([ledgerTransferOf('7', 50, ['uid-0', 'uid-1'])], [acked])).toEqual([]);
    expect(claimable([ledgerTransferOf('uid-1')], [acked])).toEqual([]);
  });

  it('beside a second one is for a person: one of them is nobody of ours', () => {
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')])).toBe('several');
  });

  it('beside a second one is claimable when two transfers are open, the oldest first', () => {
    const others = [identical({ state: 'UNKNOWN' })];
    expect(claimable([ledgerTransferOf('B2', 90), ledgerTransferOf('B1', 10)], others)).toEqual(['B1', 'B2']);
    expect(
      claimable(
        [1, 2, 3].map((index) => ledgerTransferOf(`B${index}`)),
        others,
      ),
    ).toBe('several');
  });

  it('beside one that may be the doing of a twin left to a person is claimable alone', () => {
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')], [identical({ state: 'NEEDS_REVIEW' })])).toEqual(
      ['B1'],
    );
  });

  it.each<[string, Partial<TransferRecord>]>([
    ['is under way: the exchange may name its booking at any moment', { state: 'IN_FLIGHT', sentAt: now - 1_000 }],
    ['was acknowledged under a name that is not in the books yet', { state: 'ACCEPTED', exchangeTransferId: 'B9' }],
    ['is left to a person', { state: 'NEEDS_REVIEW' }],
  ])('is unclear while a twin %s', (_why, terms) => {
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
  ])('is not kept from it by a transfer %s', (_what, terms) => {
    expect(claimable([ledgerTransferOf('B1')], [identical(terms)])).toEqual(['B1']);
  });

  it('is not kept from it by the very line it is looked up for', () => {
    expect(claimable([ledgerTransferOf('B1')], [recordOf({ state: 'IN_FLIGHT', sentAt: now })])).toEqual(['B1']);
  });

  it('of the same amount, written with other zeros, makes a twin', () => {
    const request = { ...recordOf().request, amount: '100.00' };
    expect(claimable([ledgerTransferOf('B1')], [identical({ state: 'NEEDS_REVIEW', request })])).toBe('unclear');
  });

  it('made after the call with the refused nonce had ended is not its doing', () => {
    const refused = recordOf({ state: 'NOT_SENT' });
    expect(claimable([ledgerTransferOf('B1', 40_000)], [], refused)).toEqual(['B1']);
    expect(claimable([ledgerTransferOf('B2', 40_001)], [], refused)).toEqual([]);
  });
});

describe('however many twins there are', () => {
  /** Each looks in turn and claims, as the store lets it: a booking once. */
  it('no more of them end ACCEPTED than there are bookings, and no booking is left while one of them could claim it', () => {
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
