import type { Decimal } from 'decimal.js';
import type { Account } from '../engine/account.ts';
import { exact } from '../engine/decimals.ts';
import type { Exchange, Ids } from '../engine/exchange.ts';
import { createFundingRates } from '../engine/funding-rates.ts';
import { uuid } from '../engine/ids.ts';
import { type LateActs, nothingLate } from '../engine/late-acts.ts';
import { post } from '../engine/ledger.ts';
import { noLedgerFaults } from '../engine/ledger-faults.ts';
import type { Market } from '../engine/market.ts';
import { openAccount as openEngineAccount } from '../engine/open-account.ts';
import type { World } from '../engine/world.ts';
import type { Act } from './acts.ts';
import type { ApiKey } from './auth.ts';
import { averageKey, averagesOf } from './averages.ts';
import { listMarkets } from './instruments.ts';
import type { Options } from './options.ts';
import { nothingUsed, type Usage } from './rate-limits.ts';
import { bybitRules, type FeeTable, startingBalances, wallet } from './rules.ts';
import { type Settings, usualSettings } from './settings.ts';

/** Bybit: the engine's exchange, and what only this wire needs. */
export interface BybitExchange extends Exchange {
  readonly keys: Map<string, ApiKey>;
  readonly settings: Settings;
  readonly fees: FeeTable;
  /** Acknowledged by the gateway, not yet at the engine. */
  readonly queue: LateActs<Act>;
  /** customer + symbol -> average price of all that was opened, which no session settlement changes. */
  readonly averages: Map<string, Decimal>;
  /** customer + symbol with positions of two sides. */
  readonly hedged: Set<string>;
  readonly usage: Usage;
  /** Markets with prices pinned here. A reset lets the prices go. */
  readonly pinned: Set<Market>;
  /** customer -> orders and positions in options, which a control gives. */
  readonly options: Map<string, Options>;
  /** Closed orders of before are gone from the realtime list. */
  restartedAt: number;
}

export const fundingIntervalMs = 8 * 3_600_000;

export function createExchange(world: World, keys: Map<string, ApiKey>, synthetic: number): BybitExchange {
  const fees: FeeTable = new Map();
  const averages = new Map<string, Decimal>();
  const exchange: BybitExchange = {
    ...{ world, keys, fees, averages, rules: bybitRules(fees), ids: createIds(world), historyLateMs: 0 },
    ...{ markets: listMarkets(synthetic), accounts: new Map(), ledgerFaults: noLedgerFaults(), judgesIdLast: false },
    ...{ settings: usualSettings(), queue: nothingLate<Act>(), hedged: new Set(), usage: nothingUsed() },
    funding: createFundingRates(world, fundingIntervalMs, 8),
    events: averagesOf(averages),
    ...{ pinned: new Set(), options: new Map(), restartedAt: 0 },
  };
  for (const { customer } of keys.values()) openAccount(exchange, customer);
  return exchange;
}

/** The customer's account. A new account starts with the sandbox's balances, each a transfer in its ledger. */
export function openAccount(exchange: Exchange, customer: string): Account {
  const { account, isNew } = openEngineAccount(exchange, customer);
  if (!isNew) return account;
  account.marginMode = 'cross';
  for (const [asset, amount] of Object.entries(startingBalances)) {
    const reference = exchange.ids.transfer();
    post(exchange, account, { kind: 'arrival', wallet, asset, change: exact(amount), reference });
  }
  return account;
}

/** Numbers for users; UUIDs for everything of contracts. Ledger entry n of an account has id n. */
function createIds({ random }: World): Ids {
  const state = { users: 24_617_702, fills: 0 };
  const uid = () => uuid(random);
  return {
    state,
    account: () => String(++state.users),
    ...{ order: uid, amendment: uid, transfer: uid },
    fill: () => ({ id: uid(), number: ++state.fills }),
    entry: ({ ledger }) => ({ id: ledger.length + 1, uid: uid() }),
  };
}

export function leverageOf(account: Account, symbol: string): Decimal {
  return account.leverage.get(symbol) ?? exact(10);
}

export function isHedged({ hedged }: BybitExchange, { customer }: Account, symbol: string): boolean {
  return hedged.has(averageKey(customer, symbol));
}
