import { randomUUID } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef, TradingState } from '../../../lib/accounts/account.ts';
import { createAccount } from '../../../lib/accounts/account-lifetime.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { destroyKeys } from '../../../lib/accounts/change-credentials.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { newHalt } from '../../../lib/accounts/pending-halt.ts';
import { keptState } from '../../../lib/accounts/stopped-id.ts';
import { setTradingState } from '../../../lib/accounts/trading-state.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { removeAccount } from '../../../lib/registration/remove.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

useEmbeddedTable();
afterEach(() => vi.restoreAllMocks());

function newName(accountId = 'main', tenant: string = randomUUID()): AccountRef {
  return { tenant, accountId };
}

/** As the registration does, behind its checks. */
async function register(ref: AccountRef): Promise<TradingState> {
  const registered = { ...ref, registrationId: randomUUID(), exchange: 'kraken', createdAt: 1 } as const;
  const tradingState = await keptState(ref);
  await createAccount({ ...registered, tradingState, credentials: {}, nonceScales: {}, leverages: {} }, {});
  return tradingState;
}

/** Runs `then` just before the account's record is deleted, once. */
function beforeDeletion(ref: AccountRef, then: () => Promise<unknown>): void {
  const send = dynamodb().send.bind(dynamodb()) as (command: unknown) => Promise<unknown>;
  let isDone = false;
  vi.spyOn(dynamodb(), 'send').mockImplementation((async (command: unknown) => {
    const key = command instanceof DeleteItemCommand ? command.input.Key : undefined;
    if (key?.pk?.S === accountKey(ref).pk.S && key.sk?.S === 'ACCOUNT' && !isDone) {
      isDone = true;
      await then();
    }
    return send(command);
  }) as never);
}

describe('an account that is deleted and registered again under its id', () => {
  it.each([
    ['HALTED', false],
    ['HALTED', true],
    ['REDUCE_ONLY', false],
    ['REDUCE_ONLY', true],
    ['ACTIVE', false],
    ['ACTIVE', true],
  ] as const)('begins %s, as the account was, with purge %s', async (state, purge) => {
    const ref = newName();
    await register(ref);
    await setTradingState(ref, state);
    await removeAccount(ref, purge);
    expect(await register(ref)).toBe(state);
  });

  it('begins HALTED after a halt that is pending', async () => {
    const ref = newName();
    await register(ref);
    await setTradingState(ref, 'HALTED', newHalt(true));
    await removeAccount(ref, false);
    expect(await register(ref)).toBe('HALTED');
    expect((await readAccount(ref)).halt).toBeUndefined();
  });

  it('stays HALTED over several deletions, and trades again after a lift', async () => {
    const ref = newName();
    await register(ref);
    await setTradingState(ref, 'HALTED');
    for (let round = 0; round < 2; round += 1) {
      await removeAccount(ref, false);
      expect(await register(ref)).toBe('HALTED');
    }
    await setTradingState(ref, 'ACTIVE');
    await removeAccount(ref, false);
    expect(await register(ref)).toBe('ACTIVE');
  });

  it('begins as the account was when the deletion was interrupted, and is repeated', async () => {
    const ref = newName();
    await register(ref);
    await destroyKeys(await readAccount(ref));
    await destroyKeys(await readAccount(ref));
    await removeAccount(ref, false);
    expect(await register(ref)).toBe('ACTIVE');
  });

  it('begins HALTED when somebody halts the account in the middle of its deletion', async () => {
    const ref = newName();
    await register(ref);
    beforeDeletion(ref, () => setTradingState(ref, 'HALTED'));
    await removeAccount(ref, false);
    vi.restoreAllMocks();
    expect(await register(ref)).toBe('HALTED');
  });

  it('says nothing about another id of the tenant, and about the id of another tenant', async () => {
    const ref = newName();
    await register(ref);
    await setTradingState(ref, 'HALTED');
    await removeAccount(ref, false);
    expect(await register(newName('other', ref.tenant))).toBe('ACTIVE');
    expect(await register(newName('main'))).toBe('ACTIVE');
  });
});
