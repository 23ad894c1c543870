import KrakenFuturesClient from 'ccxt/js/src/krakenfutures.js';
import type { DecimalString } from '../../../decimal.ts';
import { Decimal } from '../../../decimal.ts';
import { OemsError } from '../../../errors.ts';
import type { ExchangeModule } from '../../load-exchange.ts';
import type {
  FundingPayment,
  FundingRate,
  Page,
  PageRequest,
  RealizedPnlEvent,
  TimeRange,
} from '../../model/history.ts';
import type { KeyReport } from '../../model/key-report.ts';
import type { LedgerBalance, LedgerPage, LedgerRequest } from '../../model/ledger-entry.ts';
import type { OrderRequest, Side } from '../../model/order.ts';
import type { Balance, Position } from '../../model/position.ts';
import type { LedgerTransfer, TransferOutcome, TransferRequest } from '../../model/transfer.ts';
import { estimateSwap, type OrderEstimate } from '../../rules/estimate.ts';
import { decimalText, type Market } from '../../rules/steps.ts';
import { adapterOf } from '../../wire/adapter-of.ts';
import { type Answer, clientOptions } from '../../wire/ccxt-client.ts';
import {
  isRecord,
  type Json,
  optionalText,
  records,
  requiredList,
  requiredRecord,
  requiredText,
} from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../../wire/refusals.ts';
import { futuresBestPrice, marginLevels } from '../estimates.ts';
import { krakenFuturesRules } from './errors.ts';
import { readFundingPayments, readFundingRates, readRealizedPnl } from './history.ts';
import { readFuturesBalances, readFuturesLedger } from './ledger.ts';
import { markPrices, positionFromKrakenFutures } from './positions.ts';
import { KrakenFuturesTrading } from './trading.ts';
import { readWithdrawals, withdrawalParameters } from './transfers.ts';

const title = 'Kraken Futures';

/** What the history and auth services answer with instead of a result. */
const answersWithoutResult = ['logs', 'elements', 'rates', 'permissions'];

/** `result: "success"` for /derivatives; the history service answers with bare lists. An error code is an error under any HTTP status. */
export function verifyKrakenFuturesAnswer({ status, json }: Answer): void {
  if (!isRecord(json)) throw new MalformedResponse(title, status);
  const code = errorCode(json);
  if (code !== null) throw new ExchangeRejection(title, code);
  const succeeded = json.result === 'success' || answersWithoutResult.some((key) => key in json);
  if (status !== 200 || !succeeded) throw new MalformedResponse(title, status);
}

function errorCode(json: Json): string | null {
  const [first] = Array.isArray(json.errors) ? json.errors : [];
  if (isRecord(first)) return optionalText(first.message) ?? String(first.code);
  if (typeof first === 'string') return first;
  return optionalText(json.error);
}

/** Kraken Futures whole: what its orders need is in KrakenFuturesTrading. */
export class KrakenFutures extends KrakenFuturesTrading {
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
    return records(title, requiredRecord(title, flex, 'currencies')).map(([id, row]) => {
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

  override async positions(symbol?: string): Promise<Position[]> {
    this.requireKnown(symbol);
    const rows = requiredList(title, await this.call(() => this.client.privateGetOpenpositions()), 'openPositions');
    if (rows.length === 0) return [];
    const marks = markPrices(await this.call(() => this.client.publicGetTickers()));
    const positions = rows.map((row) => {
      const id = requiredText(title, row, 'symbol').toUpperCase();
      return positionFromKrakenFutures(row, this.knownMarket(this.symbolOf(id)), marks.get(id) ?? null);
    });
    return positions.filter((position) => symbol === undefined || position.symbol === symbol);
  }

  protected async bestPrice({ id }: Market, side: Side): Promise<DecimalString> {
    return futuresBestPrice(await this.client.publicGetTickers(), id, side);
  }

  protected async estimate(order: OrderRequest, market: Market, price: DecimalString): Promise<OrderEstimate> {
    const levels = marginLevels(this.client.markets?.[order.symbol]?.info ?? {});
    const leverage = order.reduceOnly ? null : await this.leverage(order.symbol);
    return estimateSwap(order, market, price, { levels, leverage });
  }

  transferParameters(request: TransferRequest): Record<string, string> {
    return withdrawalParameters(request);
  }

  protected async move(parameters: Record<string, string>): Promise<TransferOutcome> {
    const answer = (await this.client.privatePostWithdrawal(parameters)) as Json;
    // Kraken "initiates" a withdrawal (docs initiate-withdrawal-to-spot-wallet): its booking shows in the account log.
    return { kind: 'accepted', exchangeTransferId: requiredText(title, answer, 'uid'), isBooked: false };
  }

  findLedgerTransfers(request: TransferRequest, since: number): Promise<LedgerTransfer[]> {
    return readWithdrawals(this.accountLog, request, since);
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
    this.requireKnown(request.symbol);
    return readFundingPayments(this.accountLog, request, this.symbolOf);
  }

  override realizedPnl(request: PageRequest): Promise<Page<RealizedPnlEvent>> {
    this.requireKnown(request.symbol);
    const fills = () => this.call(() => this.client.privateGetFills());
    return readRealizedPnl(this.accountLog, fills, request, this.symbolOf);
  }

  books(request: LedgerRequest): Promise<LedgerPage> {
    return this.call(() => readFuturesLedger(this.accountLog, request, this.symbolOf));
  }

  async ledgerOwner(): Promise<null> {
    return null;
  }

  async ledgerBalances(): Promise<LedgerBalance[]> {
    return readFuturesBalances(await this.call(() => this.client.privateGetAccounts()));
  }

  private readonly accountLog = (query: Record<string, string>): Promise<unknown> =>
    this.call(() => this.client.historyGetAccountLog(query));
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
  newAdapter: (client) => adapterOf(new KrakenFutures(client as KrakenFuturesClient), true),
  rules: krakenFuturesRules,
  protocol: { verifyAnswer: verifyKrakenFuturesAnswer, nonce: null, unrepeatedPaths: [] },
};

function urlsAt(origin: string): Record<string, string> {
  return {
    public: `${origin}/derivatives/api/`,
    private: `${origin}/derivatives/api/`,
    history: `${origin}/api/history/`,
    charts: `${origin}/api/charts/`,
    auth: `${origin}/api/auth/`,
  };
}
