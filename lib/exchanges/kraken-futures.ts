import KrakenFuturesClient from 'ccxt/js/src/krakenfutures.js';
import { Decimal } from 'decimal.js';
import { OemsError } from '../api/errors.ts';
import { type Answer, clientOptions } from './ccxt-client.ts';
import { CcxtExchange } from './ccxt-exchange.ts';
import { ExchangeRefusal, GarbledAnswer, readError } from './errors.ts';
import type {
  Balance,
  CancelOutcome,
  DecimalString,
  ExchangeOrder,
  Fill,
  FindOutcome,
  FundingPayment,
  FundingRate,
  KeyReport,
  OrderChange,
  OrderRef,
  OrderRequest,
  Page,
  PageRequest,
  Position,
  RealizedPnlEvent,
  SubmitOutcome,
  TimeRange,
  TransferRequest,
} from './exchange.ts';
import type { ExchangeModule } from './exchanges.ts';
import { readKrakenFuturesFills } from './kraken-fills.ts';
import { krakenFuturesRules } from './kraken-futures-errors.ts';
import { findInEvents } from './kraken-futures-find.ts';
import { readFundingPayments, readFundingRates, readRealizedPnl } from './kraken-futures-history.ts';
import {
  acceptedStatuses,
  orderFromOpenOrders,
  orderFromSendStatus,
  orderFromStatus,
  parametersForKrakenFutures,
} from './kraken-futures-orders.ts';
import { markPrices, positionFromKrakenFutures } from './kraken-futures-positions.ts';
import { decimalText, type Market } from './market.ts';
import {
  isRecord,
  type Json,
  optionalText,
  records,
  requiredList,
  requiredRecord,
  requiredText,
} from './read-answer.ts';

const title = 'Kraken Futures';

/** What the history and auth services answer with instead of a result. */
const answersWithoutResult = ['logs', 'elements', 'rates', 'permissions'];

/** `result: "success"` for /derivatives; the history service answers with bare lists. An error code is an error under any HTTP status. */
export const verifyKrakenFuturesAnswer = ({ status, json }: Answer): void => {
  if (!isRecord(json)) throw new GarbledAnswer(title, status);
  const code = errorCode(json);
  if (code !== null) throw new ExchangeRefusal(title, code);
  const succeeded = json.result === 'success' || answersWithoutResult.some((key) => key in json);
  if (status !== 200 || !succeeded) throw new GarbledAnswer(title, status);
};

const errorCode = (json: Json): string | null => {
  const [first] = Array.isArray(json.errors) ? json.errors : [];
  if (isRecord(first)) return optionalText(first.message) ?? String(first.code);
  if (typeof first === 'string') return first;
  return optionalText(json.error);
};

export class KrakenFutures extends CcxtExchange<KrakenFuturesClient> {
  protected readonly title = title;
  protected readonly rules = krakenFuturesRules;

  /** That the key can read the wallet shows that it exists and signs correctly; the auth service tells what else it may. */
  async checkKey(): Promise<KeyReport> {
    await this.call(() => this.client.privateGetAccounts());
    const answer = await this.call(() => this.client.request('api-keys/v3/check', 'auth', 'GET', { version: 'v1' }));
    const { general, transfer } = requiredRecord(title, answer, 'permissions');
    const permissions = [`general:${general}`, `transfer:${transfer}`];
    return { permissions, canWithdraw: transfer === 'FULL_ACCESS', nonce: null, nonceWindow: null };
  }

  /** The multi-collateral (`flex`) wallet, which margins the contracts; `available` is what Kraken lets one withdraw. */
  async balances(): Promise<Balance[]> {
    const accounts = requiredRecord(title, await this.call(() => this.client.privateGetAccounts()), 'accounts');
    const flex = requiredRecord(title, accounts, 'flex');
    return records(requiredRecord(title, flex, 'currencies')).map(([id, row]) => {
      const total = new Decimal(requiredText(title, row, 'quantity'));
      const free = new Decimal(requiredText(title, row, 'available'));
      const used = Decimal.max(total.minus(free), 0);
      return {
        asset: this.client.safeCurrencyCode(id) ?? id,
        free: free.toFixed(),
        used: used.toFixed(),
        total: total.toFixed(),
      };
    });
  }

  override async positions(): Promise<Position[]> {
    const rows = requiredList(title, await this.call(() => this.client.privateGetOpenpositions()), 'openPositions');
    if (rows.length === 0) return [];
    const marks = markPrices(await this.call(() => this.client.publicGetTickers()));
    return rows.map((row) => {
      const id = requiredText(title, row, 'symbol').toUpperCase();
      return positionFromKrakenFutures(row, this.knownMarket(this.symbolOf(id)), marks.get(id) ?? null);
    });
  }

  protected parametersOf(order: OrderRequest, market: Market, notAfter: number): Record<string, string> {
    return parametersForKrakenFutures(order, market, notAfter);
  }

  protected async place(parameters: Record<string, string>, order: OrderRequest): Promise<SubmitOutcome> {
    const sendStatus = requiredRecord(title, await this.client.privatePostSendorder(parameters), 'sendStatus');
    const status = optionalText(sendStatus.status);
    if (status === null) throw new GarbledAnswer(title, 200);
    if (!acceptedStatuses.includes(status)) throw new ExchangeRefusal(title, status);
    const exchangeOrderId = requiredText(title, sendStatus, 'order_id');
    // `placed` with no events at all is a known answer: the order lives, and only reading it tells more.
    const told = Array.isArray(sendStatus.orderEvents) && sendStatus.orderEvents.length > 0;
    return { kind: 'accepted', exchangeOrderId, order: told ? orderFromSendStatus(sendStatus, order) : null };
  }

  /** `orders/status` forgets an order 5 s after its end; what it has forgotten is in the order and trigger events. */
  async findOrder(clientOrderId: string, symbol: string, since: number): Promise<FindOutcome> {
    const isWanted = (order: Json) => order.clientId === clientOrderId;
    const found = (await this.orderStatus({ cliOrdIds: clientOrderId })) ?? (await this.inEvents(isWanted, since));
    if (found === null) return { kind: 'absent' };
    return { kind: 'found', order: { ...(await this.withAveragePrice(found)), symbol } };
  }

  async openOrders(symbol?: string): Promise<ExchangeOrder[]> {
    const rows = requiredList(title, await this.call(() => this.client.privateGetOpenorders()), 'openOrders');
    const orders = rows.map((row) => orderFromOpenOrders(row, this.symbolOf(requiredText(title, row, 'symbol'))));
    return orders.filter((order) => symbol === undefined || order.symbol === symbol);
  }

  async cancelOrder(ref: OrderRef): Promise<CancelOutcome> {
    const query: Record<string, string> =
      ref.exchangeOrderId === undefined ? { cliOrdId: ref.clientOrderId ?? '' } : { order_id: ref.exchangeOrderId };
    const answer = await this.call(() => this.client.privatePostCancelorder(query));
    const status = requiredText(title, requiredRecord(title, answer, 'cancelStatus'), 'status');
    if (status === 'cancelled') return 'canceled';
    if (status === 'filled' || status === 'notFound') return 'gone';
    throw readError(this.rules, title, new ExchangeRefusal(title, status));
  }

  async cancelAllOrders(symbol?: string): Promise<number> {
    const query: Record<string, string> = symbol === undefined ? {} : { symbol: this.market(symbol).id };
    const answer = await this.call(() => this.client.privatePostCancelallorders(query));
    return requiredList(title, requiredRecord(title, answer, 'cancelStatus'), 'cancelledOrders').length;
  }

  protected async amend(ref: OrderRef, change: OrderChange, notAfter: number): Promise<SubmitOutcome> {
    const query: Record<string, string> = {
      ...(ref.exchangeOrderId === undefined ? { cliOrdId: ref.clientOrderId ?? '' } : { orderId: ref.exchangeOrderId }),
      ...(change.quantity === undefined ? {} : { size: change.quantity }),
      ...(change.price === undefined ? {} : { limitPrice: change.price }),
      ...(change.stopPrice === undefined ? {} : { stopPrice: change.stopPrice }),
      processBefore: new Date(notAfter).toISOString(),
    };
    const editStatus = requiredRecord(title, await this.client.privatePostEditorder(query), 'editStatus');
    const status = requiredText(title, editStatus, 'status');
    if (status !== 'edited') throw new ExchangeRefusal(title, status);
    return {
      kind: 'accepted',
      exchangeOrderId: ref.exchangeOrderId ?? requiredText(title, editStatus, 'orderId'),
      order: null,
    };
  }

  async readOrder(exchangeOrderId: string, since: number): Promise<ExchangeOrder | null> {
    const isWanted = (order: Json) => order.uid === exchangeOrderId;
    const found = (await this.orderStatus({ orderIds: exchangeOrderId })) ?? (await this.inEvents(isWanted, since));
    return found === null ? null : this.withAveragePrice(found);
  }

  /** Neither status nor events carry a price of execution; the fills do, while they are among the last hundred. */
  private async withAveragePrice(order: ExchangeOrder): Promise<ExchangeOrder> {
    if (order.filledQuantity === null || new Decimal(order.filledQuantity).isZero()) return order;
    const { items } = await this.fills({ limit: 100 });
    const own = items.filter(({ orderId }) => orderId === order.exchangeOrderId);
    const quantity = own.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0));
    if (!quantity.eq(order.filledQuantity)) return order;
    const cost = own.reduce((sum, fill) => sum.plus(new Decimal(fill.quantity).mul(fill.price)), new Decimal(0));
    return { ...order, averagePrice: cost.div(quantity).toSignificantDigits(18).toFixed() };
  }

  fills(request: PageRequest): Promise<Page<Fill>> {
    const read = (query: Record<string, string>) => this.call(() => this.client.privateGetFills(query));
    return readKrakenFuturesFills(read, request, this.symbolOf);
  }

  /** Kraken books "Withdrawal" from the futures wallet to spot; docs: the key needs withdrawal access. */
  async transfer(request: TransferRequest): Promise<{ exchangeTransferId: string | null }> {
    const currency = request.asset === 'BTC' ? 'xbt' : request.asset.toLowerCase();
    const parameters = { currency, amount: request.amount, sourceWallet: 'flex' };
    return this.moveOnce(async () => {
      const answer = (await this.client.privatePostWithdrawal(parameters)) as Json;
      return { exchangeTransferId: optionalText(answer.uid) };
    });
  }

  /** The pair's leverage preference; null when there is none, which is cross margin. */
  override async leverage(symbol: string): Promise<DecimalString | null> {
    const { id } = this.market(symbol);
    const answer = await this.call(() => this.client.privateGetLeveragepreferences({ symbol: id }));
    const found = requiredList(title, answer, 'leveragePreferences').find(
      (row) => String(row.symbol).toUpperCase() === id,
    );
    return found === undefined ? null : decimalText(found.maxLeverage);
  }

  /** Any preference makes the pair isolated (docs.kraken.com set-leverage-settings). */
  override async setLeverage(symbol: string, leverage: DecimalString): Promise<void> {
    const parameters = { symbol: this.market(symbol).id, maxLeverage: leverage };
    await this.call(() => this.client.privatePutLeveragepreferences(parameters));
  }

  /** Without maxLeverage the preference is removed: cross. CCXT has no unified call for it. */
  override async setCrossMargin(symbol: string): Promise<void> {
    await this.call(() => this.client.privatePutLeveragepreferences({ symbol: this.market(symbol).id }));
  }

  override async fundingRates(symbol: string, range: TimeRange): Promise<FundingRate[]> {
    const { id } = this.market(symbol);
    if (!id.startsWith('PF_') && !id.startsWith('PI_'))
      throw new OemsError('NOT_SUPPORTED', `${symbol} is no perpetual: it has no funding`);
    return readFundingRates(
      await this.call(() => this.client.publicGetHistoricalfundingrates({ symbol: id })),
      symbol,
      range,
    );
  }

  override fundingPayments(request: PageRequest): Promise<Page<FundingPayment>> {
    return readFundingPayments(this.accountLog, request, this.symbolOf);
  }

  override realizedPnl(request: PageRequest): Promise<Page<RealizedPnlEvent>> {
    const fills = () => this.call(() => this.client.privateGetFills());
    return readRealizedPnl(this.accountLog, fills, request, this.symbolOf);
  }

  private readonly accountLog = (query: Record<string, string>): Promise<unknown> =>
    this.call(() => this.client.historyGetAccountLog(query));

  private readonly symbolOf = (contract: string): string => this.client.safeSymbol(contract.toUpperCase()) ?? contract;

  private async inEvents(isWanted: (order: Json) => boolean, since: number): Promise<ExchangeOrder | null> {
    const orders = (query: Record<string, string>) => this.call(() => this.client.historyGetOrders(query));
    const triggers = (query: Record<string, string>) => this.call(() => this.client.historyGetTriggers(query));
    // A fired trigger goes on as an order: what the order events say is the later word.
    const inOrders = await findInEvents(orders, isWanted, since, this.symbolOf);
    return inOrders ?? findInEvents(triggers, isWanted, since, this.symbolOf);
  }

  private async orderStatus(query: Record<string, string>): Promise<ExchangeOrder | null> {
    const answer = await this.call(() => this.client.request('orders/status', 'private', 'POST', query));
    const [entry] = requiredList(title, answer, 'orders');
    if (entry === undefined) return null;
    const order = requiredRecord(title, entry, 'order');
    return orderFromStatus(entry, this.symbolOf(String(order.symbol)));
  }
}

export const krakenFuturesModule: ExchangeModule = {
  newClient: ({ origin, transport, ...credentials }) =>
    new KrakenFuturesClient({
      ...clientOptions(transport),
      ...credentials,
      urls: { api: urlsAt(origin) },
      // docs.kraken.com/api-reference/api-keys/check-v3-api-key; unknown to CCXT, signed like the rest.
      options: { maxRetriesOnFailure: 0, access: { auth: { GET: { 'api-keys/v3/check': 'private' } } } },
    }),
  newExchange: (client) => new KrakenFutures(client as KrakenFuturesClient),
  rules: krakenFuturesRules,
  protocol: { verifyAnswer: verifyKrakenFuturesAnswer, nonce: null, oncePaths: ['sendorder', 'withdrawal'] },
};

const urlsAt = (origin: string): Record<string, string> => ({
  public: `${origin}/derivatives/api/`,
  private: `${origin}/derivatives/api/`,
  history: `${origin}/api/history/`,
  charts: `${origin}/api/charts/`,
  auth: `${origin}/api/auth/`,
});
