import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../../lib/accounts/account-store.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { identicalTransfers, isClaimedBeside } from '../../../../lib/transfers/reconcile/identical-transfers.ts';
import type { TransferSession } from '../../../../lib/transfers/transfer-routes.ts';
import { claimLedgerTransfer, transferJournal } from '../../../../lib/transfers/transfer-store.ts';
import { keepAccount } from '../../accounts/fixture-kept-account.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { recordOf, ref } from '../fixture-records.ts';

useEmbeddedTable();

const mine = recordOf();
const beside = recordOf({ transferId: 'theirs', ref: { ...ref, accountId: 'fund' } });

describe('the transfers that may have made an entry', () => {
  it('are those of equal terms of every account that may hold a key of the customer', async () => {
    const tenant = randomUUID();
    for (const [id, customerMark] of [
      ['a', 'x'],
      ['b', null],
      ['c', 'y'],
    ] as const)
      await keepAccount(tenant, id, { keyMark: id, customerMark });
    const of = (accountId: string) => recordOf({ ref: { tenant, accountId }, transferId: `of-${accountId}` });
    for (const id of ['a', 'b', 'c']) await beginEntry(transferJournal, of(id));
    const account = await readAccount({ tenant, accountId: 'a' });
    const session = { account, route: { key: 'spot' } } as unknown as TransferSession;
    const found = await identicalTransfers(session, of('a'));
    expect(found.map(({ transferId }) => transferId)).toEqual(['of-b']);
  });
});

describe('a ledger entry that two accounts may claim', () => {
  it('is claimed beside once the other account has claimed the entry, and only that entry', async () => {
    expect(await isClaimedBeside(mine, [beside], 'B1')).toBe(false);
    expect(await claimLedgerTransfer(beside, 'B1')).toBe(true);
    expect(await isClaimedBeside(mine, [beside], 'B1')).toBe(true);
    expect(await isClaimedBeside(mine, [beside], 'B2')).toBe(false);
  });

  it('has one owner at the most when both claim at once', async () => {
    const claim = async (one: typeof mine, other: typeof mine) =>
      (await claimLedgerTransfer(one, 'B3')) && !(await isClaimedBeside(one, [other], 'B3'));
    const owners = await Promise.all([claim(mine, beside), claim(beside, mine)]);
    expect(owners.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  it('is not claimed beside by a transfer of the own account', async () => {
    const twin = recordOf({ transferId: 'twin' });
    await claimLedgerTransfer(twin, 'B4');
    expect(await isClaimedBeside(mine, [twin], 'B4')).toBe(false);
  });
});
