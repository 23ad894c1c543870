import { expect, it, vi } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import type { UnreadEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { runningBalance } from '../../../../lib/ledger/proof/running-balance.ts';
import { tailOf } from '../../../../lib/ledger/reports/live-tail.ts';
import { ledgerCoverage } from '../../../../lib/ledger/store/ledger-coverage.ts';
import { day, entryOf, noon, readOn } from '../fixture-stored-ledger.ts';

const newer = entryOf({ id: '2', time: noon + day + 1000 });
let unread: readonly UnreadEntry[] = [];
const entries = async () => ({ entries: [newer], unread, isLast: true, owner: null, requests: 1 });
vi.mock('../../../../lib/session/open-session.ts', () => ({
  openYielding: async () => ({}),
  requiredLedger: () => ({ entries }),
}));

const lastError = { code: 'PERMISSION_DENIED', message: 'reads a part only', at: noon } as const;

it.each([
  ['covers everything until now', null, null],
  ['covers nothing after a pull that met a key with limits in time', lastError, noon + day],
])('the tail of a ledger shows newer entries, and %s', async (_title, error, to) => {
  const cursor = readOn({ lastError: error });
  const request = { limit: 20 };
  const tail = await tailOf({} as Account, 'spot', { proof: runningBalance, cursor, request, below: undefined });
  expect(tail.entries).toEqual([newer]);
  expect(ledgerCoverage(runningBalance, cursor, {}, tail)).toMatchObject({ to });
});

it('a newer entry that cannot be read is a gap of the answer', async () => {
  unread = [{ from: newer.time, to: newer.time + 5 }];
  const cursor = readOn();
  const terms = { proof: runningBalance, cursor, request: { limit: 20 }, below: undefined };
  const tail = await tailOf({} as Account, 'spot', terms);
  expect(tail.gaps).toContainEqual(expect.objectContaining(unread[0]));
  const { complete, reasons } = ledgerCoverage(runningBalance, cursor, {}, tail);
  expect([complete, reasons.join()]).toEqual([false, expect.stringMatching(/in a form that cannot be read/)]);
});
