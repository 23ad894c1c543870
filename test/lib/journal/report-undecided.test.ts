import { expect, it, vi } from 'vitest';
import { beginEntry, settleEntry } from '../../../lib/journal/journal.ts';
import { reportUndecided } from '../../../lib/journal/report-undecided.ts';
import { orderJournal } from '../../../lib/orders/order-store.ts';
import { transferJournal } from '../../../lib/transfers/transfer-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf } from '../orders/fixture-records.ts';
import { recordOf as transferOf } from '../transfers/fixture-records.ts';

useEmbeddedTable();

async function gauge(): Promise<readonly [unknown, unknown]> {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  await reportUndecided([orderJournal, transferJournal]);
  write.mockRestore();
  const { EntriesInReview, EntriesUnknown } = JSON.parse(
    lines.find((line) => line.includes('undecided entries')) ?? '{}',
  );
  return [EntriesInReview, EntriesUnknown];
}

it('the gauge tells zeros, then what needs a person and what is unknown, until each has a verdict', async () => {
  expect(await gauge()).toEqual([0, 0]);
  const soon = Date.now() + 3_600_000;
  const left = { ...recordOf(), sentAt: Date.now() - 61_000 };
  const lost = { ...recordOf(), sentAt: Date.now() - 61_000 };
  const fresh = { ...recordOf(), sentAt: Date.now() - 1000 };
  const moved = transferOf({ state: 'IN_FLIGHT' });
  for (const record of [left, lost, fresh]) await beginEntry(orderJournal, record);
  await beginEntry(transferJournal, moved);
  await settleEntry(orderJournal, { ...left, state: 'NEEDS_REVIEW' }, { lookAt: soon });
  await settleEntry(transferJournal, { ...moved, state: 'NEEDS_REVIEW' }, { lookAt: soon });
  await settleEntry(orderJournal, { ...lost, state: 'UNKNOWN' }, { lookAt: soon });
  await settleEntry(orderJournal, { ...fresh, state: 'UNKNOWN' }, { lookAt: soon });
  expect(await gauge()).toEqual([2, 1]);
  await settleEntry(orderJournal, { ...left, state: 'ACCEPTED' }, { lookAt: soon }, 'NEEDS_REVIEW');
  await settleEntry(orderJournal, { ...lost, state: 'NEVER_ARRIVED' }, { lookAt: soon });
  expect(await gauge()).toEqual([1, 0]);
});
