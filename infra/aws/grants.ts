import { isAudited } from '../../lib/contract/route.ts';
import { type OperationId, routes } from '../../lib/contract/routes.ts';
import type { jobs } from '../../lib/jobs/jobs.ts';
import { type Grant, items, pending } from './grant.ts';
import {
  accountWithLedger,
  accountWithOrders,
  besideAccounts,
  exchange,
  findOrders,
  halting,
  listBeforeEnd,
  listEvents,
  readLedger,
  readMarkets,
  settleTransfers,
  sharePrices,
} from './grant-groups.ts';
import { withSharedLimits } from './shared-limit-grants.ts';

export type JobId = keyof typeof jobs;
export type FunctionId = OperationId | JobId;

/**
 * The rights of each function, without the right to write its audit record. Exhaustive: an operation or job without rights here does not
 * compile.
 */
const ownGrants: Record<FunctionId, readonly Grant[]> = {
  // Another account with the same key is looked for in the tenant's list (Query), and its record decides (BatchGetItem).
  registerExchangeAccount: [
    items('ACCOUNT', 'GetItem', 'PutItem', 'BatchGetItem'),
    // An account beyond the limit leaves the list again.
    items('TENANT', 'PutItem', 'Query', 'DeleteItem'),
    items('KEYCLAIM', 'UpdateItem'),
    { secrets: 'Encrypt' },
  ],
  listExchangeAccounts: [items('TENANT', 'Query'), items('ACCOUNT', 'BatchGetItem')],
  getExchangeAccount: [accountWithLedger, items('TENANT', 'Query')],
  setCredentials: [
    items('ACCOUNT', 'GetItem', 'UpdateItem', 'BatchGetItem'),
    items('TENANT', 'UpdateItem', 'Query'),
    // The former key is free for every tenant.
    items('KEYCLAIM', 'UpdateItem', 'DeleteItem'),
    { secrets: 'Encrypt' },
  ],
  // Reads first: a repeated ACTIVE must not undo a halt.
  setTradingState: [items('ACCOUNT', 'GetItem', 'UpdateItem')],
  listAudit: [items('AUDIT', 'Query')],
  deleteExchangeAccount: [
    // The exchange is asked for open orders and positions first.
    ...exchange,
    items('ACCOUNT', 'DeleteItem'),
    items('TENANT', 'DeleteItem'),
    items('KEYCLAIM', 'UpdateItem', 'DeleteItem'),
    items('ORDER', 'Query', 'DeleteItem'),
    items('TRANSFER', 'Query', 'DeleteItem'),
    items('LEDGER', 'Query', 'BatchWriteItem'),
    // Events that wait in the account are listed before the account goes. A purge blanks the events of the account.
    items('EVENT', 'Query', 'PutItem', 'UpdateItem'),
  ],
  getBalance: exchange,
  getPositions: exchange,
  // Figures name no market: the catalogue stays unread.
  getMargin: [items('ACCOUNT', 'GetItem', 'UpdateItem'), { secrets: 'Decrypt' }],
  // A retry with the same key looks up the earlier transfer and reports the outcome.
  createTransfer: [...exchange, items('TRANSFER', 'GetItem', 'Query', 'PutItem', 'UpdateItem'), ...besideAccounts],
  // A pending transfer is looked for in the exchange's ledger, and the booking is noted.
  getTransfer: [...settleTransfers, items('TRANSFER', 'UpdateItem')],
  decideTransfer: settleTransfers,
  getLeverage: exchange,
  setLeverage: exchange,
  setMarginMode: exchange,
  // A client order id that another account has taken at the exchange: the journals of the accounts with a key of the same customer tell.
  createOrder: [...exchange, items('ORDER', 'GetItem', 'PutItem'), ...besideAccounts],
  getOrder: findOrders,
  // An order in the journal of another account is no order of this account, whatever a person says.
  decideOrder: [...exchange, items('ORDER', 'GetItem', 'PutItem'), ...besideAccounts],
  amendOrder: findOrders,
  cancelOrder: findOrders,
  // The journal tells the terms that the exchange leaves out, and the owner of each order.
  getOpenOrders: [...exchange, items('ORDER', 'BatchGetItem'), { index: 'orderIds', partitions: 'ORDER#*' }],
  // The journal entry is in the ORDER partition. A retry with the same key looks again (UpdateItem). Orders can be named by either id.
  // The ends of the orders are journaled at once (BatchGetItem).
  cancelAllOrders: [...findOrders, items('ORDER', 'BatchGetItem')],
  // The state of the job that follows resting orders stands beside the orders.
  listOrders: [{ index: 'orders', partitions: 'ORDER#*' }, items('ORDER', 'BatchGetItem'), items('ACCOUNT', 'GetItem')],
  // Lists waiting changes first: an answer is then no minute behind. Without an event of the account, the account itself must exist.
  listEvents: [...listEvents, items('ACCOUNT', 'GetItem')],
  haltTrading: halting,
  closePosition: [...exchange, items('ORDER', 'GetItem', 'PutItem'), ...besideAccounts],
  // The journal's index names the orders of fills. Pulls have stored the fills of a market without a ledger.
  getTrades: [...exchange, { index: 'orderIds', partitions: 'ORDER#*' }, items('LEDGER', 'GetItem', 'Query')],
  // Published rates need the account record and no key.
  getFundingHistory: [...readLedger, items('ACCOUNT', 'GetItem'), items('RATES', 'GetItem', 'Query')],
  getRealizedPnl: readLedger,
  // Accounts are read with the list, so a wallet without nonces costs no further read.
  getPortfolio: [
    items('TENANT', 'Query'),
    items('ACCOUNT', 'BatchGetItem', 'UpdateItem'),
    { secrets: 'Decrypt' },
    ...sharePrices,
  ],
  getPnlSummary: [
    accountWithLedger,
    { items: ['LEDGER', 'TENANT'], actions: ['Query'] },
    items('MARKETS', 'GetItem', 'Query'),
  ],
  // Of the two entries of a spot trade the list of markets tells which is the coin and which the money.
  exportPnl: [accountWithLedger, items('LEDGER', 'Query'), items('MARKETS', 'GetItem', 'Query')],
  listSymbols: [readMarkets],
  getTicker: sharePrices,
  getOrderBook: sharePrices,
  getCapabilities: [],
  getHealth: [],
  getOpenapi: [],
  refreshMarkets: [items('MARKETS', 'PutItem')],
  resolveOrders: [
    ...exchange,
    items('ORDER', 'GetItem', 'PutItem', 'UpdateItem'),
    items('TRANSFER', 'Query', 'PutItem', 'UpdateItem'),
    ...besideAccounts,
    ...['ORDERS', 'TRANSFERS', 'BOOKINGS', 'AMENDS', 'CANCELS'].map(pending),
    // Carries pending halts on, as haltTrading began them.
    pending('HALTS'),
    ...listBeforeEnd,
    { index: 'orders', partitions: 'ORDER#*' },
    { index: 'resting', partitions: 'RESTING#*' },
  ],
  // Without the right to store markets: other functions do, and a failed write fails no call.
  followOrders: [
    accountWithOrders,
    items('ACCOUNT', 'UpdateItem'),
    items('MARKETS', 'GetItem', 'Query'),
    { secrets: 'Decrypt' },
    items('ORDER', 'BatchWriteItem', 'UpdateItem'),
    { index: 'resting', partitions: 'RESTING#*' },
  ],
  // As a halt by a caller of the API, and all accounts of an exchange.
  operatorHalt: [...halting, { index: 'accounts', partitions: 'ACCOUNTS#*' }],
  listChanges: listEvents,
  dispatchPulls: [
    { index: 'accounts', partitions: 'ACCOUNTS#*' },
    items('RATES', 'Query'),
    { queue: 'pulls', actions: ['SendMessage'] },
  ],
  pullHistory: [
    ...readLedger,
    // Nonces on spot.
    items('ACCOUNT', 'UpdateItem'),
    // The daily check of a key.
    items('KEYCLAIM', 'UpdateItem'),
    // The progress of fills stands beside the ledger, the journal names the symbols of fills, and stored entries get the order of their trade.
    items('LEDGER', 'GetItem', 'PutItem', 'UpdateItem'),
    { index: 'orders', partitions: 'ORDER#*' },
    items('RATES', 'GetItem', 'Query', 'PutItem'),
    { queue: 'pulls', actions: ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] },
  ],
};

/**
 * Jobs that write audit records: of verdicts that no call saw, of changes that are listed, and of halts by operators. A read of the
 * list lists the waiting changes first.
 */
const keepers: readonly FunctionId[] = ['resolveOrders', 'listChanges', 'listEvents', 'operatorHalt'];

function leavesRecord(id: FunctionId): boolean {
  return keepers.includes(id) || (id in routes && isAudited(routes[id as OperationId]));
}

/** Jobs that settle what commands have sent, as urgently as the commands. */
const settlers: readonly FunctionId[] = ['resolveOrders', 'operatorHalt'];

/** A function whose requests to an exchange may wait while the budget of the address is used up. */
function isPatient(id: FunctionId): boolean {
  return id in routes ? routes[id as OperationId].method === 'GET' : !settlers.includes(id);
}

/** Every operation that can change something leaves a record of the call. */
function grantsOf(id: FunctionId, own: readonly Grant[]): readonly Grant[] {
  const record = leavesRecord(id) ? [items('AUDIT', 'PutItem')] : [];
  return [...withSharedLimits(own, isPatient(id)), ...record];
}

/** The table of all rights. */
export const grants = Object.fromEntries(
  (Object.entries(ownGrants) as [FunctionId, readonly Grant[]][]).map(([id, own]) => [id, grantsOf(id, own)]),
) as Readonly<Record<FunctionId, readonly Grant[]>>;
