import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { newCall, runInCall, type Urgency } from '../../../lib/aws/call-context.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { sharedNow } from '../../../lib/aws/clock.ts';
import { shape } from '../../../lib/aws/stored-shape.ts';
import { type ExchangeId, exchangeIds, exchanges } from '../../../lib/exchanges/exchanges.ts';
import { forgetKnownBans, learnBans } from '../../../lib/session/known-bans.ts';
import { forgetExchanges, readWithNonces } from '../../../lib/session/nonce-source.ts';
import { storeBan } from '../../../lib/session/shared-limit-store.ts';
import { forgetSharedLimits, sharedBudget } from '../../../lib/session/shared-limits.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const { server } = useEmbeddedTable();

/** The hosts of all exchanges that limit addresses. */
const hosts = exchangeIds.flatMap((exchange) =>
  Object.entries(exchanges[exchange].hosts).flatMap(([host, { sharedLimit: limit }]) =>
    limit === undefined ? [] : [{ key: { exchange, host }, limit }],
  ),
);
function hostAt(index: number) {
  const found = hosts[index];
  if (found === undefined) throw new Error('too few exchanges limit addresses');
  return found;
}
const [limited, other] = [hostAt(0), hostAt(1)];
const exchange = limited.key.exchange;

let ref: AccountRef;
beforeEach(async () => {
  vi.stubEnv('OEMS_FIXED_ADDRESS', 'true');
  startContainer();
  ref = { tenant: randomUUID(), accountId: 'main' };
  // An earlier test may have stored a ban.
  for (const { key } of hosts) await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: unbanned(key) }));
});

afterEach(() => vi.unstubAllEnvs());

const ban = (until: number) => storeBan(limited.key, until, until);

function unbanned(key: { readonly exchange: ExchangeId; readonly host: string }) {
  return marshall({ pk: `LIMITS#${key.exchange}`, sk: key.host, window: 0, used: 0, bannedUntil: 0 });
}

/** The next call runs in a container that knows nothing. */
function startContainer(): void {
  forgetSharedLimits();
  forgetKnownBans();
  forgetExchanges();
}

async function register(at: ExchangeId = exchange): Promise<void> {
  const counters = { nonces: {}, nonceScales: {} };
  const record = { shape, exchange: at, tradingState: 'ACTIVE', credentials: {}, leverages: {}, createdAt: 1 };
  const Item = { ...marshall({ ...record, ...counters }), ...accountKey(ref) };
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item }));
}

function as<T>(urgency: Urgency, run: () => Promise<T>): Promise<T> {
  return runInCall(newCall('r', 'o', Date.now() + 10_000, urgency), run);
}

/** A key without nonces signs, as at exchanges that limit addresses. */
const open = () => readWithNonces(ref, (at) => exchanges[at].markets.swap.key, 1);

async function requestsOf(run: () => Promise<unknown>): Promise<Record<string, number>> {
  server().faults.resetCounts();
  await run();
  return server().faults.counts();
}

function bannedUntil({ key, limit } = limited): number {
  return sharedBudget(key, limit).bannedUntil();
}

describe('a ban that another container has met', () => {
  it('a warm command hears of the ban in the request that reads the account', async () => {
    await register();
    await as('command', open);
    const until = sharedNow() + 60_000;
    await ban(until);
    expect(await requestsOf(() => as('command', open))).toEqual({ BatchGetItem: 1 });
    expect(bannedUntil()).toBe(until);
  });

  it('the first command of a container reads the bans beside its other work, once', async () => {
    await register();
    const until = sharedNow() + 60_000;
    await ban(until);
    expect(await requestsOf(() => as('command', open))).toEqual({ GetItem: 1 });
    expect(await requestsOf(() => as('command', () => learnBans(exchange)))).toEqual({ BatchGetItem: 1 });
    expect(bannedUntil()).toBe(until);
    expect(await requestsOf(() => as('command', () => learnBans(exchange)))).toEqual({});
  });

  it('stops no command without a fixed address: each container leaves by another one', async () => {
    vi.stubEnv('OEMS_FIXED_ADDRESS', '');
    await register();
    await ban(sharedNow() + 60_000);
    for (let turn = 0; turn < 2; turn += 1)
      expect(await requestsOf(() => as('command', open)), `turn ${turn}`).toEqual({ GetItem: 1 });
    await as('command', () => learnBans(exchange));
    expect(bannedUntil()).toBe(0);
    // A proxy gives a host one address.
    vi.stubEnv(exchanges[limited.key.exchange].hosts[limited.key.host]?.originVariable ?? '', 'http://127.0.0.1:1');
    await as('command', () => learnBans(exchange));
    expect([bannedUntil() > 0, bannedUntil(other)]).toEqual([true, 0]);
  });

  it('each host of the exchange has a ban of its own', async () => {
    const until = sharedNow() + 60_000;
    await ban(until);
    await as('command', () => learnBans(exchange));
    expect([bannedUntil(), bannedUntil(other)]).toEqual([until, 0]);
  });

  it('a command tells the ban that the command has met', async () => {
    const until = sharedNow() + 60_000;
    await as('command', () => sharedBudget(limited.key, limited.limit).noteBan(until));
    startContainer();
    await as('command', () => learnBans(exchange));
    expect(bannedUntil()).toBe(until);
  });

  it('an exchange that bans no address costs a command no other request, and reads and jobs ask when they count', async () => {
    await register('kraken');
    await as('command', open);
    expect(await requestsOf(() => as('command', open))).toEqual({ GetItem: 1 });
    expect(await requestsOf(() => as('command', () => learnBans('kraken')))).toEqual({});
    await register();
    startContainer();
    for (const urgency of ['read', 'job'] as const) {
      await as(urgency, open);
      expect(await requestsOf(() => as(urgency, open))).toEqual({ GetItem: 1 });
      expect(await requestsOf(() => as(urgency, () => learnBans(exchange)))).toEqual({});
    }
  });

  it('bans that cannot be read stop no command, and an account that is not there is told', async () => {
    await register();
    await as('command', open);
    server().faults.arm({ operation: 'BatchGetItem', kind: 'error', times: 9 });
    expect((await as('command', open)).account.exchange).toBe(exchange);
    await as('command', () => learnBans(exchange));
    server().faults.clear();
    ref = { ...ref, tenant: randomUUID() };
    await expect(as('command', open)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a ban beyond a quarter of an hour was written by a wrong clock, and stops no command', async () => {
    await ban(sharedNow() + 3_600_000);
    await as('command', () => learnBans(exchange));
    expect(bannedUntil()).toBe(0);
    const until = sharedNow() + 900_000;
    await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item: unbanned(limited.key) }));
    await ban(until);
    startContainer();
    await as('command', () => learnBans(exchange));
    expect(bannedUntil()).toBe(until);
  });
});
