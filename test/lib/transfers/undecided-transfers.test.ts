import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { beginEntry } from '../../../lib/journal/journal.ts';
import { undecidedTransfers } from '../../../lib/transfers/read/undecided-transfers.ts';
import { transferJournal } from '../../../lib/transfers/transfer-store.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { recordOf } from './fixture-records.ts';

useEmbeddedTable();

it('transfers without a verdict are named, and transfers with a verdict are not', async () => {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  const states = ['IN_FLIGHT', 'UNKNOWN', 'NEEDS_REVIEW', 'ACCEPTED', 'REJECTED', 'NEVER_ARRIVED'] as const;
  for (const state of states) await beginEntry(transferJournal, recordOf({ ref, state, transferId: state }));
  const named = ['IN_FLIGHT', 'NEEDS_REVIEW', 'UNKNOWN'].map((id) => ({
    message: `transfer ${id} of 100 USD from spot to swap has no verdict yet`,
  }));
  expect((await undecidedTransfers(ref)).toSorted((one, other) => one.message.localeCompare(other.message))).toEqual(
    named,
  );
});

it('a journal that cannot be read is named', async () => {
  const send = vi.spyOn(dynamodb(), 'send').mockRejectedValue(new Error('away') as never);
  expect(await undecidedTransfers({ tenant: 'alpha', accountId: 'main' })).toEqual([
    { message: expect.stringMatching(/^the transfers could not be read/) },
  ]);
  send.mockRestore();
});
