import { expect, it } from 'vitest';
import type { Account } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { listAccounts } from '../../../lib/accounts/account-list.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { makeNewer } from '../aws/fixture-newer-shape.ts';

useEmbeddedTable();

const account: Account = {
  ...{ tenant: 'acme', accountId: 'main', registrationId: 'r1', exchange: 'kraken', tradingState: 'ACTIVE' },
  ...{ credentials: {}, nonceScales: {}, leverages: {}, createdAt: 1 },
};

it('a list with an entry that a newer release has written is refused', async () => {
  await createAccount(account, {});
  expect((await listAccounts('acme', 10, null)).accounts).toMatchObject([{ accountId: 'main' }]);
  await makeNewer('TENANT#acme', 'ACCOUNT#main');
  await expect(listAccounts('acme', 10, null)).rejects.toThrow('shape 2');
});
