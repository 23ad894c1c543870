import { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { catchUp, onPriceChange } from '../../engine/catch-up.ts';
import type { Switches } from '../../engine/dead-mans-switch.ts';
import { fireSwitches } from '../../engine/dead-mans-switch.ts';
import type { Exchange, Ids } from '../../engine/exchange.ts';
import { settleExpired } from '../../engine/expiry.ts';
import { createFundingRates } from '../../engine/funding-rates.ts';
import { uuid } from '../../engine/ids.ts';
import { type Amending, carryOutLate, usualAmending } from '../../engine/late-amendments.ts';
import { post } from '../../engine/ledger.ts';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import type { Market } from '../../engine/market.ts';
import { listMarket } from '../../engine/market.ts';
import { openAccount as openEngineAccount } from '../../engine/open-account.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { createPriceHistory, notePrices } from '../../engine/price-history.ts';
import type { World } from '../../engine/world.ts';
import { type AnswerShapes, usualShapes } from './answer-shapes.ts';
import type { ApiKey } from './auth.ts';
import type { FuturesCancels } from './cancels-control.ts';
import type { CrossingEdits } from './edits-control.ts';
import { listInstruments } from './instruments.ts';
import { type MoneyShapes, usualMoney } from './money-shapes.ts';
import type { Histories } from './record-events.ts';
import { createHistories } from './record-events.ts';
import { futuresRules, poolWallet } from './rules.ts';

/** Kraken Futures: the engine's exchange, and what only this wire needs. */
export interface FuturesExchange extends Exchange {
  readonly keys: Map<string, ApiKey>;
  readonly settings: Settings;
  readonly histories: Histories;
  readonly priceHistory: PriceHistory;
  readonly switches: Switches;
  readonly amending: Amending;
}

export interface Settings {
  /** Open orders of one customer. Kraken publishes no number. */
  readonly maxOpenOrders: number;
  /** Wallet that money from Spot arrives in. */
  readonly arrivals: 'flex' | 'cash';
  readonly syntheticInstruments: number;
  /** Enforces 500 cost units per 10 s on /derivatives (docs.kraken.com, futures rate limits). */
  rateLimits: boolean;
  answers: AnswerShapes;
  money: MoneyShapes;
  cancels: FuturesCancels;
  crossingEdits: CrossingEdits;
}

/** An exchange with a funded sandbox customer. */
export function createExchange(
  world: World,
  keys: Map<string, ApiKey>,
  options: Partial<Settings>,
  sandboxCustomer: string,
): FuturesExchange {
  const funding = createFundingRates(world, 3_600_000);
  const ids = createIds(world);
  const histories = createHistories(world, ids.transfer);
  const { maxOpenOrders = 250, arrivals = 'flex', syntheticInstruments = 0, rateLimits = false } = options;
  const { answers = usualShapes, money = usualMoney, cancels = 'done', crossingEdits = 'kept' } = options;
  const exchange: FuturesExchange = {
    ...{ world, keys, funding, ids, rules: futuresRules, historyLateMs: 0, judgesIdLast: false },
    ...{ markets: new Map(), accounts: new Map(), ledgerFaults: noLedgerFaults() },
    ...{ histories, events: histories.events, priceHistory: createPriceHistory(), switches: new Map() },
    amending: usualAmending(),
    settings: { maxOpenOrders, arrivals, syntheticInstruments, rateLimits, answers, money, cancels, crossingEdits },
  };
  listMarkets(exchange);
  fundSandbox(exchange, sandboxCustomer);
  for (const key of keys.values()) openAccount(exchange, key.customer);
  notePrices(exchange, exchange.priceHistory);
  return exchange;
}

export function openAccount(exchange: Exchange, customer: string): Account {
  return openEngineAccount(exchange, customer).account;
}

/** The sandbox customer's opening balance is in the ledger, so that the ledger adds up to the wallets. */
function fundSandbox(exchange: Exchange, customer: string): void {
  const account = openAccount(exchange, customer);
  for (const [asset, change] of [
    ['usd', 10_000],
    ['xbt', '0.1'],
  ] as const) {
    const reference = exchange.ids.transfer();
    post(exchange, account, { kind: 'arrival', wallet: poolWallet, asset, change: new Decimal(change), reference });
  }
}

/** Adds contracts that are listed now and not known yet. */
function listMarkets({ world, settings, markets }: FuturesExchange): void {
  for (const instrument of listInstruments(world.now(), settings.syntheticInstruments))
    if (!markets.has(instrument.symbol)) markets.set(instrument.symbol, listMarket(instrument));
}

/**
 * Expired contracts are settled and their successors listed; then everybody, or one account, is brought up to the present. A timer that has
 * run out cancels before the new price can trade.
 */
export function bringUpToDate(exchange: FuturesExchange, account?: Account): void {
  if (settleExpired(exchange)) listMarkets(exchange);
  fireSwitches(exchange, exchange.switches);
  carryOutLate(exchange, exchange.amending);
  if (account) catchUp(exchange, account);
  else {
    notePrices(exchange, exchange.priceHistory);
    onPriceChange(exchange);
  }
}

/** Random UUIDs throughout. Ledger entry n of an account has id n. */
function createIds({ random }: World): Ids {
  const uid = () => uuid(random);
  return {
    state: null,
    ...{ account: uid, order: uid, amendment: uid, transfer: uid },
    fill: () => ({ id: uid(), number: 0 }),
    entry: ({ ledger }) => ({ id: ledger.length + 1, uid: uid() }),
  };
}

/** Listed today. An expired or delisted contract may still have positions. */
export function isListed({ expired, delisted }: Market): boolean {
  return !expired && !delisted;
}

/** The market of a symbol in any case; undefined where no such market is listed. */
export function findMarket({ markets }: Exchange, symbol: string): Market | undefined {
  const market = markets.get(symbol.toUpperCase());
  return market !== undefined && isListed(market) ? market : undefined;
}
