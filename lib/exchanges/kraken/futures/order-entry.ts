import { OemsError } from '../../../errors.ts';
import type { ProvidedOrders } from '../../interfaces/order-entry.ts';
import type { OrderRef, OrderRequest } from '../../model/order.ts';
import type { CancelOutcome, SubmitOutcome } from '../../model/outcome.ts';
import { estimateSwap, namedPrice } from '../../rules/estimate.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText, requiredList, requiredRecord, requiredText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../../wire/refusals.ts';
import { futuresBestPrice } from '../estimates.ts';
import { endpoints } from './endpoints.ts';
import { amending } from './errors.ts';
import { findOrder, readOrder, readOrders } from './find-order.ts';
import { readJustEnded } from './just-ended.ts';
import { leverageOf } from './margin.ts';
import { namingWallet } from './margin-wallet.ts';
import { openOrders } from './open-orders.ts';
import {
  acceptedStatuses,
  amendParametersForKrakenFutures,
  isRefusedBy,
  orderFromSendStatus,
  parametersForKrakenFutures,
} from './orders.ts';

const title = 'Kraken Futures';

/** Orders at Kraken Futures. */
export function futuresOrders(wire: MarketWire): ProvidedOrders {
  const { read, attempt, markets } = wire;
  return {
    prepare: async (order, deadline) => ({
      endpoint: 'sendOrder',
      body: parametersForKrakenFutures(order, await markets.market(order.symbol), deadline),
      deadline,
    }),
    submit: async ({ body }, order) => {
      const outcome = await attempt(endpoints.sendOrder, body, (answer) => acknowledged(answer, order));
      return namingWallet(outcome, body, order);
    },
    estimate: async (order) => {
      const market = await markets.market(order.symbol);
      const price = namedPrice(order) ?? futuresBestPrice(await read(endpoints.tickers), market.id, order.side);
      const leverage = order.reduceOnly ? null : await leverageOf(wire, order.symbol);
      return estimateSwap(order, market, price, { levels: market.marginLevels, leverage });
    },
    find: ({ clientOrderId }, since, terms) => findOrder(wire, clientOrderId, since, terms),
    read: ({ exchangeOrderId }, since, withTrigger) => readOrder(wire, exchangeOrderId, since, withTrigger),
    readSome: (refs, since, justEnded) => {
      const ids = refs.map(({ exchangeOrderId }) => exchangeOrderId);
      return justEnded ? readJustEnded(wire, ids, since) : readOrders(wire, ids, since);
    },
    openList: () => openOrders(wire),
    cancel: (ref) => cancelOrder(wire, ref),
    cancelSome: (refs) => cancelSome(wire, refs),
    cancelAll: async () => {
      const answer = await read(endpoints.cancelAllOrders);
      return requiredList(title, requiredRecord(title, answer, 'cancelStatus'), 'cancelledOrders').length;
    },
    prepareAmend: async (ref, _symbol, change, deadline) => ({
      endpoint: 'editOrder',
      body: amendParametersForKrakenFutures(ref, change, deadline),
      deadline,
    }),
    amend: async ({ body }, { exchangeOrderId }) => {
      const outcome = await attempt(endpoints.editOrder, body, (answer) => {
        const editStatus = requiredRecord(title, answer, 'editStatus');
        const status = requiredText(title, editStatus, 'status');
        if (status !== 'edited') throw refusalUnlessPlaced(editStatus, status, amending);
        const id = exchangeOrderId ?? requiredText(title, editStatus, 'orderId');
        return { kind: 'accepted' as const, exchangeOrderId: id, order: null };
      });
      return outcome.kind === 'rejected'
        ? { ...outcome, error: noOrderIfNoId(outcome.error, exchangeOrderId) }
        : outcome;
    },
  };
}

/** Ids of orders are UUIDs. The parser refuses every other text, in one of two shapes: the text names no order. */
const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function noOrderIfNoId(error: OemsError, exchangeOrderId = ''): OemsError {
  const isParsers = error.code === 'INVALID_REQUEST' || error.code === 'INVALID_ORDER';
  if (!isParsers || idForm.test(exchangeOrderId)) return error;
  return new OemsError('NOT_FOUND', 'Kraken Futures does not know this order', { details: error.details });
}

function acknowledged(answer: unknown, order: OrderRequest): Extract<SubmitOutcome, { kind: 'accepted' }> {
  const sendStatus = requiredRecord(title, answer, 'sendStatus');
  const status = optionalText(sendStatus.status);
  if (status === null) throw new MalformedResponse(title, 200);
  if (!acceptedStatuses.includes(status)) throw refusalUnlessPlaced(sendStatus, status);
  // `placed` with no events at all is a known answer: the order lives, and only reading it tells more.
  const hasEvents = Array.isArray(sendStatus.orderEvents) && sendStatus.orderEvents.length > 0;
  return {
    kind: 'accepted',
    exchangeOrderId: requiredText(title, sendStatus, 'order_id'),
    order: hasEvents ? orderFromSendStatus(sendStatus, order) : null,
  };
}

function refusalUnlessPlaced(status: Json, code: string, beside = code): Error {
  return isRefusedBy(status) ? new ExchangeRejection(title, code, beside) : new MalformedResponse(title, 200);
}

const cancelOutcomes: Readonly<Record<string, CancelOutcome>> = {
  cancelled: 'canceled',
  filled: 'gone',
  notFound: 'gone',
};

async function cancelOrder({ read, rejected }: MarketWire, ref: OrderRef): Promise<CancelOutcome> {
  const { exchangeOrderId, clientOrderId = '' } = ref;
  const query = exchangeOrderId === undefined ? { cliOrdId: clientOrderId } : { order_id: exchangeOrderId };
  const answer = await read(endpoints.cancelOrder, query);
  const status = requiredText(title, requiredRecord(title, answer, 'cancelStatus'), 'status');
  const outcome = cancelOutcomes[status];
  if (outcome !== undefined) return outcome;
  throw rejected(status);
}

/**
 * docs.kraken.com/api-reference/order-management/batch-order-management; a batch costs 9 + n of the rate limit, and a single cancellation
 * costs 10.
 */
async function cancelSome({ read }: MarketWire, refs: readonly OrderRef[]): Promise<(CancelOutcome | null)[]> {
  const batchOrder = refs.map(({ exchangeOrderId = '' }) => ({ order: 'cancel', order_id: exchangeOrderId }));
  const answers = requiredList(title, await read(endpoints.batchOrder, { batchOrder }), 'batchStatus');
  return refs.map(({ exchangeOrderId }) => {
    const status = answers.find((answer) => answer.order_id === exchangeOrderId)?.status;
    return cancelOutcomes[String(status)] ?? null;
  });
}
