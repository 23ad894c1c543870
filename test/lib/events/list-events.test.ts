import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { handler } from '../../../functions/api/list-events.ts';
import { apiEvent, lambdaContext } from '../../faults/harness/event.ts';
import { useEmbeddedTable } from '../aws/fixture-embedded-table.ts';
import { acceptedOrder } from './fixture-orders.ts';

useEmbeddedTable();

async function listed(tenant: string, query: Record<string, string>): Promise<readonly unknown[] | string> {
  const answer = await handler(apiEvent({ tenant, query }), lambdaContext(Date.now() + 29_000));
  const { data, code } = JSON.parse(String(answer.body));
  return data?.events ?? code;
}

it('the tenant of the token alone names the list, whatever the request says', async () => {
  const owner = randomUUID();
  // An account with the name of its tenant: a list that the request could name would be this one.
  await acceptedOrder(owner, owner);
  const query = { exchange_account_id: owner };
  expect(await listed(owner, query)).toMatchObject([{ type: 'order_accepted', ...query }]);
  expect(await listed(randomUUID(), query)).toBe('NOT_FOUND');
  expect(await listed(randomUUID(), {})).toEqual([]);
});
