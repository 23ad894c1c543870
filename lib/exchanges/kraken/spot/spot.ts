import KrakenClient from 'ccxt/js/src/kraken.js';
import type { DecimalString } from '../../../decimal.ts';
import type { ExchangeModule } from '../../load-exchange.ts';
import type { Fill, Page, PageRequest } from '../../model/history.ts';
import type { KeyReport } from '../../model/key-report.ts';
import type { LedgerBalance, LedgerPage, LedgerRequest } from '../../model/ledger-entry.ts';
import type { ExchangeOrder, OrderChange, OrderRef, OrderRequest, Side } from '../../model/order.ts';
import type { CancelOutcome, FindOutcome, FindTerms, SubmitOutcome } from '../../model/outcome.ts';
import type { Balance } from '../../model/position.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from '../../model/transfer.ts';
import { estimateSpot, type OrderEstimate } from '../../rules/estimate.ts';
import { decimalText, type Market } from '../../rules/steps.ts';
import { adapterOf } from '../../wire/adapter-of.ts';
import { clientOptions } from '../../wire/ccxt-client.ts';
import { CcxtExchange, type CcxtMarket } from '../../wire/ccxt-exchange.ts';
import type { NonceProtocol } from '../../wire/nonce-retry.ts';
import { records, requiredDecimal, requiredRecord, requiredText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse, ruleFor, unlessNotFound } from '../../wire/refusals.ts';
import { spotBestPrice } from '../estimates.ts';
import { readKrakenFills } from '../fills.ts';
import { balancesFromKraken } from './balances.ts';
import { cancelInOneRequest } from './cancel.ts';
import { krakenSpotRules, verifyKrakenAnswer } from './errors.ts';
import { findAmongTraded, findInLists, type ReadOrders } from './find-order.ts';
import { keyReportOf } from './key.ts';
import { readSpotLedger, spotOwner } from './ledger.ts';
import { amendParametersForKraken, type KrakenOrder, orderFromKraken, parametersForKraken } from './orders.ts';
import { type KrakenCurrency, readWalletTransfers, walletTransferParameters } from './transfers.ts';

const title = 'Kraken Spot';

function idOf(ref: OrderRef): Record<string, string> {
  return ref.exchangeOrderId === undefined ? { cl_ord_id: ref.clientOrderId ?? '' } : { txid: ref.exchangeOrderId };
}

export class Kraken extends CcxtExchange<KrakenClient> {
  protected readonly title = title;
  protected readonly rules = krakenSpotRules;

  async checkKey(): Promise<KeyReport> {
    return keyReportOf(await this.private('GetApiKeyInfo', {}));
  }

  async balances(): Promise<Balance[]> {
    return balancesFromKraken(await this.private('BalanceEx', {}), this.codeOf);
  }

  protected parametersOf(order: OrderRequest, market: Market, notAfter: number): Record<string, string> {
    return parametersForKraken(order, market, notAfter);
  }

  protected async bestPrice({ id }: Market, side: Side): Promise<DecimalString> {
    return spotBestPrice(await this.client.publicGetTicker({ pair: id }), side);
  }

  protected async estimate(order: OrderRequest, market: Market, price: DecimalString): Promise<OrderEstimate> {
    return estimateSpot(order, market, price);
  }

  protected async place(parameters: Record<string, string>): Promise<SubmitOutcome> {
    const result = requiredRecord(title, await this.client.privatePostAddOrder(parameters), 'result');
    const txids = Array.isArray(result.txid) ? result.txid : [];
    const [exchangeOrderId] = txids;
    // No id means no proof: a truncated or foreign answer must not read as success.
    if (txids.length !== 1 || typeof exchangeOrderId !== 'string' || exchangeOrderId === '')
      throw new MalformedResponse(title, 200);
    return { kind: 'accepted', exchangeOrderId, order: null };
  }

  async findOrder(clientOrderId: string, _symbol: string, since: number, terms: FindTerms = {}): Promise<FindOutcome> {
    const read: ReadOrders = (path, parameters) => this.private(path, parameters);
    const wanted = { clientOrderId, since, older: terms.older };
    let order = await findInLists(read, this.toOrder, wanted);
    if (order === null && terms.inFills)
      order = await findAmongTraded(read, this.toOrder, wanted, await this.fillsSince(since));
    return order === null ? { kind: 'absent' } : { kind: 'found', order };
  }

  async readOrder(exchangeOrderId: string): Promise<ExchangeOrder | null> {
    try {
      const result = requiredRecord(title, await this.private('QueryOrders', { txid: exchangeOrderId }), 'result');
      const [found] = records(title, result).filter(([id]) => id === exchangeOrderId);
      return found === undefined ? null : this.toOrder(...found);
    } catch (error) {
      return unlessNotFound(error, null);
    }
  }

  async openOrders(symbol?: string): Promise<ExchangeOrder[]> {
    this.requireKnown(symbol);
    const result = requiredRecord(title, await this.private('OpenOrders', {}), 'result');
    const orders = records(title, requiredRecord(title, result, 'open')).map(([id, row]) => this.toOrder(id, row));
    return orders.filter((order) => symbol === undefined || order.symbol === symbol);
  }

  async cancelOrder(ref: OrderRef): Promise<CancelOutcome> {
    try {
      const result = requiredRecord(title, await this.private('CancelOrder', idOf(ref)), 'result');
      if (result.pending === true) return 'pending';
      return Number(requiredDecimal(title, result, 'count')) > 0 ? 'canceled' : 'gone';
    } catch (error) {
      return unlessNotFound(error, 'gone');
    }
  }

  cancelOrders(ids: readonly string[]): Promise<readonly (CancelOutcome | null)[]> {
    return cancelInOneRequest(
      ids,
      () => this.call(() => this.client.privatePostCancelOrderBatch({ orders: ids })),
      (txid) => this.private('QueryOrders', { txid }),
    );
  }

  async cancelAllOrders(): Promise<number> {
    return Number(
      requiredDecimal(title, requiredRecord(title, await this.private('CancelAll', {}), 'result'), 'count'),
    );
  }

  protected amendParametersOf(ref: OrderRef, change: OrderChange, notAfter: number): Record<string, string> {
    return amendParametersForKraken(idOf(ref), change, notAfter);
  }

  protected async amend(parameters: Record<string, string>, ref: OrderRef): Promise<SubmitOutcome> {
    const result = requiredRecord(title, await this.client.privatePostAmendOrder(parameters), 'result');
    requiredText(title, result, 'amend_id');
    return { kind: 'accepted', exchangeOrderId: ref.exchangeOrderId ?? '', order: null };
  }

  fills(request: PageRequest): Promise<Page<Fill>> {
    this.requireKnown(request.symbol);
    const read = (query: Record<string, string>) => this.private('TradesHistory', query);
    return readKrakenFills(read, request, this.symbolOf);
  }

  transferParameters(request: TransferRequest): Record<string, string> {
    return walletTransferParameters(request, this.currency(request.asset));
  }

  protected async move(parameters: Record<string, string>): Promise<TransferOutcome> {
    const result = requiredRecord(title, await this.client.privatePostWalletTransfer(parameters), 'result');
    // The ledger's entries carry the same reference: what is acknowledged is booked.
    return { kind: 'accepted', exchangeTransferId: requiredText(title, result, 'refid'), isBooked: true };
  }

  findLedgerTransfers(request: TransferRequest, since: number): Promise<LedgerTransfer[]> {
    const { asset = '' } = this.transferParameters(request);
    return readWalletTransfers((query) => this.private('Ledgers', query), request, asset, since);
  }

  books(request: LedgerRequest): Promise<LedgerPage> {
    return this.call(() => readSpotLedger((query) => this.private('Ledgers', query), request, this.codeOf));
  }

  async ledgerOwner(): Promise<string | null> {
    return spotOwner(await this.private('GetApiKeyInfo', {}));
  }

  async ledgerBalances(): Promise<LedgerBalance[]> {
    return (await this.balances()).map(({ asset, total }) => ({ wallet: 'spot', asset, balance: total }));
  }

  private readonly codeOf = (asset: string): string => this.client.safeCurrencyCode(asset) ?? asset;

  private currency(asset: string): KrakenCurrency | undefined {
    const currencies = (this.client.currencies ?? {}) as Record<string, KrakenCurrency>;
    return Object.hasOwn(currencies, asset) ? currencies[asset] : undefined;
  }

  protected override toMarket(entry: CcxtMarket): Market {
    // CCXT derives the price step from pair_decimals; the tick the matching engine checks is its own field.
    return {
      ...super.toMarket(entry),
      priceStep: decimalText(entry.info.tick_size) ?? super.toMarket(entry).priceStep,
    };
  }

  /** A pair is named by its altname (XBTUSD) or its id (XXBTZUSD), whichever the endpoint likes. */
  private readonly symbolOf = (pair: string): string => {
    const byAltname = this.client.options.marketsByAltname as Record<string, CcxtMarket | undefined>;
    return byAltname[pair]?.symbol ?? this.client.safeSymbol(pair) ?? pair;
  };

  private readonly toOrder = (id: string, row: Record<string, unknown>): ExchangeOrder => {
    const { pair } = requiredRecord(title, row, 'descr');
    return orderFromKraken(id, row as unknown as KrakenOrder, this.symbolOf(String(pair)));
  };

  private private(
    path:
      | 'GetApiKeyInfo'
      | 'BalanceEx'
      | 'OpenOrders'
      | 'ClosedOrders'
      | 'QueryOrders'
      | 'CancelOrder'
      | 'CancelAll'
      | 'TradesHistory'
      | 'Ledgers',
    parameters: Record<string, string>,
  ): Promise<unknown> {
    return this.call(() => this.client[`privatePost${path}`](parameters));
  }
}

const nonceProtocol: NonceProtocol = {
  isRefusal: (error) =>
    error instanceof ExchangeRejection && ruleFor(krakenSpotRules, error.exchangeCode).kind === 'nonce',
  inquiryPath: 'GetApiKeyInfo',
  lastNonce: (answer) => decimalText(requiredRecord(title, answer, 'result').nonce),
};

export const krakenModule: ExchangeModule = {
  newClient: ({ origin, transport, ...credentials }) =>
    new KrakenClient({
      ...clientOptions(transport),
      ...credentials,
      urls: { api: { public: origin, private: origin } },
    }),
  newAdapter: (client) => adapterOf(new Kraken(client as KrakenClient), false),
  rules: krakenSpotRules,
  protocol: {
    verifyAnswer: verifyKrakenAnswer,
    nonce: nonceProtocol,
    // Not the cancellations: of an order by its id a second one changes nothing, and CancelAll serves a halted account alone.
    unrepeatedPaths: ['AddOrder', 'AmendOrder', 'WalletTransfer'],
  },
};
