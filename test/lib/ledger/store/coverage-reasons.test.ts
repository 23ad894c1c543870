import { describe, expect, it } from 'vitest';
import { proofOf } from '../../../../lib/ledger/proof/proofs.ts';
import { ledgerCoverage } from '../../../../lib/ledger/store/ledger-coverage.ts';
import type { LedgerCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { newCursor } from '../../../../lib/ledger/store/ledger-cursor.ts';
import { day, hour, noon, readOn, streamFor } from '../fixture-stored-ledger.ts';

const proof = proofOf(streamFor('swap'));
const range = { from: noon - day, to: noon };
function reasonsOf(cursor: LedgerCursor, asked = range): readonly string[] {
  return ledgerCoverage(proof, cursor, asked).reasons;
}
const gap = { wallet: 'flex', asset: 'USD', from: noon - 2 * hour, to: noon - hour, entry: '5', tries: 1 };
const mismatch = { wallet: 'flex', asset: 'BTC', ledger: '1', exchange: '2' };
const refused = { code: 'PERMISSION_DENIED', message: 'the key may not read the ledger', at: noon } as const;

describe('a coverage that is not complete says why:', () => {
  it.each<[string, LedgerCursor, RegExp]>([
    ['nothing was pulled', newCursor, /has not been pulled to its end yet/],
    [
      'the last minutes',
      readOn({ coveredTo: noon - hour }),
      /entries since 2026-06-20T11:00:00.000Z are not in the ledger/,
    ],
    [
      'a refused key',
      readOn({ coveredTo: noon - hour, lastError: refused }),
      /\(PERMISSION_DENIED\): the key may not read/,
    ],
    ['a gap', readOn({ gaps: [gap] }), /entries are missing at a time.*see gaps/],
    ['balances that differ', readOn({ mismatches: [mismatch] }), /different balances of BTC/],
    [
      'an old beginning',
      readOn({ known: { chains: {}, beginning: { id: '1', time: noon - hour, foundNothing: false } } }),
      /the exchange showed no entries from before 2026-06-20T11:00:00.000Z/,
    ],
  ])('%s', (_why, cursor, words) => {
    expect(reasonsOf(cursor).join('; ')).toMatch(words);
    expect(ledgerCoverage(proof, cursor, range).complete).toBe(false);
  });

  it('and nothing where it is complete', () => {
    expect(ledgerCoverage(proof, readOn(), range)).toMatchObject({ complete: true, reasons: [] });
  });

  it('covers nothing, and never ends before its begin, where the ledger was first read behind its end', () => {
    const beginning = { id: '1', time: noon, foundNothing: false };
    const cursor = readOn({ coveredTo: noon - hour, known: { chains: {}, beginning } });
    expect(ledgerCoverage(proof, cursor, {})).toMatchObject({ from: 0, to: 0, isNothing: true, complete: false });
    const asked = { from: noon - hour / 2 };
    expect(ledgerCoverage(proof, cursor, asked)).toMatchObject({ from: asked.from, to: asked.from, isNothing: true });
  });
});
