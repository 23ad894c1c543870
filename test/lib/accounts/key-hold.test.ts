import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { writeHold } from '../../../lib/accounts/key-hold.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { keepAccount } from '../ledger/fixture-stored-ledger.ts';

const table = useEmbeddedTable();
const ref = { tenant: randomUUID(), accountId: 'main' };
const hold = { why: 'locked out', until: 1_800_000_000_000 } as const;
const stored = async () => (await readAccount(ref)).credentials.spot;

beforeAll(() => keepAccount(ref, ['spot']));

it('a hold is not written to a credential that was replaced meanwhile', async () => {
  await writeHold(ref, 'spot', 'another version', hold);
  expect(await stored()).not.toHaveProperty('hold');
});

it('a table that fails loses the hold and fails no call', async () => {
  table.server().faults.arm({ operation: 'UpdateItem', kind: 'error', times: 20 });
  await expect(writeHold(ref, 'spot', (await stored())?.version ?? '', hold)).resolves.toBeUndefined();
  table.server().faults.clear();
});

it('a hold stands beside the credential, and nothing else of the account changes', async () => {
  const before = await readAccount(ref);
  await writeHold(ref, 'spot', before.credentials.spot?.version ?? '', hold);
  const { hold: written, ...credential } = (await stored()) ?? {};
  expect(written).toEqual(hold);
  expect(credential).toEqual(before.credentials.spot);
});
