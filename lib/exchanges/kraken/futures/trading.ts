import type KrakenFuturesClient from 'ccxt/js/src/krakenfutures.js';
import { Decimal } from '../../../decimal.ts';
import type { Fill, Page, PageRequest } from '../../model/history.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest } from '../../model/order.ts';
import type { CancelOutcome, FindOutcome, FindTerms, SubmitOutcome } from '../../model/outcome.ts';
import type { Market } from '../../rules/steps.ts';
import { CcxtExchange } from '../../wire/ccxt-exchange.ts';
import { type Json, optionalText, requiredList, requiredRecord, requiredText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse, readError } from '../../wire/refusals.ts';
import { readKrakenFuturesFills } from '../fills.ts';
import { amendParametersForKrakenFutures } from './amend.ts';
import { krakenFuturesRules } from './errors.ts';
import { bearerOf, findInEvents, isOfTakenId } from './find-order.ts';
import {
  acceptedStatuses,
  hasExecutions,
  orderFromOpenOrders,
  orderFromSendStatus,
  orderFromStatus,
  parametersForKrakenFutures,
} from './orders.ts';
import { symbolOfContract } from './symbols.ts';

const title = 'Kraken Futures';

const cancelOutcomes: Readonly<Record<string, CancelOutcome>> = {
  cancelled: 'canceled',
  filled: 'gone',
  notFound: 'gone',
};

function refusalUnlessExecuted(sendStatus: Json, status: string): Error {
  return hasExecutions(sendStatus) ? new MalformedResponse(title, 200) : new ExchangeRejection(title, status);
}

/** Orders at Kraken Futures: placing, finding, amending, canceling, and their fills. */
export abstract class KrakenFuturesTrading extends CcxtExchange<KrakenFuturesClient> {
  protected readonly title = title;
  protected readonly rules = krakenFuturesRules;

  protected parametersOf(order: OrderRequest, market: Market, notAfter: number): Record<string, string> {
    return parametersForKrakenFutures(order, market, notAfter);
  }

  protected async place(parameters: Record<string, string>, order: OrderRequest): Promise<SubmitOutcome> {
    const sendStatus = requiredRecord(title, await this.client.privatePostSendorder(parameters), 'sendStatus');
    const status = optionalText(sendStatus.status);
    if (status === null) throw new MalformedResponse(title, 200);
    if (!acceptedStatuses.includes(status)) throw refusalUnlessExecuted(sendStatus, status);
    const exchangeOrderId = requiredText(title, sendStatus, 'order_id');
    // `placed` with no events at all is a known answer: the order lives, and only reading it tells more.
    const told = Array.isArray(sendStatus.orderEvents) && sendStatus.orderEvents.length > 0;
    return { kind: 'accepted', exchangeOrderId, order: told ? orderFromSendStatus(sendStatus, order) : null };
  }

  /**
   * `orders/status` forgets an order 5 s after its end; what it has forgotten is in the order and trigger events. A rejected order is
   * not the last word: it may be a second copy of one that has been forgotten. Nor are the events where the fills know more: they come
   * from another service, which may be behind.
   */
  async findOrder(
    clientOrderId: string,
    _symbol: string,
    since: number,
    { older, inFills }: FindTerms = {},
  ): Promise<FindOutcome> {
    const current = await this.orderStatus(
      { cliOrdIds: clientOrderId },
      (order) => order.clientOrderId === clientOrderId,
    );
    const isLastWord = current !== null && current.status !== 'rejected';
    const isOther = (order: Json) => order.clientId === clientOrderId && order.uid !== current?.exchangeOrderId;
    const other = isLastWord ? null : await this.inEvents(isOther, since);
    const found = bearerOf([other, current].filter((order) => order !== null));
    if (found !== null && found.status !== 'rejected')
      return { kind: 'found', order: await this.withAveragePrice(found) };
    const asksFills = found === null ? inFills : older === undefined;
    const order = (asksFills ? await this.tradedOrder(clientOrderId, since) : null) ?? found;
    return order === null ? { kind: 'absent' } : { kind: 'found', order };
  }

  /** The order with this client order id that has a fill. One that cannot be read is not absent: throws. */
  private async tradedOrder(clientOrderId: string, since: number): Promise<ExchangeOrder | null> {
    const fill = (await this.fillsSince(since)).find((one) => one.clientOrderId === clientOrderId);
    if (fill === undefined) return null;
    const order = fill.orderId === null ? null : await this.readOrder(fill.orderId, since);
    if (order === null || order.status === 'rejected') throw new MalformedResponse(title, 200);
    return order;
  }

  async openOrders(symbol?: string): Promise<ExchangeOrder[]> {
    this.requireKnown(symbol);
    const rows = requiredList(title, await this.call(() => this.client.privateGetOpenorders()), 'openOrders');
    const orders = rows.map((row) => orderFromOpenOrders(row, this.symbolOf(requiredText(title, row, 'symbol'))));
    return orders.filter((order) => symbol === undefined || order.symbol === symbol);
  }

  async cancelOrder(ref: OrderRef): Promise<CancelOutcome> {
    const query: Record<string, string> =
      ref.exchangeOrderId === undefined ? { cliOrdId: ref.clientOrderId ?? '' } : { order_id: ref.exchangeOrderId };
    const answer = await this.call(() => this.client.privatePostCancelorder(query));
    const status = requiredText(title, requiredRecord(title, answer, 'cancelStatus'), 'status');
    const outcome = cancelOutcomes[status];
    if (outcome !== undefined) return outcome;
    throw readError(this.rules, title, new ExchangeRejection(title, status));
  }

  /** docs.kraken.com/api-reference/order-management/batch-order-management; it costs 9 + n of the rate limit, one by one each costs 10. */
  async cancelOrders(ids: readonly string[]): Promise<readonly (CancelOutcome | null)[]> {
    const batchOrder = ids.map((id) => ({ order: 'cancel', order_id: id }));
    const answer = await this.call(() => this.client.privatePostBatchorder({ batchOrder }));
    const rows = requiredList(title, answer, 'batchStatus');
    return ids.map((id) => {
      const status = rows.find((row) => row.order_id === id)?.status;
      return cancelOutcomes[String(status)] ?? null;
    });
  }

  async cancelAllOrders(): Promise<number> {
    const answer = await this.call(() => this.client.privatePostCancelallorders());
    return requiredList(title, requiredRecord(title, answer, 'cancelStatus'), 'cancelledOrders').length;
  }

  protected amendParametersOf(ref: OrderRef, change: OrderChange, notAfter: number): Record<string, string> {
    return amendParametersForKrakenFutures(ref, change, notAfter);
  }

  protected async amend(parameters: Record<string, string>, ref: OrderRef): Promise<SubmitOutcome> {
    const editStatus = requiredRecord(title, await this.client.privatePostEditorder(parameters), 'editStatus');
    const status = requiredText(title, editStatus, 'status');
    if (status !== 'edited') throw refusalUnlessExecuted(editStatus, status);
    return {
      kind: 'accepted',
      exchangeOrderId: ref.exchangeOrderId ?? requiredText(title, editStatus, 'orderId'),
      order: null,
    };
  }

  async readOrder(exchangeOrderId: string, since: number, withTrigger = false): Promise<ExchangeOrder | null> {
    const isWanted = (order: Json) => order.uid === exchangeOrderId;
    const found = (await this.currentOrder(exchangeOrderId)) ?? (await this.inEvents(isWanted, since, withTrigger));
    return found === null ? null : this.withAveragePrice(found);
  }

  /** Neither status nor events carry a price of execution; the fills do, while they are among the last hundred. */
  private async withAveragePrice(order: ExchangeOrder): Promise<ExchangeOrder> {
    if (order.filledQuantity === null || new Decimal(order.filledQuantity).isZero()) return order;
    // An order that was found stays found when its fills cannot be read.
    const { items } = await this.fills({ limit: 100 }).catch(() => ({ items: [] as Fill[] }));
    const own = items.filter(({ orderId }) => orderId === order.exchangeOrderId);
    const quantity = own.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0));
    if (!quantity.eq(order.filledQuantity)) return order;
    const cost = own.reduce((sum, fill) => sum.plus(new Decimal(fill.quantity).mul(fill.price)), new Decimal(0));
    return { ...order, averagePrice: cost.div(quantity).toSignificantDigits(18).toFixed() };
  }

  fills(request: PageRequest): Promise<Page<Fill>> {
    this.requireKnown(request.symbol);
    const read = (query: Record<string, string>) => this.call(() => this.client.privateGetFills(query));
    return readKrakenFuturesFills(read, request, this.symbolOf);
  }

  protected readonly symbolOf = (contract: string): string => {
    const id = contract.toUpperCase();
    const known = this.client.safeSymbol(id);
    return known === undefined || known === id ? symbolOfContract(id) : known;
  };

  private async inEvents(
    isWanted: (order: Json) => boolean,
    since: number,
    withTrigger = false,
  ): Promise<ExchangeOrder | null> {
    const orders = (query: Record<string, string>) => this.call(() => this.client.historyGetOrders(query));
    const triggers = (query: Record<string, string>) => this.call(() => this.client.historyGetTriggers(query));
    const inOrders = await findInEvents(orders, isWanted, since, this.symbolOf);
    const ordered = bearerOf(inOrders);
    if (ordered !== null && ordered.status !== 'rejected' && !withTrigger) return this.unlessForgotten(ordered);
    const inTriggers = await findInEvents(triggers, isWanted, since, this.symbolOf);
    // A fired trigger goes on as an order: what the order events say is the later word.
    const others = inTriggers.filter((trigger) => !inOrders.some((order) => isSame(order, trigger)));
    const found = bearerOf([...others, ...inOrders]);
    if (found === null) return null;
    const { stopPrice } = inTriggers.find((trigger) => isSame(trigger, found)) ?? found;
    return this.unlessForgotten({ ...found, stopPrice: stopPrice ?? found.stopPrice });
  }

  /** `orders/status` knows every open order: of one that it has forgotten the events are behind, unless it came between the two requests. */
  private async unlessForgotten(order: ExchangeOrder): Promise<ExchangeOrder> {
    if (order.status !== 'open' && order.status !== 'partially_filled') return order;
    return (await this.currentOrder(order.exchangeOrderId)) ?? { ...order, status: 'unknown' };
  }

  private currentOrder(exchangeOrderId: string): Promise<ExchangeOrder | null> {
    return this.orderStatus({ orderIds: exchangeOrderId }, (order) => order.exchangeOrderId === exchangeOrderId);
  }

  /** Null when the answer, whatever else is in it, does not hold the order asked for. */
  private async orderStatus(
    query: Record<string, string>,
    isWanted: (order: ExchangeOrder) => boolean,
  ): Promise<ExchangeOrder | null> {
    const answer = await this.call(() => this.client.request('orders/status', 'private', 'POST', query));
    const entries = requiredList(title, answer, 'orders').filter(({ error }) => !isOfTakenId(error));
    const orders = entries.map((entry) => {
      const { symbol } = requiredRecord(title, entry, 'order');
      return orderFromStatus(entry, this.symbolOf(String(symbol)));
    });
    return bearerOf(orders.filter(isWanted));
  }
}

function isSame(one: ExchangeOrder, other: ExchangeOrder): boolean {
  return one.exchangeOrderId === other.exchangeOrderId;
}
