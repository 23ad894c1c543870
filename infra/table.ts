/** The DynamoDB table as data, for the local stack and for the deployment. */

export interface IndexKey {
  readonly name: string;
  readonly type: 'S' | 'N';
}

interface TableIndex {
  readonly name: string;
  readonly partitionKey: IndexKey;
  readonly sortKey: IndexKey;
  readonly projection: 'ALL' | 'KEYS_ONLY';
}

export interface TableDefinition {
  readonly partitionKey: IndexKey;
  readonly sortKey: IndexKey;
  readonly indexes: readonly TableIndex[];
  /** Attribute with epoch seconds. DynamoDB deletes the item within days after this time. */
  readonly ttlAttribute: string;
  readonly billing: 'PAY_PER_REQUEST';
}

export const table = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  indexes: [
    {
      // Sparse: a journal entry has these attributes only until the outcome is final.
      name: 'pending',
      partitionKey: { name: 'pendingShard', type: 'S' },
      sortKey: { name: 'pendingAfter', type: 'N' },
      projection: 'ALL',
    },
    {
      // Orders of an account, by time.
      name: 'orders',
      partitionKey: { name: 'orderAccount', type: 'S' },
      sortKey: { name: 'orderTime', type: 'N' },
      projection: 'ALL',
    },
    {
      // Sparse: an order has these attributes while the exchange may still change the order.
      name: 'resting',
      partitionKey: { name: 'restingShard', type: 'S' },
      sortKey: { name: 'restingSince', type: 'N' },
      projection: 'ALL',
    },
    {
      // Orders of an account, by the exchange's id. Sparse: an order without a verdict has none.
      name: 'orderIds',
      partitionKey: { name: 'orderAccount', type: 'S' },
      sortKey: { name: 'exchangeOrderId', type: 'S' },
      projection: 'KEYS_ONLY',
    },
    {
      // Changes that wait for the list of events, by tenant and time. Sparse: an item whose changes are listed lacks the index attributes.
      name: 'changes',
      partitionKey: { name: 'changeShard', type: 'S' },
      sortKey: { name: 'changePlace', type: 'S' },
      projection: 'KEYS_ONLY',
    },
    {
      name: 'accounts',
      partitionKey: { name: 'accountShard', type: 'S' },
      sortKey: { name: 'accountKey', type: 'S' },
      projection: 'KEYS_ONLY',
    },
  ],
  ttlAttribute: 'expiresAt',
  billing: 'PAY_PER_REQUEST',
} as const satisfies TableDefinition;
