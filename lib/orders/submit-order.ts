import type { TradingState } from '../accounts/account.ts';
import { type OpenExchange, openExchange } from '../accounts/open-exchange.ts';
import { OemsError } from '../api/errors.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import type { OrderRequest, SubmitOutcome } from '../exchanges/exchange.ts';
import type { ExchangeRow } from '../exchanges/exchanges.ts';
import { describedOrder, type Order, type OrderIdentity, type OrderIntent, undescribedOrder } from './order.ts';

/** A dry run: the exact parameters the order would leave with. */
export interface DryRun {
  readonly request: OrderRequest;
  readonly exchange: string;
  readonly accountId: string;
  readonly parameters: Record<string, string>;
}

/**
 * Places one order. Nothing is sent twice but after a refused nonce, which is refused before execution. An order whose fate the
 * answer does not tell is looked up; if that does not settle it, its status is `unknown` and it is never sent again.
 */
export const submitOrder = async (intent: OrderIntent): Promise<Order> => {
  const { opened, request } = await prepare(intent, 2);
  const notAfter = sharedNow() + opened.row.orderDeadlineMs;
  const identity: OrderIdentity = {
    exchange: opened.row.id,
    accountId: intent.ref.accountId,
    request,
    sentAt: sharedNow(),
  };
  const outcome = await placeOnce(opened, request, notAfter);
  log({ level: 'INFO', message: 'order', account: intent.ref.accountId, outcome: outcome.kind }, currentCall());
  if (outcome.kind === 'accepted') return readBack(opened, identity, outcome);
  if (outcome.kind === 'unknown') return lookUp(opened, identity);
  throw outcome.error;
};

/** Everything submitOrder does but sending. */
export const dryRunOrder = async (intent: OrderIntent): Promise<DryRun> => {
  const { opened, request } = await prepare(intent, 1);
  const parameters = opened.exchange.orderParameters(request, sharedNow() + opened.row.orderDeadlineMs);
  return { request, exchange: opened.row.id, accountId: intent.ref.accountId, parameters };
};

const prepare = async (
  intent: OrderIntent,
  nonces: number,
): Promise<{ opened: OpenExchange; request: OrderRequest }> => {
  const opened = await openExchange(intent.ref, intent.product, { nonces, symbol: intent.symbol });
  enforceTradingState(opened.account.tradingState, intent);
  const { ref: _ref, product: _product, dryRun: _dryRun, ...terms } = intent;
  return { opened, request: { ...terms, clientOrderId: clientOrderIdFor(intent, opened.row) } };
};

const clientOrderIdFor = ({ clientOrderId }: OrderIntent, row: ExchangeRow): string => {
  if (clientOrderId === undefined) return row.clientOrderId.create();
  if (row.clientOrderId.pattern.test(clientOrderId)) return clientOrderId;
  const message = `${row.title} takes ${row.clientOrderId.rule}`;
  throw new OemsError('INVALID_REQUEST', `client_order_id: ${message}`, {
    details: [{ field: 'client_order_id', message }],
  });
};

/** From the record that was read anyway: a halt holds from the very next order on. */
const enforceTradingState = (state: TradingState, intent: OrderIntent): void => {
  if (state === 'ACTIVE') return;
  const reduces = intent.product === 'swap' ? intent.reduceOnly : intent.side === 'sell';
  if (state === 'REDUCE_ONLY' && reduces) return;
  const allowed = state === 'HALTED' ? 'no new orders' : 'only reduce_only orders on futures and sells on spot';
  throw new OemsError(
    'ORDER_REJECTED',
    `denied: the account is ${state}, which allows ${allowed}; change it with PUT /delegation/exchange-account/trading-state`,
  );
};

/** A nonce refused again and again over more than a second: before one more try, make sure that no copy has arrived. */
const placeOnce = async (
  { exchange }: OpenExchange,
  request: OrderRequest,
  notAfter: number,
): Promise<SubmitOutcome> => {
  const first = await exchange.submitOrder(request, notAfter);
  if (first.kind !== 'nonceRefused') return first;
  const found = await exchange.findOrder(request.clientOrderId, request.symbol).catch(() => null);
  if (found === null) return { kind: 'unknown', error: first.error };
  if (found.kind === 'found')
    return { kind: 'accepted', exchangeOrderId: found.order.exchangeOrderId, order: found.order };
  return exchange.submitOrder(request, notAfter);
};

/** An acknowledgement alone tells no fill; the order is read back where the acknowledgement did not carry it. */
const readBack = async (
  { exchange }: OpenExchange,
  identity: OrderIdentity,
  accepted: SubmitOutcome & { kind: 'accepted' },
): Promise<Order> => {
  if (accepted.order !== null) return describedOrder(identity, accepted.order);
  const found = await exchange.readOrder(accepted.exchangeOrderId).catch(() => null);
  return found === null
    ? undescribedOrder(identity, 'pending', accepted.exchangeOrderId)
    : describedOrder(identity, found);
};

/** A failed look-up proves nothing: only `found` changes what is known. */
const lookUp = async ({ exchange }: OpenExchange, identity: OrderIdentity): Promise<Order> => {
  const found = await exchange.findOrder(identity.request.clientOrderId, identity.request.symbol).catch(() => null);
  if (found?.kind === 'found') return describedOrder(identity, found.order);
  return undescribedOrder(identity, 'unknown', null);
};
