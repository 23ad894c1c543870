import type { QueueId } from '../../lib/jobs/jobs.ts';
import type { table } from '../table.ts';

/**
 * Prefix of a partition key (lib/accounts/partitions.ts). IAM can distinguish classes of items, but not single items.
 */
export type ItemClass =
  | 'ACCOUNT'
  | 'ORDER'
  | 'TRANSFER'
  | 'TENANT'
  | 'EVENT'
  | 'AUDIT'
  | 'KEYCLAIM'
  | 'MARKETS'
  | 'LEDGER'
  | 'RATES'
  | 'LIMITS'
  | 'PRICES';
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

/** A right of a function. */
export type Grant =
  | { readonly items: readonly ItemClass[]; readonly actions: readonly TableAction[] }
  /** Query of an index, limited to partitions that match the pattern. */
  | { readonly index: (typeof table)['indexes'][number]['name']; readonly partitions: string }
  /** Seal or open exchange keys; no function does both. */
  | { readonly secrets: 'Encrypt' | 'Decrypt' }
  /**
   * Send to the queues with this id, or receive from the queues, as Lambda does in the role of the receiving
   * function.
   */
  | { readonly queue: QueueId; readonly actions: readonly QueueAction[] };

type QueueAction = 'SendMessage' | 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes';

export function items(itemClass: ItemClass, ...actions: TableAction[]): Grant {
  return { items: [itemClass], actions };
}

/** The due entries of a journal. */
export function pending(journal: string): Grant {
  return { index: 'pending', partitions: `${journal}#*` };
}
