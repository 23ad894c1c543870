import type { DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type {
  Fill,
  FundingPayment,
  FundingRate,
  Page,
  PageRequest,
  RealizedPnlEvent,
  TimeRange,
} from '../model/history.ts';
import type { KeyReport } from '../model/key-report.ts';
import type { LedgerBalance, LedgerPage, LedgerRequest } from '../model/ledger-entry.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest, Side } from '../model/order.ts';
import type { CancelOutcome, FindOutcome, FindTerms, SubmitOutcome } from '../model/outcome.ts';
import type { Balance, Position } from '../model/position.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from '../model/transfer.ts';
import { namedPrice, type OrderEstimate } from '../rules/estimate.ts';
import { checkAgainstMarket, checkChange, decimalText, type Market, unknownSymbol } from '../rules/steps.ts';
import type { CcxtClient } from './ccxt-client.ts';
import {
  ExchangeRejection,
  MalformedResponse,
  NotSent,
  type RefusalRule,
  readError,
  rejectionError,
  ruleFor,
} from './refusals.ts';
import { TransportError } from './transport.ts';

/** More fills than these, or than five requests tell, are not read to the end: the rate limit is for trading. */
const mostFills = 500;

/** What a CCXT market entry looks like to us, from the exchange or from the cache. */
export interface CcxtMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string | undefined;
  readonly inverse?: boolean | undefined;
  readonly contractSize?: number | string | undefined;
  readonly taker?: number | string | undefined;
  readonly maker?: number | string | undefined;
  readonly precision: { readonly amount: number | string; readonly price: number | string };
  readonly limits: {
    readonly amount?: { readonly min?: number | string | undefined };
    readonly cost?: { readonly min?: number | string | undefined };
  };
  readonly info: Record<string, unknown>;
}

/**
 * What all exchanges have in common over one CCXT instance: symbols, steps, errors, and the rule by which the end of a request
 * becomes the outcome of an order. A subclass says what its exchange does differently.
 */
export abstract class CcxtExchange<C extends CcxtClient> {
  protected readonly client: C;
  protected abstract readonly title: string;
  protected abstract readonly rules: readonly RefusalRule[];

  constructor(client: C) {
    this.client = client;
  }

  abstract checkKey(): Promise<KeyReport>;
  abstract balances(): Promise<Balance[]>;
  abstract findOrder(clientOrderId: string, symbol: string, since: number, terms?: FindTerms): Promise<FindOutcome>;
  abstract openOrders(symbol?: string): Promise<ExchangeOrder[]>;
  abstract cancelOrder(ref: OrderRef): Promise<CancelOutcome>;
  abstract cancelOrders(exchangeOrderIds: readonly string[]): Promise<readonly (CancelOutcome | null)[]>;
  abstract cancelAllOrders(): Promise<number>;
  abstract readOrder(exchangeOrderId: string, since: number, withTrigger?: boolean): Promise<ExchangeOrder | null>;
  abstract fills(request: PageRequest): Promise<Page<Fill>>;
  abstract books(request: LedgerRequest): Promise<LedgerPage>;
  abstract ledgerOwner(): Promise<string | null>;
  abstract ledgerBalances(): Promise<LedgerBalance[]>;
  abstract transferParameters(request: TransferRequest): Record<string, string>;
  abstract findLedgerTransfers(request: TransferRequest, since: number): Promise<LedgerTransfer[]>;
  /** Sends the parameters once and reads the acknowledgement. */
  protected abstract move(parameters: Record<string, string>): Promise<TransferOutcome>;
  /** The exact parameters of an order whose steps and minima have been checked. */
  protected abstract parametersOf(order: OrderRequest, market: Market, notAfter: number): Record<string, string>;
  /** The best price now on the side that the order would trade against. */
  protected abstract bestPrice(market: Market, side: Side): Promise<DecimalString>;
  protected abstract estimate(order: OrderRequest, market: Market, price: DecimalString): Promise<OrderEstimate>;
  /** The exact parameters of an amendment whose steps have been checked. */
  protected abstract amendParametersOf(ref: OrderRef, change: OrderChange, notAfter: number): Record<string, string>;
  /** Sends the parameters once and reads the acknowledgement. */
  protected abstract amend(parameters: Record<string, string>, ref: OrderRef): Promise<SubmitOutcome>;
  /** Sends the parameters once and reads the acknowledgement against its allow-list. */
  protected abstract place(parameters: Record<string, string>, order: OrderRequest): Promise<SubmitOutcome>;

  positions(_symbol?: string): Promise<Position[]> {
    throw this.notSupported('positions');
  }

  leverage(_symbol: string): Promise<DecimalString | null> {
    throw this.notSupported('leverage');
  }

  setLeverage(_symbol: string, _leverage: DecimalString): Promise<void> {
    throw this.notSupported('leverage');
  }

  setCrossMargin(_symbol: string): Promise<void> {
    throw this.notSupported('margin mode');
  }

  fundingRates(_symbol: string, _range: TimeRange): Promise<FundingRate[]> {
    throw this.notSupported('funding rates');
  }

  fundingPayments(_request: PageRequest): Promise<Page<FundingPayment>> {
    throw this.notSupported('funding payments');
  }

  realizedPnl(_request: PageRequest): Promise<Page<RealizedPnlEvent>> {
    throw this.notSupported('realized PnL');
  }

  orderParameters(order: OrderRequest, notAfter: number): Record<string, string> {
    const market = this.market(order.symbol);
    checkAgainstMarket(order, market);
    return this.parametersOf(order, market, notAfter);
  }

  async estimateOrder(order: OrderRequest): Promise<OrderEstimate> {
    const market = this.market(order.symbol);
    const price = namedPrice(order) ?? (await this.call(() => this.bestPrice(market, order.side)));
    return this.estimate(order, market, price);
  }

  /** Throws only what is denied before anything is sent; after that every end is an outcome. */
  async submitOrder(parameters: Record<string, string>, order: OrderRequest): Promise<SubmitOutcome> {
    try {
      return await this.place(parameters, order);
    } catch (error) {
      return this.failureOf(error);
    }
  }

  amendParameters(ref: OrderRef, symbol: string, change: OrderChange, notAfter: number): Record<string, string> {
    checkChange(change, this.market(symbol));
    return this.amendParametersOf(ref, change, notAfter);
  }

  async amendOrder(parameters: Record<string, string>, ref: OrderRef): Promise<SubmitOutcome> {
    try {
      return await this.amend(parameters, ref);
    } catch (error) {
      return this.failureOf(error);
    }
  }

  /** Throws only what is denied before anything is sent; after that every end is an outcome. */
  async transfer(request: TransferRequest): Promise<TransferOutcome> {
    const parameters = this.transferParameters(request);
    try {
      return await this.move(parameters);
    } catch (error) {
      return this.failureOf(error);
    }
  }

  /** Throws when the fills since then are too many to be read to the end: only a complete read may say that an order has none. */
  protected async fillsSince(since: number): Promise<readonly Fill[]> {
    const { items, next } = await this.fills({ from: since, limit: mostFills });
    if (next !== null) throw new MalformedResponse(this.title, 200);
    return items;
  }

  protected market(symbol: string): Market {
    const known = this.knownMarket(symbol);
    if (known === null) throw unknownSymbol(symbol, this.title, Object.keys(this.client.markets ?? {}));
    return known;
  }

  /** A symbol nobody trades would read as "nothing there": no open orders, nothing canceled, no PnL. */
  requireKnown(symbol: string | undefined): void {
    if (symbol !== undefined) this.market(symbol);
  }

  protected knownMarket(symbol: string): Market | null {
    const entries = (this.client.markets ?? {}) as Record<string, CcxtMarket>;
    const entry = Object.hasOwn(entries, symbol) ? entries[symbol] : undefined;
    return entry === undefined ? null : this.toMarket(entry);
  }

  protected toMarket(entry: CcxtMarket): Market {
    return {
      id: entry.id,
      symbol: entry.symbol,
      base: entry.base,
      quote: entry.quote,
      settle: entry.settle ?? null,
      priceStep: decimalText(entry.precision.price) ?? '0',
      quantityStep: decimalText(entry.precision.amount) ?? '0',
      minQuantity: decimalText(entry.limits.amount?.min),
      minCost: decimalText(entry.limits.cost?.min),
      takerFee: decimalText(entry.taker),
      makerFee: decimalText(entry.maker),
      contractSize: decimalText(entry.contractSize) ?? '1',
      inverse: entry.inverse ?? false,
    };
  }

  /** Runs a read, or a change whose end may be reported as an error; every failure leaves as an OemsError. */
  protected async call<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw readError(this.rules, this.title, error);
    }
  }

  /** Only the transport's phase and the exchange's own code decide; CCXT's error classes are never asked. */
  protected failureOf(error: unknown): Exclude<SubmitOutcome, { kind: 'accepted' }> {
    const shown = readError(this.rules, this.title, error);
    const wasNotSent = error instanceof NotSent || (error instanceof TransportError && error.phase === 'notSent');
    if (wasNotSent) return { kind: 'notSent', error: shown };
    if (!(error instanceof ExchangeRejection)) return { kind: 'unknown', error: shown };
    const rule = ruleFor(this.rules, error.exchangeCode);
    return outcomeOf(rule, rejectionError(rule, error));
  }

  protected notSupported(what: string): OemsError {
    return new OemsError('NOT_SUPPORTED', `${this.title} has no ${what}`);
  }
}

/** The outcome of an attempt that the exchange refused, by the kind of its rule. */
function outcomeOf(rule: RefusalRule, error: OemsError): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  if (rule.kind === 'nonce') return { kind: 'notExecuted', reason: 'nonce', error };
  if (rule.kind === 'expired') return { kind: 'notExecuted', reason: 'expired', error };
  if (rule.kind === 'ambiguous') return { kind: 'unknown', error };
  if (rule.kind === 'idTaken') return { kind: 'idTaken', error };
  return rule.code === 'RATE_LIMITED'
    ? { kind: 'notExecuted', reason: 'rate-limit', error }
    : { kind: 'rejected', error };
}
