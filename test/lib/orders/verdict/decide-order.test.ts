import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { readAccount } from '../../../../lib/accounts/account-store.ts';
import { sharedNow } from '../../../../lib/aws/clock.ts';
import { beginEntry } from '../../../../lib/journal/journal.ts';
import { orderJournal } from '../../../../lib/orders/order-store.ts';
import { decideOrder } from '../../../../lib/orders/verdict/decide-order.ts';
import type { Session } from '../../../../lib/session/open-session.ts';
import { keepAccount } from '../../accounts/fixture-kept-account.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { sessionOver } from '../fixture-changes.ts';
import { describedOf, recordOf } from '../fixture-records.ts';

let session: Session;
vi.mock('../../../../lib/session/open-session.ts', () => ({ openSession: async () => session }));

useEmbeddedTable();

it.each([
  ['exchange-1', null],
  ['exchange-2', 'ACCEPTED'],
])(
  'the verdict placed on %s holds where the journal of another account has exchange-1: %s',
  async (exchangeOrderId, end) => {
    const [tenant, clientOrderId] = [randomUUID(), randomUUID()];
    for (const id of ['first', 'second']) await keepAccount(tenant, id, { keyMark: 'one' });
    const placed = { clientOrderId, state: 'ACCEPTED', exchangeOrderId: 'exchange-1' } as const;
    await beginEntry(orderJournal, recordOf({ ...placed, ref: { tenant, accountId: 'first' } }));
    const sentAt = sharedNow();
    const ref = { tenant, accountId: 'second' };
    const record = recordOf({ clientOrderId, sentAt, notAfter: sentAt + 8000, state: 'UNKNOWN', ref });
    await beginEntry(orderJournal, record);
    const order = describedOf(record, { exchangeOrderId });
    session = { ...sessionOver({ read: async () => order }), account: await readAccount(ref) };
    const by = { subject: 'person', client: null };
    const said = { word: 'placed', exchangeOrderId, by, isUnproven: false } as const;
    const decided = decideOrder(ref, clientOrderId, said);
    if (end !== null) return expect(await decided).toMatchObject({ state: end, exchangeOrderId });
    await expect(decided).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: [{ field: 'order_id', message: expect.stringMatching(/in the journal of the account first/) }],
    });
  },
);
