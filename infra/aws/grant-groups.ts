/** Rights that several functions have in common. */
import { type Grant, items } from './grant.ts';

/** The account and the ledger in a single request. Two grants would be useless: a single statement must cover all keys of a request. */
export const accountWithLedger: Grant = { items: ['ACCOUNT', 'LEDGER'], actions: ['BatchGetItem'] };
/** A request reads the account and, with the orders, the state of the follower. */
export const accountWithOrders: Grant = { items: ['ACCOUNT', 'ORDER'], actions: ['BatchGetItem'] };

/**
 * Rights to call an exchange with a stored key (lib/session/open-session.ts). Reads the account record, together with
 * the next nonce on spot (UpdateItem) and without a nonce on swap (GetItem). Opens the key. Reads the markets, and
 * stores fresh markets when the stored markets are old.
 */
export const exchange: readonly Grant[] = [
  items('ACCOUNT', 'GetItem', 'UpdateItem'),
  items('MARKETS', 'GetItem', 'Query', 'PutItem'),
  { secrets: 'Decrypt' },
];
/** Another account of the tenant, with a key of the same customer, may have placed an order or made a ledger entry of equal terms. */
export const besideAccounts: readonly Grant[] = [items('TENANT', 'Query'), items('ACCOUNT', 'BatchGetItem')];

/**
 * Reports the outcome of an order: settles an open order (PutItem), and updates the description of a settled order
 * (UpdateItem).
 */
const readOrders: readonly Grant[] = [...exchange, items('ORDER', 'GetItem', 'PutItem', 'UpdateItem')];

/**
 * An order that is named by the exchange's id is looked up in the journal. A look for an order without a verdict may show the order of another
 * account with a key of the same customer.
 */
export const findOrders: readonly Grant[] = [
  ...readOrders,
  { index: 'orderIds', partitions: 'ORDER#*' },
  ...besideAccounts,
];

/** Answers from the ledger, and reads newer entries from the exchange for wallets without nonces. */
export const readLedger: readonly Grant[] = [
  accountWithLedger,
  items('LEDGER', 'Query'),
  items('MARKETS', 'GetItem', 'Query', 'PutItem'),
  { secrets: 'Decrypt' },
];

/** Reads the markets, and stores fresh markets when the stored markets are old. Needs no key. */
export const readMarkets: Grant = items('MARKETS', 'GetItem', 'Query', 'PutItem');
/** Reads the shared prices of a symbol, takes the turn to ask the exchange, and shares the answer. */
export const sharePrices: readonly Grant[] = [readMarkets, items('PRICES', 'GetItem', 'UpdateItem')];

/** Moves waiting changes from items of every kind into the slots of the list. */
export const listEvents: readonly Grant[] = [
  { index: 'changes', partitions: 'CHANGES#*' },
  { items: ['ACCOUNT', 'ORDER', 'TRANSFER', 'LEDGER'], actions: ['UpdateItem'] },
  items('EVENT', 'Query', 'PutItem', 'UpdateItem'),
];

/** Before a halt ends, all that waits is listed (lib/orders/halt/tell-end.ts): with the rights to the journals that a halt has for itself. */
export const listBeforeEnd: readonly Grant[] = [
  { index: 'changes', partitions: 'CHANGES#*' },
  items('LEDGER', 'UpdateItem'),
  items('EVENT', 'Query', 'PutItem', 'UpdateItem'),
];

export const settleTransfers = [
  items('ACCOUNT', 'GetItem', 'UpdateItem'),
  // The ledger of the exchange names assets in the exchange's spelling.
  items('MARKETS', 'GetItem', 'Query'),
  { secrets: 'Decrypt' },
  items('TRANSFER', 'GetItem', 'Query', 'PutItem'),
  ...besideAccounts,
] as const;

/** Closes positions by orders with new ids, and looks up orders in flight by time. */
export const halting: readonly Grant[] = [
  ...exchange,
  items('ORDER', 'PutItem'),
  { index: 'orders', partitions: 'ORDER#*' },
  // The ends of canceled orders are journaled at once.
  items('ORDER', 'UpdateItem'),
  { index: 'resting', partitions: 'RESTING#*' },
  // All accounts of the tenant.
  items('TENANT', 'Query'),
  ...listBeforeEnd,
  items('TRANSFER', 'UpdateItem'),
];
