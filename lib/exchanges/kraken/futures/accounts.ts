import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { Balance, WalletMargin } from '../../model/position.ts';
import type { Told } from '../../model/told.ts';
import {
  isRecord,
  type Json,
  readableDecimal,
  records,
  requiredDecimal,
  requiredRecord,
  rowOrNothing,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { toldRows } from '../../wire/told-rows.ts';
import { readFuturesBalances } from './ledger.ts';
import { assetOf } from './logged-wallet.ts';

const title = 'Kraken Futures';

/**
 * `accounts` (docs.kraken.com get-accounts): the multi-collateral (`flex`) wallet, which margins contracts that are settled in USD, and the
 * money in every other wallet. An account with single-collateral wallets alone has no `flex`, or null for it (ccxt issue 19677).
 */
export function balancesFromAccounts(answer: unknown, codeOf: (asset: string) => string): Told<Balance> {
  const { flex = null, ...others } = walletsIn(answer);
  const own = flex === null ? { rows: [], unread: [] } : flexBalances(rowOrNothing(flex), codeOf);
  const side = readFuturesBalances({ accounts: others });
  return {
    rows: [...own.rows, ...side.rows.flatMap((held) => sideBalance(held, others[held.wallet]))],
    unread: [...own.unread, ...side.unread],
  };
}

/** The margin of every wallet that has margin: `cash` has none. Figures that cannot be read are null. */
export function marginFromAccounts(answer: unknown): WalletMargin[] {
  return records(withoutNulls(walletsIn(answer))).flatMap(([wallet, account]) => {
    if (wallet === 'flex') return [flexMargin(account)];
    return wallet === 'cash' ? [] : [sideMargin(wallet, account)];
  });
}

/** An answer without a single wallet would read as "no money anywhere". */
function walletsIn(answer: unknown): Json {
  const wallets = requiredRecord(title, answer, 'accounts');
  if (Object.keys(withoutNulls(wallets)).length === 0) throw new MalformedResponse(title, 200);
  return wallets;
}

/** A wallet that the account does not have is null. */
function withoutNulls(wallets: Json): Json {
  return Object.fromEntries(Object.entries(wallets).filter(([, account]) => account !== null));
}

function flexBalances(flex: Json, codeOf: (asset: string) => string): Told<Balance> {
  if (!isRecord(flex.currencies)) return { rows: [], unread: [{ field: 'flex.currencies' }] };
  const unrealized = readableDecimal(flex.totalUnrealizedAsMargin) ?? readableDecimal(flex.totalUnrealized);
  const spare = spareOf(flex.availableMargin, unrealized);
  return toldRows(
    records(flex.currencies),
    ([id, held]) => flexBalance(codeOf(id), held, spare),
    ([id]) => ({ asset: codeOf(id) }),
  );
}

/**
 * What neither positions, orders nor losses hold, without profits that are not realized: such a profit can be gone before the money is used.
 * Null: not told.
 */
function spareOf(availableMargin: unknown, unrealized: DecimalString | null): Decimal | null {
  const available = readableDecimal(availableMargin);
  if (available === null) return null;
  return Decimal.max(new Decimal(available).minus(Decimal.max(unrealized ?? 0, 0)), 0);
}

/**
 * `available` is the part that Kraken lets one withdraw; the margin in use narrows the part. Nothing is free where the part cannot be read.
 * In a balance below zero nothing is free and nothing is used: all of it is debt.
 */
function flexBalance(asset: string, held: Json, spare: Decimal | null): Balance {
  const total = new Decimal(requiredDecimal(title, held, 'quantity'));
  const told = readableDecimal(held.available) ?? 0;
  const usable = spare === null ? total : quantityWorth(spare, held, total);
  return split(asset, total, Decimal.min(told, usable));
}

/** The quantity of a collateral that counts as much as the spare margin. What counts for nothing is not held by margin. */
function quantityWorth(spare: Decimal, held: Json, total: Decimal): Decimal {
  // `collateral` in the answers that CCXT quotes, `collateralValue` in Kraken.Net's.
  const counted = readableDecimal(held.collateral) ?? readableDecimal(held.collateralValue);
  if (counted === null || new Decimal(counted).lte(0)) return total;
  return spare.mul(total).div(counted).toDecimalPlaces(10, Decimal.ROUND_DOWN);
}

function split(asset: string, total: Decimal, usable: Decimal): Balance {
  const free = total.lte(0) ? total : Decimal.min(Decimal.max(usable, 0), total);
  return { asset, free: free.toFixed(), used: total.minus(free).toFixed(), total: total.toFixed() };
}

interface SideMoney {
  readonly wallet: string;
  readonly asset: string;
  readonly balance: DecimalString;
}

/**
 * Money in `cash` and in the wallet of a coin's inverse contracts. A margin wallet that does not tell its margin may need all of the coin:
 * none is called free.
 */
function sideBalance({ wallet, asset, balance }: SideMoney, account: unknown): Balance[] {
  if (wallet === 'flex' || new Decimal(balance).isZero() || !isRecord(account)) return [];
  if (wallet === 'cash' || !isMarginAsset(account, asset))
    return [{ asset, free: balance, used: '0', total: balance, otherWallet: wallet }];
  const { af, pnl, funding }: Json = isRecord(account.auxiliary) ? account.auxiliary : {};
  const unrealized = [pnl, funding].map(figureOf);
  const isKnown = unrealized.every((figure) => figure !== null);
  const usable = (isKnown ? spareOf(af, Decimal.sum(...unrealized).toFixed()) : null) ?? new Decimal(0);
  return [{ ...split(asset, new Decimal(balance), usable), otherWallet: wallet }];
}

/** A figure that is left out counts nothing. Null for a figure that nobody can read, which may be a profit of any size. */
function figureOf(value: unknown): DecimalString | null {
  return value === undefined || value === null ? '0' : readableDecimal(value);
}

/** Another coin in a single-collateral wallet margins nothing. Where the wallet names no coin that it holds, any coin may be the margin. */
function isMarginAsset({ currency, balances }: Json, asset: string): boolean {
  const named = typeof currency === 'string' ? assetOf(currency) : null;
  const isHeld = isRecord(balances) && Object.keys(balances).some((each) => assetOf(each) === named);
  return !isHeld || named === asset;
}

/** In USD. `initialMarginWithOrders` is what `availableMargin` leaves out of `marginEquity`. */
function flexMargin(flex: Json): WalletMargin {
  const figure = (key: string) => readableDecimal(flex[key]);
  return {
    otherWallet: null,
    asset: 'USD',
    portfolioValue: figure('portfolioValue'),
    equity: figure('marginEquity'),
    available: figure('availableMargin'),
    initialMargin: figure('initialMarginWithOrders') ?? figure('initialMargin'),
    maintenanceMargin: figure('maintenanceMargin'),
    unrealizedPnl: figure('pnl'),
    unrealizedFunding: figure('unrealizedFunding'),
  };
}

/** In the wallet's coin: `pv` is the balance with profits and losses, `af` what is available, `im` and `mm` the requirements. */
function sideMargin(wallet: string, { currency, marginRequirements, auxiliary: figures }: Json): WalletMargin {
  const [needed, auxiliary] = [rowOrNothing(marginRequirements), rowOrNothing(figures)];
  const equity = readableDecimal(auxiliary.pv);
  return {
    otherWallet: wallet,
    asset: typeof currency === 'string' ? assetOf(currency) : wallet,
    portfolioValue: equity,
    equity,
    available: readableDecimal(auxiliary.af),
    initialMargin: readableDecimal(needed.im),
    maintenanceMargin: readableDecimal(needed.mm),
    unrealizedPnl: readableDecimal(auxiliary.pnl),
    unrealizedFunding: readableDecimal(auxiliary.funding),
  };
}
