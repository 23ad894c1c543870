import type { Change } from '../../../lib/outbox/change.ts';

/** A change with a telling id. */
export function changeOf(id: string, at = 1000): Change {
  return {
    id,
    at,
    accountId: 'desk',
    events: [{ type: 'order_accepted' }],
    subject: { kind: 'order', record: {} },
  };
}
