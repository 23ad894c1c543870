import { beforeEach, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../../lib/accounts/account.ts';
import { accountsInTurn } from '../../../../lib/orders/follow/accounts-in-turn.ts';
import { saveFollowings } from '../../../../lib/orders/follow/following.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';

let clock = 0;
vi.mock('../../../../lib/aws/clock.ts', async (original) => ({
  ...(await original<object>()),
  sharedNow: () => clock,
}));
const table = useEmbeddedTable();
beforeEach(() => table.server().faults.resetCounts());

const refs: AccountRef[] = Array.from({ length: 70 }, (_, index) => ({ tenant: 'alpha', accountId: `a${index}` }));
const [first, last] = [refs[0] as AccountRef, refs[69] as AccountRef];

function followed(ref: AccountRef, followedAt: number): Promise<void> {
  return saveFollowings([{ ref, marketType: 'swap', following: { followedAt, failures: 0, retryAt: 0 } }]);
}

it('33 accounts cost one request, when the first of them is asked for', async () => {
  const accountAt = accountsInTurn(refs);
  await Promise.all(refs.slice(0, 33).map(accountAt));
  expect(table.server().faults.counts()).toEqual({ BatchGetItem: 1 });
  await Promise.all(refs.map(accountAt));
  expect(table.server().faults.counts()).toEqual({ BatchGetItem: 3 });
});

it('an account has its own state, and is read again after ten seconds', async () => {
  await followed(first, 1);
  await followed(last, 2);
  const accountAt = accountsInTurn(refs);
  const at = async (ref: AccountRef) => (await accountAt(ref)).followingOf('swap').followedAt;
  expect([await at(first), await at(last)]).toEqual([1, 2]);
  await followed(first, 3);
  clock = 9_999;
  expect(await at(first)).toBe(1);
  clock = 10_000;
  expect(await at(first)).toBe(3);
});

it('a read that failed is made again for the next account', async () => {
  const accountAt = accountsInTurn(refs);
  table.server().faults.arm({ operation: 'BatchGetItem', kind: 'throttle', times: 3 });
  await expect(accountAt(first)).rejects.toThrow();
  await expect(accountAt(refs[1] as AccountRef)).resolves.toBeDefined();
});

it('an account that is gone is NOT_FOUND where it is needed, and keeps its state', async () => {
  await followed(first, 7);
  const read = await accountsInTurn(refs)(first);
  expect(read.followingOf('swap').followedAt).toBe(7);
  expect(read.account).toThrow('exchange account not found');
});
