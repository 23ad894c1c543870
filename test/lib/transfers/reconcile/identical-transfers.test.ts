import { describe, expect, it } from 'vitest';
import { isClaimedBeside } from '../../../../lib/transfers/reconcile/identical-transfers.ts';
import { claimLedgerTransfer } from '../../../../lib/transfers/transfer-store.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { recordOf, ref } from '../fixture-records.ts';

useEmbeddedTable();

const mine = recordOf();
const beside = recordOf({ transferId: 'theirs', ref: { ...ref, accountId: 'fund' } });

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
