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

  it('an entry from before the transfer left is not claimable; within five seconds of clock difference absence stays open', () => {
    expect(claimable([ledgerTransferOf('B0', -5_001), ledgerTransferOf('B1', 0)])).toEqual(['B1']);
    expect(claimable([ledgerTransferOf('B0', -5_001)])).toEqual([]);
    for (const early of [-5_000, -1_001, -1]) expect(claimable([ledgerTransferOf('B0', early)])).toBe('unclear');
  });

  it('an entry of the second in which the transfer left is claimable where the exchange tells whole seconds', () => {
    const late = recordOf({ sentAt: sentAt + 999 });
    expect(claimable([ledgerTransferOf('B1', 0)], [], late)).toEqual(['B1']);
    expect(claimable([ledgerTransferOf('B1', 0)], [], recordOf({ sentAt: sentAt + 1000 }))).toBe('unclear');
  });

  it('an entry that an ACCEPTED transfer has, under any of the entry’s names, is taken', () => {
    const acked = identical({ state: 'ACCEPTED', exchangeTransferId: 'uid-1' });
    expect(claimable([ledgerTransferOf('7', 50, ['uid-0', 'uid-1'])], [acked])).toEqual([]);
    expect(claimable([ledgerTransferOf('uid-1')], [acked])).toEqual([]);
  });

  it('an entry that a transfer has claimed as its booking is taken, although the acknowledgement bears another name', () => {
    const booked = { state: 'ACCEPTED', exchangeTransferId: 'uid-1', isBooked: true, bookingId: 'B1' } as const;
    const fund = { ref: { tenant: 'acme', accountId: 'fund' } };
    for (const account of [{}, fund])
      expect(claimable([ledgerTransferOf('B1')], [identical({ ...booked, ...account })])).toEqual([]);
  });

  it('a surplus entry is a matter for a person, because no transfer of ours made the entry', () => {
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')])).toBe('several');
  });

  it('an entry of a later hour is of another program, unless the exchange has acknowledged the transfer', () => {
    const late = [ledgerTransferOf('B1', 20 * 60_000), ledgerTransferOf('B2', 20 * 60_000 + 1)];
    const claimed = (record: Partial<TransferRecord>) => attribute(recordOf(record), late.slice(1), [], now);
    expect(claimable(late)).toEqual(['B1']);
    expect(claimed({ state: 'NEEDS_REVIEW' })).toEqual([]);
    expect(claimed({ exchangeTransferId: 'B9' })).toEqual(late.slice(1));
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
    ['booked long before', { state: 'ACCEPTED', exchangeTransferId: 'B9', isBooked: true, sentAt: sentAt - 35_001 }],
    ['of another amount', { state: 'IN_FLIGHT', sentAt: now, request: { ...recordOf().request, amount: '100.1' } }],
    ['of another asset', { state: 'IN_FLIGHT', sentAt: now, request: { ...recordOf().request, asset: 'EUR' } }],
    ['in the other direction', { state: 'IN_FLIGHT', sentAt: now, via: 'swap' }],
  ])('an entry stays claimable beside a transfer %s', (_what, terms) => {
    expect(claimable([ledgerTransferOf('B1')], [identical(terms)])).toEqual(['B1']);
  });

  it('an entry is unclear to a refused transfer while an equal transfer without a verdict may have made the entry', () => {
    const open = identical({ state: 'UNKNOWN' });
    for (const refused of [{ state: 'REJECTED' }, { isRefused: true }] as const)
      expect(claimable([ledgerTransferOf('B1')], [open], recordOf(refused))).toBe('unclear');
    expect(claimable([ledgerTransferOf('B1')], [open])).toEqual(['B1']);
  });

  it('an entry is unclear while a transfer that was acknowledged minutes before has no booking: the entry may be the late booking', () => {
    const acked = identical({ state: 'ACCEPTED', exchangeTransferId: 'uid-1', sentAt: sentAt - 600_000 });
    expect(claimable([ledgerTransferOf('B1')], [acked])).toBe('unclear');
    expect(claimable([ledgerTransferOf('B0', -599_000, ['uid-1']), ledgerTransferOf('B1')], [acked])).toEqual(['B1']);
  });

  it('an earlier entry without a known name serves one acknowledged transfer that left before the entry', () => {
    const acked = (afterMs: number, name = 'uid-1') =>
      identical({ transferId: name, state: 'ACCEPTED', exchangeTransferId: name, sentAt: sentAt + afterMs });
    const shown = [ledgerTransferOf('B0', -300_000), ledgerTransferOf('B1')];
    expect(claimable(shown, [acked(-301_000)])).toEqual(['B1']);
    expect(claimable(shown, [acked(-200_000)])).toBe('unclear');
    expect(claimable(shown, [acked(-301_000), acked(-302_000, 'uid-2')])).toBe('unclear');
  });

  it('an earlier entry that an undecided transfer may have made serves no acknowledged transfer', () => {
    const acked = identical({ state: 'ACCEPTED', exchangeTransferId: 'uid-1', sentAt: sentAt - 301_000 });
    const open = identical({ transferId: 'open', state: 'UNKNOWN', sentAt: sentAt - 302_000 });
    expect(claimable([ledgerTransferOf('B0', -300_000), ledgerTransferOf('B1')], [acked, open])).toBe('unclear');
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

describe('a ledger entry with the same terms, beside another account that may move money of the same customer', () => {
  const beside = (terms: Partial<TransferRecord> = {}) =>
    identical({ ref: { tenant: 'acme', accountId: 'fund' }, ...terms });

  it('an entry of a transfer that the other account knows by name is taken', () => {
    const acked = beside({ state: 'ACCEPTED', exchangeTransferId: 'B1' });
    expect(claimable([ledgerTransferOf('B1')], [acked])).toEqual([]);
    expect(claimable([ledgerTransferOf('B1'), ledgerTransferOf('B2')], [acked])).toEqual(['B2']);
  });

  it.each(['UNKNOWN', 'IN_FLIGHT', 'NEEDS_REVIEW'] as const)(
    'a single entry is unclear beside a transfer in state %s: either account may have moved the money',
    (state) => {
      expect(claimable([ledgerTransferOf('B1')], [beside({ state })])).toBe('unclear');
    },
  );

  it('an entry is unclear beside a name that the ledger does not show, and claimable once that name is known as the name of a booking', () => {
    const acked = { state: 'ACCEPTED', exchangeTransferId: 'B9' } as const;
    expect(claimable([ledgerTransferOf('B1')], [beside(acked)])).toBe('unclear');
    expect(claimable([ledgerTransferOf('B1')], [beside({ ...acked, isBooked: true })])).toEqual(['B1']);
  });

  it('two entries of two open transfers are claimable, each account claims another one', () => {
    const [first, second] = [recordOf(), beside({ state: 'UNKNOWN', sentAt: sentAt + 10 })];
    const shown = [ledgerTransferOf('B1'), ledgerTransferOf('B2', 90)];
    expect(claimable(shown, [second], first)).toEqual(['B1']);
    expect(claimable(shown, [first], second)).toEqual(['B2']);
  });

  it('a surplus entry is a matter for a person', () => {
    const shown = [1, 2, 3].map((index) => ledgerTransferOf(`B${index}`, index));
    expect(claimable(shown, [beside({ state: 'UNKNOWN' })])).toBe('several');
  });

  it('a transfer at another exchange is no owner', () => {
    expect(claimable([ledgerTransferOf('B1')], [beside({ state: 'UNKNOWN', exchange: 'other' })])).toEqual(['B1']);
  });

  it('no entry has two owners, and no transfer is told as moved or absent that is not, in whatever order the accounts look', () => {
    const given = fc.array(fc.record({ account: fc.constantFrom('a', 'b', 'c'), hasMoved: fc.boolean() }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(given, fc.array(fc.nat(4), { maxLength: 20 }), (transfers, looks) => {
        const lines = transfers.map(({ account }, index) =>
          recordOf({
            ref: { tenant: 'acme', accountId: account },
            transferId: `t${index}`,
            sentAt: sentAt + index * 10,
          }),
        );
        const made = transfers.flatMap(({ hasMoved }, index) =>
          hasMoved ? [ledgerTransferOf(`B${index}`, index * 10 + 5)] : [],
        );
        for (const index of looks) {
          const line = lines[index];
          if (line?.state !== 'UNKNOWN') continue;
          const told = attribute(line, made, lines, now);
          const [first] = typeof told === 'string' ? [] : told;
          expect(told).not.toBe('several');
          if (first !== undefined) lines[index] = { ...line, state: 'ACCEPTED', exchangeTransferId: first.id };
        }
        const claims = lines.flatMap(({ exchangeTransferId }) => exchangeTransferId ?? []);
        expect(new Set(claims).size).toBe(claims.length);
        for (const account of ['a', 'b', 'c']) {
          const own = lines.flatMap((line, index) => (line.ref.accountId === account ? [index] : []));
          const moved = own.filter((index) => transfers[index]?.hasMoved).length;
          expect(own.filter((index) => lines[index]?.state === 'ACCEPTED').length).toBeLessThanOrEqual(moved);
        }
      }),
    );
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
