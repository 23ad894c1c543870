import type { Account } from '../../engine/account.ts';
import { catchUp, onPriceChange } from '../../engine/catch-up.ts';
import { exact } from '../../engine/decimals.ts';
import { post } from '../../engine/ledger.ts';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import type { Market } from '../../engine/market.ts';
import { openAccount as openEngineAccount } from '../../engine/open-account.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { createPriceHistory, notePrices } from '../../engine/price-history.ts';
import type { World } from '../../engine/world.ts';
import type { CanceledIds } from '../rest/canceled-ids.ts';
import { countedIds } from '../rest/counted-ids.ts';
import type { HostExchange } from '../rest/handle.ts';
import type { House } from '../rest/house.ts';
import { createLimits } from '../rest/limits.ts';
import { profileOf } from '../rest/profiles.ts';
import { refuse } from '../rest/refusal.ts';
import type { Transfer } from '../sapi/transfer.ts';
import { spotRules, spotWallet, startingBalances } from './rules.ts';
import { listSymbols } from './symbols.ts';

const firstIds = { orders: 28_457_911_000, fills: 3_812_377_000, entries: 0, transfers: 13_526_853_000 };

/** Binance Spot: the engine's exchange, and what only this wire needs. */
export interface SpotExchange extends HostExchange {
  readonly priceHistory: PriceHistory;
  /** By customer, oldest first. */
  readonly transfers: Map<string, Transfer[]>;
  /** Order id -> times that the order was amended. */
  readonly amends: Map<string, number>;
  readonly answers: Answers;
}

/** Answers of which no page tells the form. */
export interface Answers {
  /** Which order a client id reads that was used again. */
  reusedIds: 'newest' | 'oldest';
  canceledIds: CanceledIds;
}

/** The newest unfilled orders' counts, as exchangeInfo of 2026 tells them. */
const orderLimits = [
  { name: '10S', interval: 'SECOND', intervalNum: 10, windowMs: 10_000, limit: 100 },
  { name: '1D', interval: 'DAY', intervalNum: 1, windowMs: 86_400_000, limit: 200_000 },
] as const;

export function createExchange(world: World, { keys, profiles }: House): SpotExchange {
  const exchange: SpotExchange = {
    ...{ world, keys, profiles, rules: spotRules(profiles), ids: countedIds(firstIds), events: {}, funding: null },
    ...{ markets: listSymbols(), accounts: new Map(), ledgerFaults: noLedgerFaults() },
    ...{ historyLateMs: 0, judgesIdLast: false, engineLagMs: 0, answers: { reusedIds: 'newest', canceledIds: 'free' } },
    ...{ limits: createLimits(6000, orderLimits), transfers: new Map(), amends: new Map() },
    priceHistory: createPriceHistory(),
  };
  for (const { customer } of keys.values()) openAccount(exchange, customer);
  notePrices(exchange, exchange.priceHistory);
  return exchange;
}

/** A new account starts with the sandbox's balances, each a deposit in the engine's ledger. */
export function openAccount(exchange: SpotExchange, customer: string): Account {
  profileOf(exchange.profiles, customer);
  const { account, isNew } = openEngineAccount(exchange, customer);
  if (!isNew) return account;
  for (const [asset, amount] of Object.entries(startingBalances))
    post(exchange, account, { kind: 'deposit', wallet: spotWallet, asset, change: exact(amount) });
  return account;
}

/** Prices may have changed for everybody, or time for one account. */
export function bringUpToDate(exchange: SpotExchange, account?: Account): void {
  if (account) catchUp(exchange, account);
  else {
    notePrices(exchange, exchange.priceHistory);
    onPriceChange(exchange);
  }
}

/** A listed market by Binance's own name. */
export function marketNamed({ markets }: SpotExchange, symbol: string): Market {
  const market = markets.get(symbol);
  return market !== undefined && !market.delisted ? market : refuse(-1121, 'Invalid symbol.');
}
