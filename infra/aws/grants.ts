import type { OperationId } from '../../lib/contract/routes.ts';
import type { jobs, QueueId } from '../../lib/jobs/jobs.ts';
import type { table } from '../table.ts';

export type JobId = keyof typeof jobs;
export type FunctionId = OperationId | JobId;

/** The first part of a partition's name (lib/accounts/partitions.ts): IAM tells classes of items apart, not items. */
export type ItemClass = 'ACCOUNT' | 'ORDER' | 'TRANSFER' | 'TENANT' | 'MARKETS' | 'LEDGER' | 'RATES';
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

/** One right of a function. */
export type Grant =
  | { readonly items: readonly ItemClass[]; readonly actions: readonly TableAction[] }
  /** Query of an index, over its partitions that match the pattern. */
  | { readonly index: (typeof table)['indexes'][number]['name']; readonly partitions: string }
  /** Seal or open exchange keys; no function does both. */
  | { readonly secrets: 'Encrypt' | 'Decrypt' }
  /** Send to the queues of that name, or receive from the queues, as Lambda does on behalf of the function. */
  | { readonly queue: QueueId; readonly actions: readonly QueueAction[] };

export type QueueAction = 'SendMessage' | 'ReceiveMessage' | 'DeleteMessage' | 'GetQueueAttributes';

function items(itemClass: ItemClass, ...actions: TableAction[]): Grant {
  return { items: [itemClass], actions };
}

/** The account and its ledger in one request. Both classes stand in one statement, because all keys of a request must fit one statement. */
const accountWithLedger: Grant = { items: ['ACCOUNT', 'LEDGER'], actions: ['BatchGetItem'] };

/**
 * Calling an exchange with a stored key (lib/session/open-session.ts): the account's record, with the next nonce on spot (UpdateItem)
 * and without one on swap (GetItem); the key opened; the markets from the table, and into it when they are old.
 */
const exchange: readonly Grant[] = [
  items('ACCOUNT', 'GetItem', 'UpdateItem'),
  items('MARKETS', 'GetItem', 'Query', 'PutItem'),
  { secrets: 'Decrypt' },
];
/** Settles an open order (PutItem) and keeps the last description of a settled order (UpdateItem). */
const readOrders: readonly Grant[] = [...exchange, items('ORDER', 'GetItem', 'PutItem', 'UpdateItem')];

/** Answers from the ledger and, for newer entries, from the exchange, with requests that need no nonce. */
const readLedger: readonly Grant[] = [
  accountWithLedger,
  items('LEDGER', 'Query'),
  items('MARKETS', 'GetItem', 'Query', 'PutItem'),
  { secrets: 'Decrypt' },
];

/** THE table of rights. Exhaustive: an operation or job without a line here does not compile. */
export const grants: Record<FunctionId, readonly Grant[]> = {
  registerExchangeAccount: [items('ACCOUNT', 'GetItem', 'PutItem'), items('TENANT', 'PutItem'), { secrets: 'Encrypt' }],
  listExchangeAccounts: [items('TENANT', 'Query'), items('ACCOUNT', 'BatchGetItem')],
  getExchangeAccount: [accountWithLedger],
  setCredentials: [items('ACCOUNT', 'GetItem', 'UpdateItem'), { secrets: 'Encrypt' }],
  // Read first: a repeated ACTIVE must not undo a halt.
  setTradingState: [items('ACCOUNT', 'GetItem', 'UpdateItem')],
  deleteExchangeAccount: [
    items('ACCOUNT', 'GetItem', 'UpdateItem', 'DeleteItem'),
    items('TENANT', 'DeleteItem'),
    items('ORDER', 'Query', 'DeleteItem'),
    items('TRANSFER', 'Query', 'DeleteItem'),
    items('LEDGER', 'Query', 'BatchWriteItem'),
  ],
  getBalance: exchange,
  getPositions: exchange,
  // A retry with the same key reports the outcome of the earlier transfer, and looks for that transfer.
  createTransfer: [...exchange, items('TRANSFER', 'GetItem', 'Query', 'PutItem', 'UpdateItem')],
  getLeverage: exchange,
  setLeverage: exchange,
  setMarginMode: exchange,
  createOrder: [...exchange, items('ORDER', 'GetItem', 'PutItem')],
  getOrder: readOrders,
  amendOrder: readOrders,
  cancelOrder: readOrders,
  getOpenOrders: exchange,
  // The journal lies beside the orders. A retry with the same key looks again (UpdateItem).
  cancelAllOrders: readOrders,
  listOrders: [{ index: 'orders', partitions: 'ORDER#*' }, items('ACCOUNT', 'GetItem')],
  // Closes positions by orders whose ids are new, and looks by time for orders still on their way.
  haltTrading: [...exchange, items('ORDER', 'PutItem'), { index: 'orders', partitions: 'ORDER#*' }],
  getTrades: exchange,
  // Published rates need the account's record and no key.
  getFundingHistory: [...readLedger, items('ACCOUNT', 'GetItem'), items('RATES', 'GetItem', 'Query')],
  getRealizedPnl: readLedger,
  getPnlSummary: [accountWithLedger, items('LEDGER', 'Query'), items('TENANT', 'Query')],
  exportPnl: [accountWithLedger, items('LEDGER', 'Query')],
  getCapabilities: [],
  getHealth: [],
  getOpenapi: [],
  refreshMarkets: [items('MARKETS', 'PutItem')],
  resolveOrders: [
    ...exchange,
    items('ORDER', 'GetItem', 'PutItem', 'UpdateItem'),
    items('TRANSFER', 'Query', 'PutItem', 'UpdateItem'),
    { index: 'pending', partitions: 'ORDERS#*' },
    { index: 'pending', partitions: 'TRANSFERS#*' },
    { index: 'pending', partitions: 'AMENDS#*' },
    { index: 'pending', partitions: 'CANCELS#*' },
  ],
  dispatchPulls: [
    { index: 'accounts', partitions: 'ACCOUNTS#*' },
    items('RATES', 'Query'),
    { queue: 'pulls', actions: ['SendMessage'] },
  ],
  pullHistory: [
    ...readLedger,
    // Nonces, on spot.
    items('ACCOUNT', 'UpdateItem'),
    items('LEDGER', 'PutItem'),
    items('RATES', 'GetItem', 'Query', 'PutItem'),
    { queue: 'pulls', actions: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] },
  ],
};

function sealsOrOpens(grant: Grant): boolean {
  return 'secrets' in grant;
}
function puts(...classes: ItemClass[]) {
  return (grant: Grant): boolean =>
    'items' in grant && grant.actions.includes('PutItem') && classes.some((each) => grant.items.includes(each));
}

/** Functions that seal a key, open a key or store markets call the exchange. */
export function callsExchange(id: FunctionId): boolean {
  return grants[id].some((grant) => sealsOrOpens(grant) || puts('MARKETS')(grant));
}

/** Writes the outcome of orders or transfers. */
export function keepsJournal(id: FunctionId): boolean {
  return grants[id].some(puts('ORDER', 'TRANSFER'));
}

export function writesLedger(id: FunctionId): boolean {
  return grants[id].some(puts('LEDGER'));
}

/** Asks for pulls. */
export function sendsPulls(id: FunctionId): boolean {
  return grants[id].some(
    (grant) => 'queue' in grant && grant.queue === 'pulls' && grant.actions.includes('SendMessage'),
  );
}

export function mayUseSecrets(id: FunctionId, action: 'Encrypt' | 'Decrypt'): boolean {
  return grants[id].some((grant) => 'secrets' in grant && grant.secrets === action);
}
