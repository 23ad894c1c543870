import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { catchUp, onPriceChange } from '../../engine/catch-up.ts';
import { exact } from '../../engine/decimals.ts';
import { settleExpired } from '../../engine/expiry.ts';
import { createFundingRates } from '../../engine/funding-rates.ts';
import { post } from '../../engine/ledger.ts';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import type { Market } from '../../engine/market.ts';
import { openAccount as openEngineAccount } from '../../engine/open-account.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { createPriceHistory, notePrices } from '../../engine/price-history.ts';
import type { World } from '../../engine/world.ts';
import { activateTrailing } from '../rest/activation.ts';
import { countedIds } from '../rest/counted-ids.ts';
import type { HostExchange } from '../rest/handle.ts';
import type { House } from '../rest/house.ts';
import { createLimits } from '../rest/limits.ts';
import { profileOf } from '../rest/profiles.ts';
import { refuse } from '../rest/refusal.ts';
import { type Answers, usualAnswers } from './answers.ts';
import { listContracts, walletOf } from './contracts.ts';
import { startingBalances, startingLeverage, usdmRules } from './rules.ts';

const firstIds = { orders: 812_443_000_000, fills: 6_710_233_000, entries: 9_689_322_000, transfers: 0 };

/** Binance USD-M futures: the engine's exchange, and what only this wire needs. */
export interface UsdmExchange extends HostExchange {
  readonly priceHistory: PriceHistory;
  readonly counters: { algos: number };
  readonly answers: Answers;
}

const orderLimits = [
  { name: '10S', interval: 'SECOND', intervalNum: 10, windowMs: 10_000, limit: 300 },
  { name: '1M', interval: 'MINUTE', intervalNum: 1, windowMs: 60_000, limit: 1200 },
] as const;

export const fundingMs = 8 * 3_600_000;

/** The mark of a contract is the price of its pair. */
function markIn(world: World): (market: Market) => Decimal {
  return ({ terms, pinned }) => pinned ?? terms.reference ?? world.price(terms.baseCode, terms.quoteCode);
}

export function createExchange(world: World, { keys, profiles }: House): UsdmExchange {
  const priceOf = markIn(world);
  const exchange: UsdmExchange = {
    ...{ world, keys, profiles, rules: usdmRules(profiles), ids: countedIds(firstIds), events: {} },
    ...{ markets: listContracts(world.now()), accounts: new Map(), ledgerFaults: noLedgerFaults() },
    ...{ historyLateMs: 0, judgesIdLast: false, engineLagMs: 0, counters: { algos: 2_000_000_412_000 } },
    ...{
      limits: createLimits(2400, orderLimits),
      funding: createFundingRates(world, fundingMs, 8, priceOf),
    },
    ...{ priceHistory: createPriceHistory(), answers: usualAnswers() },
  };
  for (const { customer } of keys.values()) openAccount(exchange, customer);
  notePrices(exchange, exchange.priceHistory);
  return exchange;
}

/** A new account begins with money and 20-fold leverage, cross margined. */
export function openAccount(exchange: UsdmExchange, customer: string): Account {
  profileOf(exchange.profiles, customer);
  const { account, isNew } = openEngineAccount(exchange, customer);
  if (!isNew) return account;
  Object.assign(account, { isolated: new Set<string>() });
  setUpLeverage(exchange, account);
  for (const [asset, amount] of Object.entries(startingBalances))
    post(exchange, account, { kind: 'arrival', wallet: walletOf(asset), asset, change: exact(amount) });
  return account;
}

function setUpLeverage({ markets }: UsdmExchange, { leverage }: Account): void {
  for (const symbol of markets.keys()) if (!leverage.has(symbol)) leverage.set(symbol, startingLeverage);
}

/** Expired contracts are settled and their successors listed; then everybody, or one account, is brought up to the present. */
export function bringUpToDate(exchange: UsdmExchange, account?: Account): void {
  if (settleExpired(exchange)) listSuccessors(exchange);
  for (const each of account ? [account] : exchange.accounts.values()) activateTrailing(exchange, each);
  if (account) catchUp(exchange, account);
  else {
    notePrices(exchange, exchange.priceHistory);
    onPriceChange(exchange);
  }
}

function listSuccessors(exchange: UsdmExchange): void {
  for (const [symbol, market] of listContracts(exchange.world.now()))
    if (!exchange.markets.has(symbol)) exchange.markets.set(symbol, market);
  for (const account of exchange.accounts.values()) setUpLeverage(exchange, account);
}

/** A listed market by Binance's own name. */
export function marketNamed({ markets }: UsdmExchange, symbol: string): Market {
  const market = markets.get(symbol);
  return market !== undefined && isListed(market) ? market : refuse(-1121, 'Invalid symbol.');
}

export function isListed({ delisted, expired }: Market): boolean {
  return !delisted && !expired;
}
