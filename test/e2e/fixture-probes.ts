import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from 'decimal.js';
import type { JobId } from '../../infra/aws/grants.ts';
import { type OperationId, routes } from '../../lib/contract/routes.ts';
import type { PullMessage } from '../../lib/jobs/pull-message.ts';
import type { Forge, Journal } from './fixture-forge.ts';
import { type Answer, type Client, type KeyPair, type Oems, paramsOf } from './fixture-oems.ts';

/** A fresh account, and what calls on it need. */
export interface Probe {
  readonly client: Client;
  readonly tenant: string;
  /** Id of the account. */
  readonly id: string;
  readonly spot: KeyPair;
  readonly forge: Forge;
  readonly oems: Oems;
  /** Client ids of what `prepare` has placed. */
  readonly placed: { spot: string; swap: string; open: string };
  /** The exchange's ids of the order on swap, and of the open order on spot. */
  readonly ids: { swap: string; open: string };
}

export type Step = (probe: Probe) => Promise<unknown>;

/** The calls that, together, use everything their function may do. */
export interface Scenario {
  readonly prepare?: (probe: Probe) => Promise<unknown>;
  readonly steps: readonly Step[];
}

function call(operation: OperationId, fields: Record<string, unknown>): Step {
  return ({ client, id }) => client.call(operation, { exchange_account_id: id, ...fields });
}

const spot = { market_type: 'spot' };
const swap = { market_type: 'swap' };
function bothWallets(operation: OperationId): Scenario {
  return { steps: [call(operation, spot), call(operation, swap)] };
}

const perp = { symbol: 'BTC/USD:USD', ...swap };
const pair = { symbol: 'BTC/USD', ...spot };
const bid = { side: 'buy', order_type: 'limit', price: 70_000, quantity: 0.001 };

async function placeOrders(probe: Probe): Promise<void> {
  const { client, id: exchange_account_id, placed, ids } = probe;
  const place = async (terms: object, client_order_id: string): Promise<string> => {
    const answer = await client.call('createOrder', { exchange_account_id, ...bid, ...terms, client_order_id });
    if (answer.status !== 200) throw new Error(`an order could not be prepared: ${answer.text}`);
    return (answer.body.data.order as { order_id: string }).order_id;
  };
  Object.assign(placed, { spot: randomUUID(), swap: randomUUID(), open: randomUUID() });
  await place(pair, placed.spot);
  ids.swap = await place(perp, placed.swap);
  ids.open = await place(pair, placed.open);
}

/** ...beside a stop, of which the journal tells more than the exchange. */
async function placeStopToo(probe: Probe): Promise<void> {
  await placeOrders(probe);
  const { client, id: exchange_account_id } = probe;
  const stop = { ...bid, ...perp, side: 'sell', order_type: 'stop_loss', stop_price: 60_000, price: undefined };
  const answer = await client.call('createOrder', { exchange_account_id, ...stop, client_order_id: randomUUID() });
  if (answer.status !== 200) throw new Error(`a stop could not be prepared: ${answer.text}`);
}

/** ...of which the exchange does not tell the client order ids on swap. */
async function placeNamelessToo(probe: Probe): Promise<void> {
  await placeStopToo(probe);
  await probe.oems.stack.simulators.kraken.futures?.control('answers', { client_ids: 'left-out' });
}

/** ...whose fate is open again. A look for such an order asks the journals of the accounts with the same key. */
async function placeOpenOrders(probe: Probe): Promise<void> {
  await placeOrders(probe);
  await registerTwin(probe);
  await probe.forge.reopen(orders(probe), 'UNKNOWN', Date.now() + 3_600_000);
}

function journal(lines: Journal['lines']) {
  return ({ tenant, id }: Probe): Journal => ({
    partition: `${lines === 'TRANSFER' ? 'TRANSFER' : 'ORDER'}#${tenant}#${id}`,
    lines,
  });
}
const orders = journal('ORDER');
const transfers = journal('TRANSFER');
const amendments = journal('AMEND');
const cancelAlls = journal('CANCEL_ALL');
function ledger({ tenant, id }: Probe): string {
  return `LEDGER#${tenant}#${id}`;
}

function ofPlaced(operation: OperationId, fields: Record<string, unknown> = {}): Scenario {
  return {
    prepare: placeOpenOrders,
    steps: [
      ({ ids, ...probe }) => call(operation, { order_id: ids.swap, ...fields })({ ids, ...probe }),
      ...(['swap', 'spot', 'open'] as const).map((which) => (probe: Probe) => {
        const symbol = operation === 'amendOrder' ? { symbol: which === 'swap' ? perp.symbol : pair.symbol } : {};
        return call(operation, { client_order_id: probe.placed[which], ...symbol, ...fields })(probe);
      }),
    ],
  };
}

/** A position to close, an order whose end the halt journals, and changes of every kind that are listed before the halt ends. */
async function prepareHalt(probe: Probe): Promise<void> {
  await placeWaiting(probe);
  await call('createOrder', { ...perp, side: 'buy', order_type: 'market', quantity: 0.001 })(probe);
  await call('createOrder', { ...perp, ...bid })(probe);
}

function halt({ client, id }: Probe) {
  return client.call('setTradingState', { exchange_account_id: id, trading_state: 'HALTED' });
}

/** ...that has been answered: a preparation without the transfer would prove nothing. */
async function move(probe: Probe): Promise<void> {
  const answer = (await transfer('spot', 'swap', randomUUID())(probe)) as Answer;
  if (answer.status !== 200) throw new Error(`a transfer could not be prepared: ${answer.text}`);
}

function transfer(from_account: string, to_account: string, key: string): Step {
  return ({ client, id }) => {
    const body = { exchange_account_id: id, asset: 'USD', amount: 5, from_account, to_account };
    return client.send('POST', routes.createTransfer.path, JSON.stringify(body), { 'idempotency-key': key });
  };
}

/** A look for a transfer asks about the accounts of the tenant that may hold keys of the same customer. */
async function registerNeighbour({ client, oems }: Probe): Promise<void> {
  const params = paramsOf(await oems.mintSpot(), await oems.mintFutures());
  const fields = { exchange_account_id: 'neighbour', exchange: 'kraken', params };
  const answer = await client.call('registerExchangeAccount', fields);
  if (answer.status !== 200) throw new Error(`a second account could not be prepared: ${answer.text}`);
}

/** A second account with the same key. */
async function registerTwin({ client, spot: key }: Probe): Promise<void> {
  const fields = { exchange_account_id: 'neighbour', exchange: 'kraken', params: paramsOf(key) };
  const answer = await client.call('registerExchangeAccount', fields);
  if (answer.status !== 200) throw new Error(`a second account could not be prepared: ${answer.text}`);
}

/** An order of a second account with the same key: the exchange refuses the client order id to the account under probe. */
async function placeAsNeighbour(probe: Probe): Promise<void> {
  const { client } = probe;
  const exchange_account_id = 'neighbour';
  await registerTwin(probe);
  const answer = await client.call('createOrder', { exchange_account_id, ...pair, ...bid, client_order_id: 'taken' });
  if (answer.status !== 200) throw new Error(`the order of a neighbour could not be prepared: ${answer.text}`);
}

/** A line whose call has died, and one that is due for a look. Three times: the resolver of the schedule can be the first to take the line. */
function reopened(lines: (probe: Probe) => Journal, state: 'IN_FLIGHT' | 'UNKNOWN', then: Step): Step[] {
  const step: Step = async (probe) => {
    await probe.forge.reopen(lines(probe), state, 0);
    return then(probe);
  };
  return [step, step, step];
}

/** One message to the worker, as the dispatcher would send it, and what came of its first try. Probes are at Kraken, unless a queue is named. */
async function pull(
  { oems }: Probe,
  message: PullMessage,
  queueArn?: string,
  exchange = 'kraken',
): Promise<{ readonly ok: boolean }> {
  const { sqs, eventSources } = oems.stack;
  const pulls = sqs.queues.filter(({ terms }) => terms.redrive !== undefined);
  const queue = pulls.find(({ name }) =>
    queueArn === undefined ? name.includes(exchange) : queueArn.endsWith(`:${name}`),
  );
  const tried = Promise.withResolvers<{ readonly ok: boolean }>();
  let sent = '';
  const stops = eventSources.map((source) =>
    source.watch((messageId, isDone) => messageId === sent && tried.resolve({ ok: isDone })),
  );
  sent = queue?.send(JSON.stringify(message)).messageId ?? '';
  return tried.promise.finally(() => {
    for (const stop of stops) stop();
  });
}

export const pullAccount: Step = (probe) => pull(probe, { kind: 'account', tenant: probe.tenant, accountId: probe.id });
/** What the worker may do with a queue is missed by any message there. */
export function pullFrom(queueArn: string): Step {
  return (probe) => pull(probe, { kind: 'account', tenant: probe.tenant, accountId: probe.id }, queueArn);
}
/** An account of an exchange that tells the fills of one symbol at a time. */
async function registerByFills(probe: Probe): Promise<void> {
  const [apiKey, secret] = [randomUUID(), randomUUID()].map((text) => text.replaceAll('-', '').repeat(2));
  const { binance } = probe.oems.stack.simulators;
  await binance.spot?.control('key', { customer: `${probe.tenant}-fills`, api_key: apiKey, secret });
  const fields = { exchange_account_id: `${probe.id}-fills`, exchange: 'binance', params: { apiKey, secret } };
  const answer = await probe.client.call('registerExchangeAccount', fields);
  if (answer.status !== 200) throw new Error(`an account could not be prepared: ${answer.text}`);
}
const pullFills: Step = (probe) =>
  pull(probe, { kind: 'account', tenant: probe.tenant, accountId: `${probe.id}-fills` }, undefined, 'binance');
const listFills: Step = ({ client, id }) => client.call('getTrades', { exchange_account_id: `${id}-fills`, ...spot });
const pullRates: Step = (probe) =>
  pull(probe, { kind: 'rates', exchange: 'kraken', marketType: 'swap', symbol: perp.symbol });
const rates = `RATES#kraken#swap#${perp.symbol}`;
/** What has been pulled is read from the ledger. */
function pulled(then: Step): Step {
  return async (probe) => {
    await probe.forge.pretendPulled(ledger(probe), rates);
    return then(probe);
  };
}

function cancelAll(market_type: string, key: string): Step {
  return ({ client, id }) => {
    const query = new URLSearchParams({ exchange_account_id: id, market_type });
    return client.send('DELETE', `${routes.cancelAllOrders.path}?${query}`, undefined, { 'idempotency-key': key });
  };
}

/** An amendment and a cancel-all, each of which has done what it should. */
async function changeOrders(probe: Probe): Promise<void> {
  const client_order_id = randomUUID();
  await call('createOrder', { ...perp, ...bid, client_order_id })(probe);
  await call('amendOrder', { ...perp, client_order_id, price: 70_100 })(probe);
  // The price of an order that ended within a second of its placing is not believed, so the amended price would tell nothing.
  await sleep(1100);
  await cancelAll('swap', randomUUID())(probe);
}

/** Two slots, the first of which has no end yet, and changes that wait for the third: in an order, a transfer and a ledger. */
async function placeWaiting(probe: Probe): Promise<void> {
  for (let slot = 0; slot < 2; slot += 1) {
    await placeOrders(probe);
    await probe.client.call('listEvents');
  }
  await move(probe);
  await closeAndPull(probe);
}

/** ...and in the account. */
async function placeUnlisted(probe: Probe): Promise<void> {
  await placeWaiting(probe);
  await call('setTradingState', { trading_state: 'REDUCE_ONLY' })(probe);
}

/** A closed position: a change that waits in the ledger. */
async function closeAndPull(probe: Probe): Promise<void> {
  for (const side of ['buy', 'sell'])
    await call('createOrder', { ...perp, side, order_type: 'market', quantity: 0.001, client_order_id: randomUUID() })(
      probe,
    );
  await pullAccount(probe);
}

const resolve: Step = ({ oems }) => oems.stack.invokeJob('resolveOrders');

/** Prices are enough for sums for half a minute, in the table and in a container: a probe holds an asset whose price nobody has asked for. */
const assetsToPrice = ['ADA', 'DOT', 'XRP', 'LTC', 'SOL', 'DOGE', 'LINK', 'PEPE', 'LUNC', 'LUNA2'];
function unpricedAsset(): string {
  const asset = assetsToPrice.shift();
  if (asset === undefined) throw new Error('more probes than assets: list more');
  assetsToPrice.push(asset);
  return asset;
}

/** The prices of another caller are fresh for a second: after that second the function takes the turn. */
function pricesOf(operation: 'getTicker' | 'getOrderBook'): Scenario {
  const ask = async ({ client }: Probe) => {
    await sleep(1100);
    return client.call(operation, { exchange: 'kraken', symbol: 'BTC/USD' });
  };
  return { steps: [ask] };
}

const dayMs = 86_400_000;
const exportOfToday: Step = (probe) => {
  const range = { from: String(Date.now() - dayMs), to: String(Date.now() + dayMs) };
  return call('exportPnl', { format: 'csv', market_type: 'spot', ...range })(probe);
};

/** The entries of spot trades are summed under their pairs. */
const summaryBySymbol: Step = (probe) => call('getPnlSummary', { group_by: 'symbol', market_type: 'spot' })(probe);

/** An order that nobody has described yet: the read keeps what the exchange shows. */
async function readUndescribed(probe: Probe): Promise<unknown> {
  await probe.forge.undescribe(orders(probe));
  return call('getOrder', { client_order_id: probe.placed.open })(probe);
}

/** What every invocation by an operator says. */
export const byOperator = { operator: 'arn:aws:iam::123456789012:user/night-shift', reason: 'a probe' };

export const scenarios: Record<OperationId | JobId, Scenario> = {
  registerExchangeAccount: {
    // A full list of entries whose registrations have died: the entries go, and make room.
    prepare: ({ forge, tenant }) => forge.pretendFull(`TENANT#${encodeURIComponent(tenant)}`),
    steps: [
      ({ client, id, spot }) =>
        client.call('registerExchangeAccount', {
          ...{ exchange_account_id: `${id}-new`, exchange: 'kraken', params: paramsOf(spot), verify: false },
        }),
    ],
  },
  listExchangeAccounts: { steps: [({ client }) => client.call('listExchangeAccounts')] },
  getExchangeAccount: { steps: [call('getExchangeAccount', {})] },
  setCredentials: {
    // Another account with the same key is named in the answer.
    prepare: ({ client, id, spot }) =>
      client.call('registerExchangeAccount', {
        ...{ exchange_account_id: `${id}-twin`, exchange: 'kraken', params: paramsOf(spot), verify: false },
      }),
    steps: [
      (probe) => call('setCredentials', { params: paramsOf(probe.spot), verify: false })(probe),
      async (probe) => {
        const other = await probe.oems.mintSpot({ customer: probe.tenant });
        return call('setCredentials', { params: paramsOf(other), verify: false })(probe);
      },
    ],
  },
  setTradingState: { steps: [call('setTradingState', { trading_state: 'ACTIVE' })] },
  listAudit: { steps: [({ client }) => client.call('listAudit', { reason: 'a probe of the rights' })] },
  deleteExchangeAccount: {
    prepare: async (probe) => {
      await placeOrders(probe);
      await move(probe);
      await probe.forge.pretendPulled(ledger(probe), rates);
      await probe.client.call('listEvents');
      // A change that waits in the account.
      await call('setTradingState', { trading_state: 'REDUCE_ONLY' })(probe);
    },
    // The first call asks the exchange, and is refused.
    steps: [call('deleteExchangeAccount', {}), call('deleteExchangeAccount', { purge: true, force: true })],
  },
  getBalance: bothWallets('getBalance'),
  getPositions: bothWallets('getPositions'),
  getMargin: { steps: [call('getMargin', {}), call('getMargin', spot), call('getMargin', swap)] },
  createTransfer: {
    prepare: registerNeighbour,
    steps: [
      transfer('swap', 'spot', randomUUID()),
      transfer('spot', 'swap', 'again'),
      ...reopened(transfers, 'UNKNOWN', transfer('spot', 'swap', 'again')),
      ...reopened(transfers, 'IN_FLIGHT', transfer('spot', 'swap', 'again')),
    ],
  },
  getTransfer: {
    // A single transfer: of two equal ones a look cannot tell which of them the exchange shows.
    prepare: async (probe) => {
      await registerNeighbour(probe);
      await transfer('spot', 'swap', 'lost')(probe);
    },
    steps: [
      call('getTransfer', { idempotency_key: 'lost' }),
      call('getTransfer', { transfer_id: 'unknown' }),
      call('getTransfer', {}),
      call('getTransfer', { status: 'unknown' }),
      ...reopened(transfers, 'UNKNOWN', call('getTransfer', { idempotency_key: 'lost' })),
    ],
  },
  decideTransfer: {
    prepare: async (probe) => {
      await registerNeighbour(probe);
      const { body } = (await transfer('spot', 'swap', 'lost')(probe)) as Answer;
      Object.assign(probe.placed, { open: body.data.client_transfer_id, spot: body.data.transfer_id });
    },
    steps: [
      call('decideTransfer', { client_transfer_id: 'nobody', verdict: 'not_moved' }),
      ...reopened(transfers, 'UNKNOWN', (probe) => {
        const { open: client_transfer_id, spot: transfer_id } = probe.placed;
        return call('decideTransfer', { client_transfer_id, transfer_id, verdict: 'completed' })(probe);
      }),
    ],
  },
  getLeverage: { steps: [call('getLeverage', perp), call('getLeverage', pair)] },
  setLeverage: {
    steps: [call('setLeverage', { ...perp, leverage: 3 }), call('setLeverage', { ...pair, leverage: 3 })],
  },
  setMarginMode: {
    steps: [perp, pair].map((market) => call('setMarginMode', { ...market, margin_mode: 'isolated', leverage: 3 })),
  },
  createOrder: {
    prepare: placeAsNeighbour,
    steps: [
      call('createOrder', { ...pair, ...bid, client_order_id: 'taken' }),
      call('createOrder', { ...perp, ...bid }),
      call('createOrder', { ...pair, ...bid }),
      async (probe) => {
        await halt(probe);
        return call('createOrder', { ...perp, ...bid, client_order_id: randomUUID() })(probe);
      },
    ],
  },
  getOrder: { ...ofPlaced('getOrder'), steps: [...ofPlaced('getOrder').steps, readUndescribed] },
  decideOrder: {
    prepare: placeOpenOrders,
    steps: [
      call('decideOrder', { client_order_id: 'nobody', verdict: 'not_placed' }),
      (probe) => {
        const { placed, ids } = probe;
        return call('decideOrder', { client_order_id: placed.open, order_id: ids.open, verdict: 'placed' })(probe);
      },
    ],
  },
  amendOrder: ofPlaced('amendOrder', { price: 70_100 }),
  cancelOrder: ofPlaced('cancelOrder'),
  // Markets are read for the names of orders, so there must be orders. The index names orders without a client order id.
  getOpenOrders: { prepare: placeNamelessToo, ...bothWallets('getOpenOrders') },
  cancelAllOrders: {
    prepare: async (probe) => {
      await registerTwin(probe);
      await call('createOrder', { ...pair, ...bid, client_order_id: 'undecided' })(probe);
      await probe.forge.reopen(orders(probe), 'UNKNOWN', Date.now() + 3_600_000);
      await placeOrders(probe);
    },
    steps: [
      call('cancelAllOrders', { client_order_ids: 'undecided' }),
      ({ ids, ...probe }) => call('cancelAllOrders', { order_ids: ids.swap })({ ids, ...probe }),
      cancelAll('swap', randomUUID()),
      cancelAll('spot', 'again'),
      ...reopened(cancelAlls, 'UNKNOWN', cancelAll('spot', 'again')),
      ...reopened(cancelAlls, 'IN_FLIGHT', cancelAll('spot', 'again')),
    ],
  },
  listOrders: { steps: [call('listOrders', {})] },
  listEvents: {
    prepare: placeUnlisted,
    // Without an event of the account the account itself is looked for.
    steps: [
      ({ client }) => client.call('listEvents'),
      ({ client, id }) => client.call('listEvents', { exchange_account_id: `${id}-quiet` }),
    ],
  },
  haltTrading: {
    prepare: prepareHalt,
    steps: [
      call('haltTrading', { close_positions: true }),
      ({ client }) => client.call('haltTrading', { all_accounts: true }),
    ],
  },
  closePosition: {
    prepare: async (probe) => {
      await registerTwin(probe);
      await call('createOrder', { ...perp, side: 'buy', order_type: 'market', quantity: 0.001 })(probe);
    },
    steps: [
      // The exchange takes the order, and the answer is lost: a look finds the order.
      async (probe) => {
        const lost = { path: 'sendorder', kind: 'drop-after', times: 1 };
        await probe.oems.stack.simulators.kraken.futures?.control('fault', lost);
        return call('closePosition', { symbol: perp.symbol, client_order_id: 'lost' })(probe);
      },
      call('closePosition', { symbol: perp.symbol, client_order_id: 'close' }),
      call('closePosition', { symbol: pair.symbol }),
    ],
  },
  // Fills on spot do not tell the client order id.
  getTrades: {
    prepare: async (probe) => {
      await registerByFills(probe);
      return call('createOrder', { ...pair, side: 'buy', order_type: 'market', quantity: 0.001 })(probe);
    },
    steps: [...bothWallets('getTrades').steps, listFills],
  },
  getFundingHistory: {
    steps: [
      call('getFundingHistory', { ...perp, kind: 'rates' }),
      call('getFundingHistory', { ...perp, kind: 'payments' }),
      call('getFundingHistory', { ...pair, kind: 'payments' }),
      pulled(call('getFundingHistory', { ...perp, kind: 'payments' })),
      pulled(call('getFundingHistory', { ...perp, kind: 'rates' })),
    ],
  },
  getRealizedPnl: { steps: [...bothWallets('getRealizedPnl').steps, pulled(call('getRealizedPnl', swap))] },
  getPortfolio: {
    steps: [
      (probe) => {
        probe.oems.stack.world.deposit('spot', probe.tenant, unpricedAsset(), new Decimal(1));
        return probe.client.call('getPortfolio');
      },
    ],
  },
  getPnlSummary: {
    prepare: (probe) => probe.forge.pretendTraded(ledger(probe)),
    steps: [({ client }) => client.call('getPnlSummary'), pulled(summaryBySymbol)],
  },
  // The list of markets is read for a spot trade alone.
  exportPnl: { prepare: (probe) => probe.forge.pretendTraded(ledger(probe)), steps: [pulled(exportOfToday)] },
  listSymbols: { steps: [({ client }) => client.call('listSymbols', { exchange: 'kraken' })] },
  getTicker: pricesOf('getTicker'),
  getOrderBook: pricesOf('getOrderBook'),
  getCapabilities: { steps: [({ client }) => client.call('getCapabilities')] },
  getHealth: { steps: [({ client }) => client.call('getHealth')] },
  getOpenapi: { steps: [({ client }) => client.call('getOpenapi')] },
  refreshMarkets: { steps: [({ oems }) => oems.stack.invokeJob('refreshMarkets')] },
  dispatchPulls: { steps: [({ oems }) => oems.stack.invokeJob('dispatchPulls')] },
  // Rates that were pulled before are looked at again from their beginning once a day.
  pullHistory: {
    prepare: async (probe) => {
      await registerByFills(probe);
      // The order of a trade is written into the entry of the trade.
      await call('createOrder', { ...perp, side: 'buy', order_type: 'market', quantity: 0.001 })(probe);
      return probe.forge.pretendPulled(ledger(probe), rates);
    },
    steps: [pullAccount, pullFills, pullRates],
  },
  listChanges: { prepare: placeUnlisted, steps: [({ oems }) => oems.stack.invokeJob('listChanges')] },
  followOrders: {
    // The description of an order is written only where the exchange tells something new.
    prepare: async (probe) => {
      await placeOrders(probe);
      await probe.forge.undescribe(orders(probe));
    },
    steps: [({ oems }) => oems.stack.invokeJob('followOrders')],
  },
  operatorHalt: {
    prepare: prepareHalt,
    steps: [
      ({ oems, tenant }) => oems.stack.invokeJob('operatorHalt', { ...byOperator, tenant, close_positions: true }),
      ({ oems }) => oems.stack.invokeJob('operatorHalt', { ...byOperator, exchange: 'kraken', limit: 1 }),
    ],
  },
  resolveOrders: {
    // The one order is found with other terms than it was placed with: only its amendment tells why.
    // Two slots of events lie there: the listing before the end of a halt gives an end to the slot before the last.
    prepare: async (probe) => {
      await changeOrders(probe);
      await probe.oems.stack.invokeJob('listChanges');
      await registerNeighbour(probe);
      await move(probe);
      await probe.oems.stack.invokeJob('listChanges');
    },
    steps: [
      ...[orders, transfers, amendments, cancelAlls].flatMap((lines) => reopened(lines, 'UNKNOWN', resolve)),
      async (probe) => {
        await closeAndPull(probe);
        await probe.forge.pretendHalted(`ACCOUNT#${probe.tenant}#${probe.id}`);
        return resolve(probe);
      },
    ],
  },
};
