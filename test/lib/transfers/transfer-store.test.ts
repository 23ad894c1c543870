import { describe, expect, it } from 'vitest';
import { transferPartition } from '../../../lib/accounts/partitions.ts';
import { dueEntries } from '../../../lib/journal/due-entries.ts';
import type { EntryState } from '../../../lib/journal/entry.ts';
import { beginEntry, resubmitEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import type { TransferRecord } from '../../../lib/transfers/transfer.ts';
import {
  claimLedgerTransfer,
  readTransferRecord,
  readTransfersSince,
  transferJournal,
} from '../../../lib/transfers/transfer-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { makeNewer } from '../aws/fixture-newer-shape.ts';
import { recordOf, ref, sentAt } from './fixture-records.ts';

const table = useEmbeddedTable();
let serial = 0;
/** A line of its own for every fact. */
function fresh(terms: Partial<TransferRecord> = {}): TransferRecord {
  serial += 1;
  return recordOf({ transferId: `t${serial}`, state: 'IN_FLIGHT', ...terms });
}
function read(record: TransferRecord) {
  return readTransferRecord(record.ref, record.transferId);
}
async function settled(state: EntryState): Promise<TransferRecord> {
  const record = fresh();
  await beginEntry(transferJournal, record);
  return settleEntry(transferJournal, { ...record, state }, { lookAt: 0 });
}
async function due(now: number): Promise<string[]> {
  const found = await Promise.all(transferJournal.shards.map((shard) => dueEntries<TransferRecord>(shard, now, 100)));
  return found.flat().map(({ transferId }) => transferId);
}

describe('an entry of the transfer journal', () => {
  it('the first call begins the transfer, and the second call sees the first entry', async () => {
    const record = fresh();
    expect(await beginEntry(transferJournal, record)).toBeNull();
    expect(await beginEntry(transferJournal, { ...record, attempt: 'other' })).toEqual(record);
  });

  it('a write with a lost answer is known as our own when the SDK repeats the write', async () => {
    const record = fresh();
    table.server().faults.arm({ operation: 'PutItem', kind: 'timeout-applied' });
    expect(await beginEntry(transferJournal, record)).toBeNull();
    expect(await read(record)).toEqual(record);
  });

  it.each<EntryState>(['ACCEPTED', 'REJECTED', 'NOT_SENT', 'NEVER_ARRIVED', 'NEEDS_REVIEW'])(
    'an entry keeps %s for good',
    async (state) => {
      const record = await settled(state);
      expect(await settleEntry(transferJournal, { ...record, state: 'UNKNOWN' }, { lookAt: 0 })).toEqual(record);
      expect(await read(record)).toEqual(record);
    },
  );

  it('an earlier attempt cannot settle a later attempt', async () => {
    const record = await settled('UNKNOWN');
    expect(
      await settleEntry(transferJournal, { ...record, attempt: 'older', state: 'ACCEPTED' }, { lookAt: 0 }),
    ).toEqual(record);
  });

  it('only a NOT_SENT transfer gets a new attempt, and only one', async () => {
    const record = await settled('NOT_SENT');
    const second = { ...record, state: 'IN_FLIGHT', attempt: 'second' } as const;
    expect(await resubmitEntry(transferJournal, second, record.attempt)).toBeNull();
    expect(await resubmitEntry(transferJournal, { ...second, attempt: 'third' }, record.attempt)).toEqual(second);
    const unknown = await settled('UNKNOWN');
    expect(await resubmitEntry(transferJournal, { ...unknown, attempt: 'second' }, unknown.attempt)).toEqual(unknown);
  });

  it('an entry is due 35 s after sending, leaves the index with the verdict, and is never an order', async () => {
    const record = fresh();
    await beginEntry(transferJournal, record);
    expect(await due(sentAt + 34_999)).not.toContain(record.transferId);
    expect(await due(sentAt + 35_000)).toContain(record.transferId);
    const orders = await Promise.all(orderJournal.shards.map((shard) => dueEntries(shard, sentAt + 35_000, 100)));
    expect(orders.flat()).toEqual([]);
    await settleEntry(transferJournal, { ...record, state: 'ACCEPTED' }, { lookAt: 0 });
    expect(await due(sentAt + 35_000)).not.toContain(record.transferId);
  });

  it('transfers are found by account and by sending time', async () => {
    const [old, other] = [fresh({ sentAt: sentAt - 10_000 }), fresh({ ref: { ...ref, tenant: 'other' } })];
    const record = fresh();
    for (const one of [old, other, record]) await beginEntry(transferJournal, one);
    await claimLedgerTransfer(record, 'B1');
    const found = (await readTransfersSince(ref, sentAt)).map(({ transferId }) => transferId);
    expect(found).toContain(record.transferId);
    expect(found).not.toContain(old.transferId);
    expect(found).not.toContain(other.transferId);
  });
});

describe('a transfer in the exchange’s ledger', () => {
  it('a ledger entry belongs to the first of many claims at once', async () => {
    const records = Array.from({ length: 8 }, () => fresh());
    const claims = await Promise.all(records.map((record) => claimLedgerTransfer(record, 'B7')));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const owner = records[claims.indexOf(true)] ?? fresh();
    expect(await claimLedgerTransfer(owner, 'B7')).toBe(true);
  });

  it('a ledger entry of one wallet is not an entry of a different wallet or account', async () => {
    const records = [fresh(), fresh({ via: 'swap' }), fresh({ ref: { ...ref, accountId: 'fund' } })];
    for (const record of records) expect(await claimLedgerTransfer(record, 'B8')).toBe(true);
  });

  it('a claim that a newer release has written is neither read nor written over', async () => {
    const [record, other] = [fresh(), fresh()];
    expect(await claimLedgerTransfer(record, 'B9')).toBe(true);
    await makeNewer(transferPartition(ref), `MOVEMENT#${record.via}#B9`);
    for (const one of [record, other]) await expect(claimLedgerTransfer(one, 'B9')).rejects.toThrow('shape 2');
  });
});
