import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../lib/accounts/account.ts';
import { createAccount, deleteAccount } from '../../../lib/accounts/account-lifetime.ts';
import { readAccount } from '../../../lib/accounts/account-store.ts';
import { changeCredentials, destroyKeys } from '../../../lib/accounts/change-credentials.ts';
import { accountIndexKey } from '../../../lib/accounts/partitions.ts';
import { removeAccount } from '../../../lib/registration/remove.ts';

const table = mockClient(DynamoDBClient);
function conditionFailed() {
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'condition' });
}

beforeEach(() => {
  table.reset();
  table.on(PutItemCommand).resolves({});
  vi.stubEnv('OEMS_TABLE', 'oems');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});

const credential = {
  ciphertext: new Uint8Array([1]),
  version: 'v1',
  keyHint: 'abcd',
  verification: 'verified',
  permissions: null,
  canWithdraw: null,
  nonceWindow: null,
  setAt: 1,
} as const;
const account: Account = {
  tenant: 'acme',
  accountId: 'main',
  registrationId: 'r1',
  exchange: 'kraken',
  tradingState: 'ACTIVE',
  credentials: { spot: credential },
  nonceScales: { spot: 'ms' },
  leverages: {},
  createdAt: 1,
};
const change = { credential, nonce: { seed: '1795385790094', scale: 'ms' } } as const;

/** What was asked for, in order: the sort key and whether a condition guarded it. */
function writes() {
  return table.calls().map(({ args: [command] }) => {
    const { Item, Key, ConditionExpression } = command.input as {
      Item?: { sk: { S: string } };
      Key?: { sk: { S: string } };
      ConditionExpression?: string;
    };
    return [command.constructor.name, (Item ?? Key)?.sk.S, ConditionExpression];
  });
}

describe('creating an account', () => {
  it('writes the list entry before the account: a crash between them leaves no keys that no list shows', async () => {
    await createAccount(account, { spot: change });
    expect(writes()).toEqual([
      ['PutItemCommand', 'ACCOUNT#main', undefined],
      ['PutItemCommand', 'ACCOUNT', 'attribute_not_exists(pk)'],
    ]);
  });

  it('writes no account, and so no key, when the list entry cannot be written', async () => {
    table.on(PutItemCommand).rejectsOnce(new Error('table away'));
    await expect(createAccount(account, { spot: change })).rejects.toThrow('table away');
    expect(table.commandCalls(PutItemCommand)).toHaveLength(1);
  });

  it('after a crash between the writes can be repeated', async () => {
    table.on(PutItemCommand).resolvesOnce({}).rejectsOnce(new Error('crash'));
    await expect(createAccount(account, { spot: change })).rejects.toThrow('crash');
    table.reset();
    table.on(PutItemCommand).resolves({});
    await createAccount(account, { spot: change });
    expect(writes()).toHaveLength(2);
  });

  it('of an id that is taken is ALREADY_EXISTS', async () => {
    table.on(PutItemCommand).resolvesOnce({}).rejectsOnce(conditionFailed()).resolves({});
    await expect(createAccount(account, { spot: change })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('meets its own record when the answer to the write was lost, and is done', async () => {
    const Item = { credentials: { M: { spot: { M: marshall(credential) } } } };
    const own = new ConditionalCheckFailedException({ $metadata: {}, message: 'condition', Item });
    table.on(PutItemCommand).resolvesOnce({}).rejectsOnce(own);
    await expect(createAccount(account, { spot: change })).resolves.toBeUndefined();
  });

  it('starts the counter at its seed with every digit', async () => {
    await createAccount(account, { spot: { ...change, nonce: { seed: '18446744073709551615', scale: 'ns' } } });
    const [, put] = table.commandCalls(PutItemCommand);
    expect(put?.args[0].input.Item?.nonces).toEqual({ M: { spot: { N: '18446744073709551615' } } });
  });

  it('does not store the tenant beside the key that names it', async () => {
    await createAccount(account, { spot: change });
    expect(table.commandCalls(PutItemCommand)[1]?.args[0].input.Item).not.toHaveProperty('tenant');
  });
});

describe('the index of accounts to pull', () => {
  const keys = accountIndexKey(account, 'kraken');

  it('has an account from its creation', async () => {
    await createAccount(account, { spot: change });
    const { accountShard, accountKey } = table.commandCalls(PutItemCommand)[1]?.args[0].input.Item ?? {};
    expect([accountShard, accountKey]).toEqual([{ S: keys.accountShard }, { S: keys.accountKey }]);
  });

  it('gets it back with its new keys', async () => {
    table.on(UpdateItemCommand).rejects(conditionFailed());
    await expect(changeCredentials(account, { swap: 'clear' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(table.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
      UpdateExpression: expect.stringContaining('accountShard = :shard, accountKey = :indexKey'),
      ExpressionAttributeValues: { ':shard': { S: keys.accountShard }, ':indexKey': { S: keys.accountKey } },
    });
  });

  it('loses it with its keys, in the same write', async () => {
    table.on(UpdateItemCommand).rejects(conditionFailed());
    await expect(destroyKeys(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [destroyed] = table.commandCalls(UpdateItemCommand);
    expect(destroyed?.args[0].input.UpdateExpression).toMatch(
      / REMOVE accountShard, accountKey ADD changedKeys :changed$/,
    );
  });
});

describe('changing credentials', () => {
  it('is one write for all key slots, on an account that is there', async () => {
    table.on(UpdateItemCommand).rejects(conditionFailed());
    await expect(changeCredentials(account, { spot: change, swap: 'clear' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const [
      {
        args: [command],
      } = { args: [] },
      ...more
    ] = table.commandCalls(UpdateItemCommand);
    expect(more).toEqual([]);
    expect(command?.input).toMatchObject({
      ConditionExpression: 'attribute_exists(pk) AND registrationId = :registration',
      UpdateExpression:
        'SET accountShard = :shard, accountKey = :indexKey, ' +
        'credentials.#slot0 = :credential0, nonces.#slot0 = :seed0, nonceScales.#slot0 = :scale0, ' +
        'changes = list_append(if_not_exists(changes, :noChanges), :newChanges), ' +
        'changeShard = :changeShard, changePlace = if_not_exists(changePlace, :changePlace) ' +
        'REMOVE credentials.#slot1, nonces.#slot1, nonceScales.#slot1 ADD changedKeys :changed, outboxRev :oneMore',
      ExpressionAttributeNames: { '#slot0': 'spot', '#slot1': 'swap' },
    });
  });
});

describe('an account remembers', () => {
  const remembered = async (changing: Promise<unknown>) => {
    await changing.catch(() => undefined);
    const [update] = table.commandCalls(UpdateItemCommand);
    return update?.args[0].input.ExpressionAttributeValues?.[':changed'];
  };
  beforeEach(() => table.on(UpdateItemCommand).rejects(conditionFailed()));

  it('remembers the slots of keys that were set, replaced or cleared', async () => {
    const both = { ...account, credentials: { spot: credential, swap: credential } };
    expect(await remembered(changeCredentials(both, { swap: 'clear' }))).toEqual({ SS: ['swap'] });
    table.resetHistory();
    expect(await remembered(changeCredentials(account, { spot: change, swap: change }))).toEqual({
      SS: ['spot', 'swap'],
    });
  });

  it('remembers nothing of a slot that was empty, and is cleared', async () => {
    expect(await remembered(changeCredentials(account, { swap: 'clear' }))).toBeUndefined();
  });

  it('remembers the slots of the keys that go with the account', async () => {
    expect(await remembered(destroyKeys(account))).toEqual({ SS: ['spot'] });
  });

  it('remembers nothing without a key', async () => {
    expect(await remembered(destroyKeys({ ...account, credentials: {} }))).toBeUndefined();
  });
});

describe('removing an account', () => {
  it('destroys the keys, lists what waits, then removes the list entry, then the record, so that an interrupted removal can be repeated', async () => {
    table.on(GetItemCommand).resolves({ Item: stored });
    table.on(UpdateItemCommand).resolves({ Attributes: stored });
    // The list of events: no slot yet.
    table.on(QueryCommand).resolves({ Items: [] });
    await removeAccount(account, false);
    const [first] = table.commandCalls(UpdateItemCommand);
    expect(first?.args[0].input.UpdateExpression).toContain('credentials = :none, nonces = :none');
    const own = 'registrationId = :registration';
    expect(writes()).toEqual([
      ['GetItemCommand', 'ACCOUNT', undefined],
      ['UpdateItemCommand', 'ACCOUNT', `attribute_exists(pk) AND ${own}`],
      ['QueryCommand', undefined, undefined],
      ['UpdateItemCommand', 'ACCOUNT', 'attribute_exists(changes) AND attribute_not_exists(listing)'],
      // The state outlives the account.
      ['GetItemCommand', 'ACCOUNT', undefined],
      ['UpdateItemCommand', 'STOPPED', undefined],
      ['DeleteItemCommand', 'ACCOUNT#main', `${own} AND attribute_not_exists(changes)`],
      [
        'DeleteItemCommand',
        'ACCOUNT',
        `${own} AND tradingState = :state AND attribute_not_exists(stoppedFrom) AND attribute_not_exists(changes)`,
      ],
    ]);
  });

  it('removes nothing when the keys cannot be destroyed', async () => {
    table.on(GetItemCommand).resolves({ Item: stored });
    table.on(QueryCommand).resolves({ Items: [] });
    table.on(UpdateItemCommand).rejects(new Error('table away'));
    await expect(removeAccount(account, true)).rejects.toThrow('table away');
    expect(table.commandCalls(DeleteItemCommand)).toEqual([]);
  });

  it('keeps the record while the list entry cannot be removed', async () => {
    table.on(DeleteItemCommand).rejects(new Error('table away'));
    await expect(deleteAccount(account)).rejects.toThrow('table away');
    expect(table.commandCalls(DeleteItemCommand)).toHaveLength(1);
  });

  const stored = marshall({ shape: 1, ...account, tradingState: 'HALTED', credentials: {}, nonceScales: {} });
});

describe('reading an account', () => {
  it('is consistent: a rotation written a moment ago is seen', async () => {
    table.on(GetItemCommand).resolves({});
    await expect(readAccount(account)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(table.commandCalls(GetItemCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  it('tells the slots whose key has changed, as a set', async () => {
    const Item = {
      ...marshall({ shape: 1, ...account }),
      changedKeys: { SS: ['spot', 'swap'] },
      remembersKeys: { BOOL: true },
    };
    table.on(GetItemCommand).resolves({ Item });
    expect(await readAccount(account)).toMatchObject({ changedKeys: new Set(['spot', 'swap']), remembersKeys: true });
  });
});
