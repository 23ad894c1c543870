import type { Account } from '../../engine/account.ts';
import { onPriceChange } from '../../engine/catch-up.ts';
import type { Switches } from '../../engine/dead-mans-switch.ts';
import { fireSwitches } from '../../engine/dead-mans-switch.ts';
import { exact } from '../../engine/decimals.ts';
import type { Exchange, Ids } from '../../engine/exchange.ts';
import { randomText } from '../../engine/ids.ts';
import type { Amending } from '../../engine/late-amendments.ts';
import { usualAmending } from '../../engine/late-amendments.ts';
import { post } from '../../engine/ledger.ts';
import { noLedgerFaults } from '../../engine/ledger-faults.ts';
import { listMarket } from '../../engine/market.ts';
import { openAccount as openEngineAccount } from '../../engine/open-account.ts';
import type { PriceHistory } from '../../engine/price-history.ts';
import { createPriceHistory, notePrices } from '../../engine/price-history.ts';
import type { World } from '../../engine/world.ts';
import { type Amendments, noteLate } from './amendments.ts';
import type { TokenizedListing } from './assets.ts';
import type { ApiKey } from './auth.ts';
import type { SpotCancels } from './cancels-control.ts';
import type { KeyForms } from './key-info.ts';
import { usualKeyForms } from './key-info.ts';
import type { MarginPosition } from './margin-positions.ts';
import type { OrderForms } from './order-forms.ts';
import { usualForms } from './order-forms.ts';
import type { Pair, Pairs } from './pairs.ts';
import type { Limits } from './rate-limits.ts';
import { createLimits } from './rate-limits.ts';
import type { RowForms } from './row-order.ts';
import { spotRules, spotWallet, startingBalances } from './rules.ts';

/** Kraken Spot: the engine's exchange, and what only this wire needs. */
export interface SpotExchange extends Exchange {
  pairs: Pairs;
  readonly keys: Map<string, ApiKey>;
  /** Pairs with prices pinned here. A reset lets the prices go. */
  readonly pinned: Set<Pair>;
  readonly limits: Limits;
  readonly forms: OrderForms;
  readonly keyForms: KeyForms;
  readonly rowForms: RowForms;
  readonly history: PriceHistory;
  readonly switches: Switches;
  readonly amendments: Amendments;
  /** By customer. */
  readonly marginPositions: Map<string, readonly MarginPosition[]>;
  tokenized: TokenizedListing;
  cancels: SpotCancels;
  readonly amending: Amending;
  systemStatus: 'online' | 'maintenance' | 'cancel_only' | 'post_only';
}

export function createExchange(world: World, pairs: Pairs): SpotExchange {
  const exchange: SpotExchange = {
    ...{
      world,
      pairs,
      rules: spotRules,
      ids: createIds(world),
      events: {},
      funding: null,
      historyLateMs: 0,
      judgesIdLast: false,
    },
    markets: new Map(pairs.list.map((pair) => [pair.symbol, listMarket(pair)])),
    ledgerFaults: noLedgerFaults(),
    limits: createLimits(),
    forms: usualForms(),
    keyForms: usualKeyForms(),
    rowForms: { order: 'newest' },
    ...{ systemStatus: 'online', tokenized: 'apart', cancels: 'done', amending: usualAmending() },
    ...{ accounts: new Map(), keys: new Map(), pinned: new Set() },
    ...{ history: createPriceHistory(), switches: new Map(), amendments: new Map(), marginPositions: new Map() },
  };
  notePrices(exchange, exchange.history);
  return exchange;
}

/** Prices may have changed. A timer that has run out cancels before the new price can trade. */
export function bringUpToDate(exchange: SpotExchange): void {
  fireSwitches(exchange, exchange.switches);
  noteLate(exchange, exchange);
  notePrices(exchange, exchange.history);
  onPriceChange(exchange);
}

/** The customer's account. A new account starts with the sandbox's balances, each a deposit in its ledger. */
export function openAccount(exchange: SpotExchange, customer: string): Account {
  const { account, isNew } = openEngineAccount(exchange, customer);
  if (!isNew) return account;
  for (const [asset, amount] of Object.entries(startingBalances)) {
    const reference = exchange.ids.transfer();
    post(exchange, account, { kind: 'deposit', wallet: spotWallet, asset, change: exact(amount), reference });
  }
  return account;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Ids such as OUF4EM-FRGI2-MQMWZD. The letter tells orders (O), fills (T), ledger entries (L) and transfers (B) apart. */
function createIds({ random }: World): Ids {
  const state = { used: new Set<string>(), fills: 61_044_952 };
  function fresh(letter: 'O' | 'T' | 'L' | 'B'): string {
    for (;;) {
      const id = `${letter}${[5, 5, 6].map((length) => randomText(random, alphabet, length)).join('-')}`;
      if (state.used.has(id)) continue;
      state.used.add(id);
      return id;
    }
  }
  return {
    state,
    account: () => '',
    order: () => fresh('O'),
    fill() {
      state.fills += 1;
      return { id: fresh('T'), number: state.fills };
    },
    amendment: () => fresh('T'),
    entry: () => ({ id: fresh('L'), uid: '' }),
    transfer: () => fresh('B'),
  };
}

/** Unix seconds with the four digits that Kraken gives. */
export function seconds(ms: number): number {
  return Math.round(ms * 10) / 10_000;
}
