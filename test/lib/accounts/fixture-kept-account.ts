import { randomUUID } from 'node:crypto';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';

interface Marks {
  readonly keyMark?: string;
  readonly customerMark?: string | null;
}

/** An account with a key on spot in the table. */
export async function keepAccount(tenant: string, accountId: string, marks: Marks): Promise<void> {
  const credential = {
    ...({ ciphertext: new Uint8Array([1]), version: randomUUID(), keyHint: 'abcd', verification: 'verified' } as const),
    ...{ permissions: null, canWithdraw: null, nonceWindow: null, setAt: 1, ...marks },
  } as const;
  const account = { tenant, accountId, exchange: 'kraken', tradingState: 'ACTIVE', nonceScales: {} } as const;
  const rest = {
    registrationId: undefined,
    remembersKeys: true,
    leverages: {},
    createdAt: 1,
    credentials: { spot: credential },
  } as const;
  await createAccount({ ...account, ...rest }, {});
}
