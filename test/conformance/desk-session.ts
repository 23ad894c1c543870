import { beforeEach } from 'vitest';
import type { AccountRef } from '../../lib/accounts/account.ts';
import type { MarketName } from '../../lib/exchanges/exchanges.ts';
import type { Session } from '../../lib/session/open-session.ts';
import type { Desk, DeskOfTest } from './desk.ts';

export const ref: AccountRef = { tenant: 'alpha', accountId: 'desk' };

/**
 * The session that a mocked `openSession` hands out: the desk of the running test. A test file with this session mocks
 * lib/session/open-session.ts by `sessionModule`.
 */
let current: Session | null = null;

export async function sessionModule<M extends object>(original: () => Promise<M>) {
  return { ...(await original()), openSession: async () => current };
}

/** The session over the desk of each test. */
export function useDeskSession(desk: DeskOfTest, name: MarketName): () => Session {
  beforeEach(() => {
    current = sessionOf(desk(), name);
  });
  return () => sessionOf(desk(), name);
}

function sessionOf({ adapter, market, definition }: Desk, { exchange, marketType }: MarketName): Session {
  const key = definition.keys[market.key];
  if (key === undefined) throw new Error(`${market.title} names no key`);
  const credentials = { [market.key]: { version: 'version-1', verification: 'verified' } };
  const account = { ...ref, exchange, credentials } as unknown as Session['account'];
  return {
    ...adapter,
    account,
    marketType,
    market,
    key,
    keyVersion: 'version-1',
    clock: { offsetMs: () => 0, behindMs: () => 0, atLeastAt: () => null },
    lastNonce: () => null,
    keyClaim: () => undefined,
    limitedUntil: () => 0,
  };
}
