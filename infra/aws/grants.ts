import type { jobs } from '../../lib/api/jobs.ts';
import type { OperationId } from '../../lib/api/routes.ts';
import type { table } from '../table.ts';

export type JobId = keyof typeof jobs;
export type FunctionId = OperationId | JobId;

/** What a partition's name begins with (lib/accounts/keys.ts): IAM tells classes of items apart, not items. */
export type ItemClass = 'ACCOUNT' | 'ORDER' | 'TRANSFER' | 'TENANT' | 'MARKETS';
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

/** One thing a function may do, and nothing beside. */
export type Grant =
  | { readonly items: ItemClass; readonly actions: readonly TableAction[] }
  /** Query of an index, over its partitions that match the pattern. */
  | { readonly index: (typeof table)['indexes'][number]['name']; readonly partitions: string }
  /** Seal or open exchange keys; no function does both. */
  | { readonly secrets: 'Encrypt' | 'Decrypt' };

const items = (itemClass: ItemClass, ...actions: TableAction[]): Grant => ({ items: itemClass, actions });

/**
 * Calling an exchange with a stored key (lib/accounts/open-exchange.ts): the account's record, with the next nonce on spot (UpdateItem)
 * and without one on swap (GetItem); the key opened; the markets from the table, and into it when they are old.
 */
const exchange: readonly Grant[] = [
  items('ACCOUNT', 'GetItem', 'UpdateItem'),
  items('MARKETS', 'GetItem', 'Query', 'PutItem'),
  { secrets: 'Decrypt' },
];
/** Tells an order's fate: settles an open one (PutItem), keeps the last description of a settled one (UpdateItem). */
const readOrders: readonly Grant[] = [...exchange, items('ORDER', 'GetItem', 'PutItem', 'UpdateItem')];

/** THE table of rights. Exhaustive: an operation or job without a line here does not compile. */
export const grants: Record<FunctionId, readonly Grant[]> = {
  registerExchangeAccount: [items('ACCOUNT', 'GetItem', 'PutItem'), items('TENANT', 'PutItem'), { secrets: 'Encrypt' }],
  listExchangeAccounts: [items('TENANT', 'Query'), items('ACCOUNT', 'BatchGetItem')],
  getExchangeAccount: [items('ACCOUNT', 'GetItem')],
  setCredentials: [items('ACCOUNT', 'GetItem', 'UpdateItem'), { secrets: 'Encrypt' }],
  setTradingState: [items('ACCOUNT', 'UpdateItem')],
  deleteExchangeAccount: [
    items('ACCOUNT', 'UpdateItem', 'DeleteItem'),
    items('TENANT', 'DeleteItem'),
    items('ORDER', 'Query', 'BatchWriteItem'),
    items('TRANSFER', 'Query', 'BatchWriteItem'),
  ],
  getBalance: exchange,
  getPositions: exchange,
  // Asked again with the same key it tells the earlier transfer's fate, and looks for it.
  createTransfer: [...exchange, items('TRANSFER', 'GetItem', 'Query', 'PutItem', 'UpdateItem')],
  getLeverage: exchange,
  setLeverage: exchange,
  setMarginMode: exchange,
  createOrder: [...exchange, items('ORDER', 'GetItem', 'PutItem')],
  getOrder: readOrders,
  amendOrder: readOrders,
  cancelOrder: readOrders,
  getOpenOrders: exchange,
  // Its journal lies beside the orders'; asked again with the same key it looks again (UpdateItem).
  cancelAllOrders: readOrders,
  listOrders: [{ index: 'orders', partitions: 'ORDER#*' }, items('ACCOUNT', 'GetItem')],
  // Closes positions by orders whose ids are new, and looks by time for orders still on their way.
  haltTrading: [...exchange, items('ORDER', 'PutItem'), { index: 'orders', partitions: 'ORDER#*' }],
  getTrades: exchange,
  getFundingHistory: exchange,
  getRealizedPnl: exchange,
  getCapabilities: [],
  getHealth: [],
  getOpenapi: [],
  refreshMarkets: [items('MARKETS', 'PutItem')],
  resolveOrders: [
    ...exchange,
    items('ORDER', 'PutItem', 'UpdateItem'),
    items('TRANSFER', 'Query', 'PutItem', 'UpdateItem'),
    { index: 'pending', partitions: 'ORDERS#*' },
    { index: 'pending', partitions: 'TRANSFERS#*' },
    { index: 'pending', partitions: 'AMENDS#*' },
    { index: 'pending', partitions: 'CANCELS#*' },
  ],
};

const sealsOrOpens = (grant: Grant): boolean => 'secrets' in grant;
const storesMarkets = (grant: Grant): boolean =>
  'items' in grant && grant.items === 'MARKETS' && grant.actions.includes('PutItem');

/** Whoever seals keys has checked them with the exchange, whoever opens them calls it, whoever stores markets has read them there. */
export const callsExchange = (id: FunctionId): boolean =>
  grants[id].some((grant) => sealsOrOpens(grant) || storesMarkets(grant));

/** Writes down what became of orders or transfers. */
export const keepsJournal = (id: FunctionId): boolean =>
  grants[id].some(
    (grant) =>
      'items' in grant && (grant.items === 'ORDER' || grant.items === 'TRANSFER') && grant.actions.includes('PutItem'),
  );

export const mayUseSecrets = (id: FunctionId, action: 'Encrypt' | 'Decrypt'): boolean =>
  grants[id].some((grant) => 'secrets' in grant && grant.secrets === action);
