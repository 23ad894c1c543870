import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../lib/accounts/account.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { shape } from '../../../lib/aws/stored-shape.ts';
import type { ExchangeDefinition } from '../../../lib/exchanges/definition.ts';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { readWithNonces, type SlotAt } from '../../../lib/session/nonce-source.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';

const clock = vi.hoisted(() => ({ now: Date.UTC(2026, 4, 20) }));
vi.mock('../../../lib/aws/clock.ts', () => ({ sharedNow: () => clock.now, observeTableDate: () => undefined }));

/**
 * Kraken counts nonces on spot alone. `counting` has a counting key for both market types, and `unified` signs with a timestamp. `alone`
 * leaves a single exchange in the table.
 */
const joined = vi.hoisted(() => ({ alone: null as string | null }));
vi.mock('../../../lib/exchanges/exchanges.ts', async (original) => {
  const { exchanges } = await original<{ exchanges: Readonly<Record<string, ExchangeDefinition>> }>();
  const { unified } = await import('../fixture-unified-exchange.ts');
  const main = { title: 'main key', fields: [], nonce: { kind: 'increasing' } };
  const all: Readonly<Record<string, unknown>> = { ...exchanges, unified, counting: { ...unified, keys: { main } } };
  return {
    get exchanges() {
      return joined.alone === null ? all : { [joined.alone]: all[joined.alone] };
    },
  };
});

const table = useEmbeddedTable();
type ExchangeName = 'kraken' | 'counting' | 'unified';
const slotOf = { kraken: 'spot', counting: 'main', unified: null } as const;

let ref: AccountRef;
beforeEach(() => {
  joined.alone = null;
  ref = { tenant: randomUUID(), accountId: 'main' };
});

/** Stores an account with a counter at 1. */
async function register(exchange: ExchangeName, account: AccountRef = ref): Promise<void> {
  const slot = slotOf[exchange];
  const counters = slot === null ? {} : { nonces: { [slot]: 1 }, nonceScales: { [slot]: 'ms' } };
  const record = { shape, exchange, tradingState: 'ACTIVE', credentials: {}, leverages: {}, createdAt: 1, ...counters };
  const Item = { ...marshall(record), ...accountKey(account) };
  await dynamodb().send(new PutItemCommand({ TableName: 'oems', Item }));
}

/** The key of the market, at each exchange. */
function slotAt(marketType: MarketType): SlotAt {
  return (exchange) => exchanges[exchange].markets[marketType].key;
}

/** Reads the account a second later: the exchange, the nonce and the requests to the table. */
async function readOn(marketType: MarketType, account: AccountRef = ref) {
  clock.now += 1000;
  table.server().faults.resetCounts();
  const { account: read, taken } = await (await readWithNonces(account, slotAt(marketType), 1)).withNonces();
  return { exchange: read.exchange, firstNonce: taken?.first ?? null, requests: table.server().faults.counts() };
}
const now = () => BigInt(clock.now);

describe('the requests of a read with nonces', () => {
  it('an account whose exchange is remembered costs one request, account and nonce together', async () => {
    await register('kraken');
    await readOn('spot');
    expect(await readOn('spot')).toEqual({ exchange: 'kraken', firstNonce: now(), requests: { UpdateItem: 1 } });
  });

  it('the exchange that a read on one market type found serves the other market type', async () => {
    await register('kraken');
    await readOn('swap');
    expect(await readOn('spot')).toMatchObject({ firstNonce: now(), requests: { UpdateItem: 1 } });
  });

  it('an unknown account is read first where exchanges differ, and then gets its nonce', async () => {
    for (const [exchange, marketType] of [
      ['kraken', 'spot'],
      ['counting', 'swap'],
    ] as const) {
      const account = { tenant: randomUUID(), accountId: 'main' };
      await register(exchange, account);
      const requests = { GetItem: 1, UpdateItem: 1 };
      expect(await readOn(marketType, account)).toEqual({ exchange, firstNonce: now(), requests });
    }
  });

  it('an unknown account costs one request where every exchange counts nonces in the same slot', async () => {
    joined.alone = 'kraken';
    await register('kraken');
    expect(await readOn('spot')).toEqual({ exchange: 'kraken', firstNonce: now(), requests: { UpdateItem: 1 } });
  });

  it('an account whose key counts no nonces is never written to, not even by the first read', async () => {
    await register('kraken');
    const read = { exchange: 'kraken', firstNonce: null, requests: { GetItem: 1 } };
    expect([await readOn('swap'), await readOn('swap')]).toEqual([read, read]);
  });

  it('an account of an exchange that signs with a timestamp is read without a nonce', async () => {
    await register('unified');
    const read = { exchange: 'unified', firstNonce: null, requests: { GetItem: 1 } };
    expect([await readOn('spot'), await readOn('spot')]).toEqual([read, read]);
  });

  it('a read takes as many nonces as the caller wants', async () => {
    await register('kraken');
    clock.now += 1000;
    const { taken } = await (await readWithNonces(ref, slotAt('spot'), 3)).withNonces();
    const next = await (await readWithNonces(ref, slotAt('spot'), 1)).withNonces();
    expect([taken?.first, next.taken?.first]).toEqual([now(), now() + 3n]);
  });
});

describe('the memory of exchanges', () => {
  it('an account that is registered again on another exchange costs one more request once, and gets its own nonces', async () => {
    await register('kraken');
    await readOn('spot');
    await register('counting');
    expect(await readOn('spot')).toEqual({ exchange: 'counting', firstNonce: now(), requests: { UpdateItem: 2 } });
    expect(await readOn('spot')).toEqual({ exchange: 'counting', firstNonce: now(), requests: { UpdateItem: 1 } });
  });

  it('accounts of two tenants with equal ids do not share memory', async () => {
    const other = { ...ref, tenant: randomUUID() };
    await register('kraken');
    await register('counting', other);
    await readOn('swap');
    // With the memory of the first account this read would begin without a nonce, and would need a second request.
    expect(await readOn('swap', other)).toMatchObject({ exchange: 'counting', requests: { UpdateItem: 1 } });
    expect(await readOn('swap')).toMatchObject({ exchange: 'kraken', requests: { GetItem: 1 } });
  });

  it('tenant and account id cannot be confused in memory, whatever characters both have', async () => {
    const [one, other] = [
      { tenant: `${ref.tenant}","a`, accountId: 'b' },
      { tenant: ref.tenant, accountId: 'a","b' },
    ];
    await register('kraken', one);
    await register('counting', other);
    await readOn('swap', one);
    expect(await readOn('swap', other)).toMatchObject({ exchange: 'counting', requests: { UpdateItem: 1 } });
  });

  it.each(['spot', 'swap'] as const)(
    'an account on %s that does not exist is NOT_FOUND, remembered or not',
    async (marketType) => {
      await expect(readOn(marketType)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(readOn(marketType)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});
