import type { Account } from '../../accounts/account.ts';
import { exchanges, marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import type { HaltStep } from './cancel-everything.ts';
import type { ClosedPosition, ClosedPositions } from './close-positions.ts';
import type { FormerKeys, FormerOrders } from './former-keys.ts';
import type { HeldPosition, WalletLook } from './look.ts';

/** A market of a halted account. */
export interface HaltedWallet {
  readonly marketType: MarketType;
  /** Null: not known. */
  readonly openOrders: number | null;
  readonly positions: readonly HeldPosition[] | null;
  /** Why something of the wallet may be open; empty: nothing can be, but for positions that were not to be closed. */
  readonly reasons: readonly string[];
  /** Kinds of orders that the exchange does not show to the key, in words: no reason, because no look of the key would ever end. */
  readonly hidden: readonly string[];
}

/** Everything that the steps of a halt have found. */
export interface HaltFindings extends ClosedPositions {
  readonly account: Account;
  readonly closesPositions: boolean;
  readonly steps: readonly HaltStep[];
  readonly former: FormerKeys | null;
  readonly looks: readonly WalletLook[];
  readonly ordersInFlight: number | null;
  readonly wasHeld: boolean;
}

/** The cancellations. A market without a key is `failed` where a key was there before: nobody has canceled anything. */
export function judgedSteps({ account, steps, former }: HaltFindings): HaltStep[] {
  return steps.map((step) => {
    const message = step.outcome === 'not_configured' ? missingKey(account, step.marketType, former) : null;
    return message === null ? step : { ...step, outcome: 'failed', message };
  });
}

export function haltedWallets(findings: HaltFindings): HaltedWallet[] {
  return marketTypes.map((marketType) => {
    const look = findings.looks.find((one) => one.marketType === marketType);
    return {
      marketType,
      openOrders: look?.openOrders ?? null,
      positions: look?.positions ?? null,
      hidden: look?.hidden ?? [],
      reasons: [...stepReasons(findings, marketType), ...(look === undefined ? [] : lookReasons(findings, look))],
    };
  });
}

/** Why the account as a whole is not certain to be stopped. */
export function accountReasons({ ordersInFlight, former, wasHeld }: HaltFindings): string[] {
  return [
    ...(ordersInFlight === null ? ['the journal could not be read, so orders on their way are not known'] : []),
    ...(ordersInFlight === null || ordersInFlight === 0
      ? []
      : [
          `${counted(ordersInFlight, 'order')} sent just before the halt may still arrive, or did arrive under a key that is gone`,
        ]),
    ...(former === null ? ['the journal could not be read to its end, so orders of former keys are not known'] : []),
    ...(former === null || former.undecided === 0
      ? []
      : [`${counted(former.undecided, 'order')} without a verdict may still arrive: the exchange knows no deadline`]),
    ...(wasHeld
      ? []
      : ['the trading state or a key was changed meanwhile, or the account could not be read at the end']),
  ];
}

function stepReasons(findings: HaltFindings, marketType: MarketType): string[] {
  const ofMarket = <T extends { readonly marketType: MarketType }>(one: T) => one.marketType === marketType;
  return [
    ...judgedSteps(findings)
      .filter((step) => ofMarket(step) && step.outcome === 'failed')
      .map(({ message }) => `orders were not canceled: ${message}`),
    ...findings.closingFailures.filter(ofMarket).map(({ message }) => `positions were not closed: ${message}`),
    ...findings.closed.filter((one) => ofMarket(one) && one.outcome !== 'closed').map(notClosed),
  ];
}

function notClosed({ symbol, outcome, message }: ClosedPosition): string {
  return `the position in ${symbol} is ${outcome.replace('_', ' ')}${message === null ? '' : `: ${message}`}`;
}

function lookReasons({ account, closesPositions }: HaltFindings, look: WalletLook): string[] {
  const { openOrders, positions, showsAll, unseen, failures, marketType } = look;
  const { title } = keyOf(account, marketType);
  return [
    ...failures,
    ...(openOrders === null || openOrders === 0
      ? []
      : [`${counted(openOrders, 'order')} still open after the cancellations`]),
    ...(closesPositions ? (positions ?? []).map(stillHeld) : []),
    ...(showsAll === false
      ? [`the ${title} reads a part of the history only, so a look with the key proves nothing`]
      : []),
    ...unseen.map((orders) => unseenOrders(orders, title)),
  ];
}

function stillHeld({ symbol, side, quantity, isTraded }: HeldPosition): string {
  const size = [side, quantity].filter((part) => part !== null).join(' ');
  const remedy = isTraded ? '' : ', of a kind that this service does not trade: close the position at the exchange';
  return `a position in ${symbol ?? 'an unknown symbol'} is open${size === '' ? '' : ` (${size})`}${remedy}`;
}

function unseenOrders({ count, credentialVersion }: FormerOrders, title: string): string {
  return `${counted(count, 'order')} of a former ${title} (version ${credentialVersion}) may be open, or have left positions, and the present key shows none of these orders: look at the exchange with the former key`;
}

/** Null where the market has a key, or never had one. */
function missingKey(account: Account, marketType: MarketType, former: FormerKeys | null): string | null {
  const market = marketOf({ exchange: account.exchange, marketType });
  const isTraded = former?.traded.includes(marketType) ?? false;
  if (account.credentials[market.key] !== undefined) return null;
  if (!isTraded && account.changedKeys?.has(market.key) !== true) return null;
  const { title, fields } = keyOf(account, marketType);
  const known = (former?.orders ?? []).filter((one) => one.marketType === marketType);
  const open = known.reduce((sum, one) => sum + one.open, 0);
  const orders = open === 0 ? '' : `, ${counted(open, 'order')} of the journal among them`;
  return `the ${title} was removed, so nobody can look at ${market.title}: orders and positions may be open there${orders}; set ${fields.map(({ name }) => name).join(' and ')} with PUT /delegation/exchange-account/credentials, then repeat the halt`;
}

function keyOf({ exchange }: Account, marketType: MarketType) {
  const { key } = marketOf({ exchange, marketType });
  const found = exchanges[exchange].keys[key];
  return { title: found?.title ?? key, fields: found?.fields ?? [] };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
