import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../lib/errors.ts';
import { type EntryState, openStates } from '../../../../lib/journal/entry.ts';
import type { Look } from '../../../../lib/transfers/reconcile/find-transfer.ts';
import {
  afterLook,
  copyMayArrive,
  nextLookAt,
  provesNoCopy,
  provesNotMoved,
  refusalStands,
} from '../../../../lib/transfers/reconcile/reconcile-transfer.ts';
import type { TransferRecord } from '../../../../lib/transfers/transfer.ts';
import { lookOf, recordOf, sentAt } from '../fixture-records.ts';

const found: Look = {
  ...lookOf('absent', 100),
  observation: { kind: 'found', exchangeTransferId: 'B1', bookingId: 'B1' },
};
/** Runs the look-ups one after the other, each finished as it began. */
function through(record: TransferRecord, ...seen: readonly Look[]): TransferRecord {
  return seen.reduce((line, one) => afterLook(line, one, one.startedAt), record);
}
const manualAt = sentAt + 20 * 60_000 + 1;

describe('an open transfer', () => {
  it('a transfer in the ledger is ACCEPTED under the ledger’s id', () => {
    expect(afterLook(recordOf(), found, sentAt)).toMatchObject({
      state: 'ACCEPTED',
      exchangeTransferId: 'B1',
      isBooked: true,
    });
  });

  it('a transfer is NEVER_ARRIVED after two looks, twelve seconds apart, that began when the transfer could no longer arrive', () => {
    const once = through(recordOf(), lookOf('absent', 10_001));
    expect(once).toMatchObject({ state: 'UNKNOWN', absentSince: sentAt + 10_001 });
    expect(through(once, lookOf('absent', 22_001)).state).toBe('NEVER_ARRIVED');
  });

  it.each<[string, Partial<TransferRecord>, readonly Look[]]>([
    ['one look-up shows nothing', {}, [lookOf('absent', 20_000)]],
    ['the second look-up follows at once', {}, [lookOf('absent', 20_000), lookOf('absent', 31_999)]],
    ['its nonce is still within the window', {}, [lookOf('absent', 6_000), lookOf('absent', 10_000)]],
    [
      'its nonce is still within a wider window',
      {},
      [30_000, 60_000].map((ms) => lookOf('absent', ms, { window: '60000' })),
    ],
    [
      'the key is stricter for now: a window can be widened',
      {},
      [3_000, 9_000].map((ms) => lookOf('absent', ms, { window: '0' })),
    ],
    ['the window is not told', {}, [60_000, 300_000].map((ms) => lookOf('absent', ms, { window: null }))],
    [
      'another key asks: its nonces bar nothing that the old one signed',
      {},
      [60_000, 70_000].map((ms) => lookOf('absent', ms, { key: { keyVersion: 'v2' } })),
    ],
    ['its requests carry no nonce', { nonce: null }, [60_000, 70_000].map((ms) => lookOf('absent', ms, null))],
    ['a booking may be its own', {}, [60_000, 70_000].map((ms) => lookOf('unclear', ms))],
  ])('a transfer stays open while %s', (_why, terms, seen) => {
    expect(through(recordOf(terms), ...seen).state).toBe('UNKNOWN');
  });

  it('a transfer with microsecond nonces waits for ten seconds of microseconds', () => {
    const record = recordOf({ nonce: `${sentAt}000` });
    const seen = (ms: number) => lookOf('absent', ms, { nonce: `${sentAt + ms}000` });
    expect(through(record, seen(6_000), seen(10_000)).state).toBe('UNKNOWN');
    expect(through(record, seen(10_001), seen(22_001)).state).toBe('NEVER_ARRIVED');
  });

  it('a transfer whose call died with an unknown nonce is held to the next nonce', () => {
    const first = through(recordOf({ state: 'IN_FLIGHT', nonce: null }), lookOf('absent', 40_000));
    expect(first).toMatchObject({ state: 'UNKNOWN', nonce: String(sentAt + 40_000), absentSince: null });
    expect(through(first, lookOf('absent', 49_000), lookOf('absent', 50_000)).state).toBe('UNKNOWN');
    expect(through(first, lookOf('absent', 50_001), lookOf('absent', 62_001)).state).toBe('NEVER_ARRIVED');
  });

  it('the nonces of another key bound no nonce of a transfer whose call died', () => {
    const dead = recordOf({ state: 'IN_FLIGHT', nonce: null });
    const other = { key: { keyVersion: 'v2' } };
    expect(through(dead, lookOf('absent', 40_000, other))).toMatchObject({ state: 'UNKNOWN', nonce: null });
  });

  it('a look that cannot place the entries of the ledger bounds the nonce of a transfer whose call died', () => {
    const dead = recordOf({ state: 'IN_FLIGHT', nonce: null });
    for (const kind of ['unclear', 'several'] as const)
      expect(through(dead, lookOf(kind, 40_000)).nonce).toBe(String(sentAt + 40_000));
  });

  it('a transfer needs review when the ledger has more entries than we have transfers', () => {
    expect(afterLook(recordOf(), lookOf('several', 100), sentAt).state).toBe('NEEDS_REVIEW');
  });

  it('failed looks are no looks: after days of them the transfer is unknown, and the ledger is the proof', () => {
    const waiting = afterLook(recordOf(), null, sentAt + 3 * 86_400_000);
    expect(waiting).toMatchObject({ state: 'UNKNOWN', openBecause: 'LOOK_FAILED' });
    expect(afterLook(waiting, found, sentAt + 4 * 86_400_000).state).toBe('ACCEPTED');
  });

  it('a transfer that was left to a person is settled by a later proof, unless the ledger has shown too many entries', () => {
    const review = recordOf({ state: 'NEEDS_REVIEW', openBecause: 'OTHER_KEY' });
    expect(afterLook(review, found, manualAt).state).toBe('ACCEPTED');
    expect(through(review, lookOf('absent', 1e7), lookOf('absent', 1e7 + 12_000)).state).toBe('NEVER_ARRIVED');
    const several = through(recordOf(), lookOf('several', 100));
    expect(through(several, lookOf('absent', 1e7), lookOf('absent', 1e7 + 12_000)).state).toBe('NEEDS_REVIEW');
    expect(afterLook(several, found, manualAt).state).toBe('ACCEPTED');
  });

  it.each([
    ['a booking stays unclear', lookOf('unclear', 700_000)],
    ['a withdrawal from futures is not in the books', lookOf('absent', 700_000, null)],
  ])('a transfer needs review after twenty minutes in which %s', (_why, seen) => {
    expect(afterLook(recordOf(), seen, manualAt - 2).state).toBe('UNKNOWN');
    expect(afterLook(recordOf({ nonce: seen.barrier === null ? null : '1' }), seen, manualAt).state).toBe(
      'NEEDS_REVIEW',
    );
  });
});

const anyLook = fc
  .record({
    kind: fc.constantFrom('absent', 'unclear', 'several', 'found'),
    afterMs: fc.integer({ min: 0, max: 900_000 }),
    window: fc.constantFrom(null, '0', '10000', '60000'),
    version: fc.constantFrom('v1', 'v2'),
    hasBarrier: fc.boolean(),
  })
  .map(({ kind, afterMs, window, version, hasBarrier }): Look => {
    if (kind === 'found') return { ...found, startedAt: sentAt + afterMs };
    const barrier = hasBarrier ? { window, key: { keyVersion: version } } : null;
    return lookOf(kind as 'absent' | 'unclear' | 'several', afterMs, barrier);
  });
const terminal = fc.constantFrom<EntryState>('ACCEPTED', 'REJECTED', 'NOT_SENT', 'NEVER_ARRIVED');

describe('any series of looks', () => {
  it('a verdict stays', () => {
    fc.assert(
      fc.property(terminal, fc.option(anyLook), fc.integer({ min: 0, max: 1e7 }), (state, seen, ms) => {
        const record = recordOf({ state });
        expect(afterLook(record, seen, sentAt + ms)).toBe(record);
      }),
    );
  });

  it('a transfer is NEVER_ARRIVED only when the last two looks that counted were behind a barrier, absent and apart', () => {
    const history = fc
      .array(anyLook, { maxLength: 12 })
      .map((seen) => seen.toSorted((a, b) => a.startedAt - b.startedAt));
    fc.assert(
      fc.property(history, (seen) => {
        const end = through(recordOf(), ...seen);
        if (end.state !== 'NEVER_ARRIVED') return;
        const counted = seen.filter(
          ({ observation, barrier, startedAt }) =>
            observation.kind === 'absent' &&
            barrier?.key.keyVersion === 'v1' &&
            startedAt - sentAt > Math.max(10_000, Number(barrier.window ?? 0)),
        );
        const times = counted.map(({ startedAt }) => startedAt);
        expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(3_000);
      }),
      { numRuns: 500 },
    );
  });

  it('an open transfer is looked for again, soon while a client waits and later in each run of the job', () => {
    for (const round of [0, 1, 2, 3, 9]) {
      const soon = nextLookAt(recordOf(), sentAt + 5_000, round) - (sentAt + 5_000);
      expect(soon).toBe([1_000, 2_000, 4_000, 4_000, 4_000][Math.min(round, 4)]);
    }
    expect(nextLookAt(recordOf(), sentAt + 31_000, 0)).toBe(sentAt + 76_000);
    expect(nextLookAt(recordOf({ nonce: null }), sentAt + 8_000, 3)).toBe(sentAt + 53_000);
    const absentSince = sentAt + 40_000;
    expect(nextLookAt(recordOf({ absentSince }), sentAt + 40_000, 0)).toBe(absentSince + 12_000);
    // A second look-up that failed does not lead to a third at once.
    expect(nextLookAt(recordOf({ absentSince }), sentAt + 53_000, 5)).toBeGreaterThan(sentAt + 53_000);
    expect(openStates).toEqual(['IN_FLIGHT', 'UNKNOWN']);
  });
});

describe('a refused transfer may be sent again', () => {
  const refused = (code: ErrorCode, terms: Partial<TransferRecord> = {}) =>
    recordOf({ state: 'NOT_SENT', error: { code, message: 'refused', details: [] }, ...terms });
  const may = (
    record: TransferRecord,
    ms: number,
    identity: 'nonce-barrier' | 'none' = 'nonce-barrier',
    keyVersion = 'v1',
  ) => provesNoCopy({ keyVersion, route: { identity } }, record, lookOf('absent', ms));

  it.each<ErrorCode>(['NONCE_REJECTED', 'RATE_LIMITED'])('half a minute after %s, and never sooner', (code) => {
    for (const identity of ['nonce-barrier', 'none'] as const)
      expect([29_999, 30_000].map((ms) => may(refused(code), ms, identity))).toEqual([false, true]);
  });

  it('once its nonce is out of the window, where requests carry nonces', () => {
    const late = refused('NONCE_REJECTED', { nonce: String(sentAt + 25_000) });
    expect([35_000, 35_001].map((ms) => may(late, ms))).toEqual([false, true]);
    expect(may(late, 30_000, 'none')).toBe(true);
  });

  it('at once when no byte had left', () => {
    expect(may(refused('EXCHANGE_UNAVAILABLE'), 1)).toBe(true);
  });

  it('under the same key alone', () => {
    expect(may(refused('EXCHANGE_UNAVAILABLE'), 60_000, 'none', 'v2')).toBe(false);
  });
});

describe('a refusal after which no look succeeded, where no proof of absence exists,', () => {
  const none = { keyVersion: 'v1', route: { identity: 'none' } } as const;
  const refused = (terms: Partial<TransferRecord> = {}) => recordOf({ isRefused: true, nonce: null, ...terms });

  it('stands once a complete look, half a minute later, shows nothing, for a person’s transfer too', () => {
    for (const state of ['UNKNOWN', 'NEEDS_REVIEW'] as const)
      expect([29_999, 30_000].map((ms) => refusalStands(none, refused({ state }), lookOf('absent', ms, null)))).toEqual(
        [false, true],
      );
  });

  it.each<[string, Partial<TransferRecord>, Look | null]>([
    ['the look failed', {}, null],
    ['an entry may be of the transfer', {}, lookOf('unclear', 60_000, null)],
    ['the ledger has shown an entry too many', { openBecause: 'SEVERAL' }, lookOf('absent', 60_000, null)],
    ['the transfer has a verdict', { state: 'ACCEPTED' }, lookOf('absent', 60_000, null)],
    ['the key has changed', { credentialVersion: 'v0' }, lookOf('absent', 60_000, null)],
  ])('does not stand while %s', (_why, terms, look) => {
    expect(refusalStands(none, refused(terms), look)).toBe(false);
  });

  it('does not stand for a transfer that nobody has refused', () => {
    expect(refusalStands(none, recordOf({ nonce: null }), lookOf('absent', 60_000, null))).toBe(false);
  });
});

describe('a copy of a transfer', () => {
  it('may arrive for half a minute, and then until its nonce is out of the window or its timestamp too old', () => {
    const none = recordOf({ nonce: null });
    expect([29_999, 30_000].map((ms) => copyMayArrive(none, lookOf('absent', ms, null)))).toEqual([true, false]);
    const wide = [60_000, 60_001].map((ms) => copyMayArrive(recordOf(), lookOf('absent', ms, { window: '60000' })));
    expect(wide).toEqual([true, false]);
    const old = (ms: number) => ({ ...lookOf('absent', ms, null), refusedFrom: sentAt + 105_000 });
    expect([104_999, 105_000].map((ms) => copyMayArrive(none, old(ms)))).toEqual([true, false]);
  });

  it('may arrive while its nonce is in the window, whatever the ledger shows, and while nobody knows its nonce', () => {
    for (const kind of ['absent', 'unclear', 'several'] as const) {
      const seen = [60_000, 60_001].map((ms) => copyMayArrive(recordOf(), lookOf(kind, ms, { window: '60000' })));
      expect(seen).toEqual([true, false]);
    }
    expect(copyMayArrive(recordOf({ nonce: null }), lookOf('absent', 1e7))).toBe(true);
  });

  it('is out of the way by the word of a person alone where nothing tells the width of the window', () => {
    const untold = lookOf('absent', 60_000, { window: null });
    const signer = { keyVersion: 'v1', route: { identity: 'nonce-barrier' } } as const;
    expect([copyMayArrive(recordOf(), untold), provesNotMoved(signer, recordOf(), untold)]).toEqual([false, false]);
    expect(provesNotMoved(signer, recordOf(), lookOf('absent', 60_000))).toBe(true);
    expect(provesNotMoved({ ...signer, keyVersion: 'v2' }, recordOf(), lookOf('absent', 60_000))).toBe(false);
    expect(provesNotMoved(signer, recordOf({ openBecause: 'SEVERAL' }), lookOf('absent', 60_000))).toBe(false);
  });
});
