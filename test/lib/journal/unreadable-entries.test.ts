import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { dueEntries } from '../../../lib/journal/due-entries.ts';
import type { KeyHolder } from '../../../lib/journal/entry.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import type { Reconciliation } from '../../../lib/journal/resolve.ts';
import { resolveDueEntries } from '../../../lib/journal/resolve-due.ts';
import type { OrderRecord } from '../../../lib/orders/order.ts';
import { orderJournal, readOrderRecord } from '../../../lib/orders/order-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { makeNewer } from '../aws/fixture-newer-shape.ts';
import { recordOf, sentAt } from '../orders/fixture-records.ts';

useEmbeddedTable();

const due = sentAt + 35_000;
const pageSize = 10;
/** Entries of one account lie in one shard. */
const ref = { tenant: 'desk / beta', accountId: 'main' };
const newer: OrderRecord[] = [];
let readable: OrderRecord;
let lines: string[];

/** More unreadable entries than a page holds, all of them due before the readable entry. */
beforeEach(async () => {
  if (newer.length === 0) for (let index = 0; index < 3 * pageSize; index += 1) newer.push(await beginNewer(index));
  readable = recordOf({ ref });
  await beginEntry(orderJournal, readable);
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** An open order in a shape that this release does not know. */
async function beginNewer(index: number): Promise<OrderRecord> {
  const record = recordOf({ ref, sentAt: sentAt - 1000 - index });
  await beginEntry(orderJournal, record);
  const { pk, sk } = orderJournal.keyOf(record);
  await makeNewer(pk.S, sk.S);
  return record;
}

async function stored(records: readonly OrderRecord[]) {
  const items = records.map((record) => new GetItemCommand({ TableName: 'oems', Key: orderJournal.keyOf(record) }));
  return Promise.all(items.map(async (get) => (await dynamodb().send(get)).Item));
}

/** A look that finds every order accepted. */
const accepting: Reconciliation<OrderRecord, KeyHolder> = {
  journal: orderJournal,
  open: async () => ({ keyVersion: 'v1' }),
  look: async (_session, record) => ({ ...record, state: 'ACCEPTED' }),
  withoutLook: (record) => ({ ...record, state: 'ACCEPTED' }),
  nextLookAt: (_record, now) => now,
};

describe('an open entry that a newer release has written', () => {
  it('is passed over, however many lie ahead of the entries of this release', async () => {
    const pages = await Promise.all(orderJournal.shards.map((shard) => dueEntries<OrderRecord>(shard, due, pageSize)));
    expect(pages.flat().map(({ clientOrderId }) => clientOrderId)).toContain(readable.clientOrderId);
  });

  it('is reported as an error with tenant and account', async () => {
    await Promise.all(orderJournal.shards.map((shard) => dueEntries(shard, due, 1000)));
    const reports = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'entry unreadable');
    expect(reports).toHaveLength(newer.length);
    const { tenant, accountId: account } = ref;
    for (const report of reports) expect(report).toMatchObject({ level: 'ERROR', tenant, account });
  });

  it('stays as it was, and keeps no other entry from a verdict', async () => {
    const before = await stored(newer);
    const call = newCall('request', 'resolve-orders', Date.now() + 60_000);
    await runInCall(call, () => resolveDueEntries(accepting));
    expect(await readOrderRecord(ref, readable.clientOrderId)).toMatchObject({ state: 'ACCEPTED' });
    expect(await stored(newer)).toEqual(before);
  });
});
