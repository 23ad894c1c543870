import type { Decimal } from 'decimal.js';
import type { Account, Fill, Position } from './account.ts';
import type { EntryId } from './entry-id.ts';
import type { FundingRates } from './funding-rates.ts';
import type { LedgerFaults } from './ledger-faults.ts';
import type { Market } from './market.ts';
import type { Cause, Order } from './order.ts';
import type { MarginRules, Rules } from './rules.ts';
import type { World } from './world.ts';

/** Everything an exchange knows. Each exchange adds the state of the wire. */
export interface Exchange {
  readonly world: World;
  readonly rules: Rules;
  readonly ids: Ids;
  readonly events: Events;
  /** By symbol. */
  readonly markets: Map<string, Market>;
  /** By customer. */
  readonly accounts: Map<string, Account>;
  /** Null where no market is a perpetual contract. */
  readonly funding: FundingRates | null;
  /** How the ledger misbehaves. */
  readonly ledgerFaults: LedgerFaults;
  /** How far the history is behind: ended orders and events show this much later. */
  historyLateMs: number;
  /** True: the check for a used client order id is the last check. No exchange documents the order of its checks. */
  judgesIdLast: boolean;
}

/** Names that an exchange gives. Random numbers are drawn in the order of the calls. */
export interface Ids {
  /** The state that the next names follow from, besides chance and ledger; null: only chance and ledger. */
  readonly state: object | null;
  account(): string;
  order(): string;
  fill(): { readonly id: string; readonly number: number };
  amendment(): string;
  entry(account: Account): { readonly id: EntryId; readonly uid: string };
  transfer(): string;
}

/** The net effect of a fill on a position. */
export interface PositionChange {
  readonly before: Position | null;
  readonly after: Position;
  readonly pnl: Decimal;
  readonly funding: Decimal;
  readonly markPrice: Decimal;
  readonly kind: 'open' | 'increase' | 'decrease' | 'close' | 'reverse';
}

/** Moments that an exchange may listen to, for a history. `order.cause` and `order.rejection` say why. */
export interface Events {
  triggerPlaced?(account: Account, order: Order): void;
  triggerFired?(account: Account, order: Order): void;
  /** An order has met the market, for this cause. Trades at arrival are filled already. */
  entered?(account: Account, order: Order, cause: Cause): void;
  updated?(account: Account, before: Order, order: Order): void;
  /** An order has ended unfinished. */
  ended?(account: Account, order: Order): void;
  rejected?(account: Account, order: Order): void;
  contractTraded?(account: Account, fill: Fill, change: PositionChange): void;
  funded?(account: Account, position: Position, funding: Decimal, at: number): void;
  settled?(account: Account, position: Position, pnl: Decimal, price: Decimal): void;
}

/** For symbols that the exchange itself wrote down. */
export function marketOf({ markets }: Exchange, symbol: string): Market {
  const market = markets.get(symbol);
  if (!market) throw new Error(`no market ${symbol}`);
  return market;
}

export function marginRules({ rules }: Exchange): MarginRules {
  if (!rules.margin) throw new Error('this exchange has no margin rules');
  return rules.margin;
}
