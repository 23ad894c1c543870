import { Decimal } from 'decimal.js';
import type { Account, EntryDetails, EntryKind, LedgerEntry } from './account.ts';
import { balanceOf as findBalance } from './account.ts';
import { usdPrice } from './collateral.ts';
import type { Exchange } from './exchange.ts';
import { marginRules } from './exchange.ts';
import { noteEntry } from './ledger-faults.ts';

/** One change of one balance. Profit, funding and fees are rounded to the digits a balance has; `change` is taken as given. */
export interface Posting {
  readonly kind: EntryKind;
  readonly wallet: string;
  readonly asset: string;
  readonly change?: Decimal;
  readonly fee?: Decimal | null;
  readonly realizedPnl?: Decimal | null;
  readonly realizedFunding?: Decimal | null;
  readonly liquidationFee?: Decimal | null;
  readonly reference?: string;
  readonly details?: EntryDetails;
  /** Default: now. */
  readonly at?: number;
}

export function balanceOf({ rules }: Exchange, account: Account, wallet: string, asset: string): Decimal {
  return findBalance(account, wallet, asset) ?? rules.number(0);
}

/** Balances change here alone, so the ledger always adds up to the balances. */
export function post(exchange: Exchange, account: Account, posting: Posting): LedgerEntry {
  const { kind, wallet, asset, reference = null, details = {} } = posting;
  const amounts = amountsOf(exchange, posting);
  const before = balanceOf(exchange, account, wallet, asset);
  const after = sum(before, amounts);
  refuseDebt(exchange, account, asset, after);
  setBalance(account, wallet, asset, after);
  const at = posting.at ?? exchange.world.now();
  return append(exchange, account, {
    at,
    kind,
    of: 'balance',
    wallet,
    asset,
    before,
    after,
    ...amounts,
    reference,
    details,
  });
}

function amountsOf({ rules }: Exchange, { asset, change, ...posting }: Posting): Amounts {
  const round = (amount: Decimal | null | undefined) => amount?.toDecimalPlaces(rules.decimalsOf(asset)) ?? null;
  return {
    change: change ?? null,
    realizedPnl: round(posting.realizedPnl),
    realizedFunding: round(posting.realizedFunding),
    fee: round(posting.fee),
    liquidationFee: round(posting.liquidationFee),
  };
}

type Amounts = Pick<LedgerEntry, 'change' | 'realizedPnl' | 'realizedFunding' | 'fee' | 'liquidationFee'>;

function sum(before: Decimal, { change, realizedPnl, realizedFunding, fee, liquidationFee }: Amounts): Decimal {
  return before
    .add(change ?? 0)
    .add(realizedPnl ?? 0)
    .add(realizedFunding ?? 0)
    .sub(fee ?? 0)
    .sub(liquidationFee ?? 0);
}

/** Without margin every caller has checked before, so a debt is a bug of the simulator. With margin a debt is covered beforehand. */
function refuseDebt({ rules }: Exchange, { customer }: Account, asset: string, balance: Decimal): void {
  if (balance.isNegative() && !balance.isZero() && !rules.margin)
    throw new Error(`${customer}: ${asset} would fall to ${balance}`);
}

/** The position half of a trade, in the ledger as an asset of its own. */
export function postPosition(
  exchange: Exchange,
  account: Account,
  posting: Pick<LedgerEntry, 'kind' | 'wallet' | 'asset' | 'before' | 'after' | 'details'> & { reference?: string },
): LedgerEntry {
  const none = { change: null, fee: null, realizedPnl: null, realizedFunding: null, liquidationFee: null };
  const at = exchange.world.now();
  return append(exchange, account, { reference: null, ...none, ...posting, at, of: 'position' });
}

function append(exchange: Exchange, account: Account, entry: Omit<LedgerEntry, 'id' | 'uid'>): LedgerEntry {
  const full: LedgerEntry = { ...exchange.ids.entry(account), ...entry };
  account.ledger.push(full);
  noteEntry(exchange.ledgerFaults, account.hiddenEntries, full.id, full.at);
  return full;
}

function setBalance({ wallets }: Account, wallet: string, asset: string, balance: Decimal): void {
  const balances = wallets.get(wallet) ?? new Map<string, Decimal>();
  wallets.set(wallet, balances.set(asset, balance));
}

/**
 * Posts a loss that the balance may not cover. What is wanting comes first: out of a pool other collateral is sold, in the order of the
 * rules, and the exchange bears the rest. So no balance is negative at any entry (recorded 2026-08: the entry of the position, of the
 * collateral, of the USD received, and then of the trade, which leaves 0).
 */
export function postCovered(exchange: Exchange, account: Account, posting: Posting): LedgerEntry {
  const { wallet, asset, at } = posting;
  const dated = at === undefined ? {} : { at };
  const { collaterals, pool, lends } = marginRules(exchange);
  if (lends) return post(exchange, account, posting);
  const debt = () => sum(balanceOf(exchange, account, wallet, asset), amountsOf(exchange, posting)).neg();
  if (wallet === pool.wallet && asset === pool.currency)
    for (const other of collaterals.keys())
      if (other !== asset) convert(exchange, account, other, { debt: debt(), dated });
  if (debt().gt(0)) post(exchange, account, { kind: 'shortfall', wallet, asset, change: debt(), ...dated });
  return post(exchange, account, posting);
}

interface Sale {
  readonly debt: Decimal;
  readonly dated: { readonly at?: number };
}

function convert(exchange: Exchange, account: Account, asset: string, { debt, dated }: Sale): void {
  const rules = marginRules(exchange);
  const { wallet, currency } = rules.pool;
  const { decimalsOf } = exchange.rules;
  const held = balanceOf(exchange, account, wallet, asset);
  if (debt.lte(0) || held.lte(0)) return;
  const conversionFee = rules.collaterals.get(asset)?.conversionFee ?? new Decimal(0);
  const proceeds = usdPrice(exchange.world, rules, asset).mul(conversionFee.neg().add(1));
  const needed = debt.div(proceeds).toDecimalPlaces(decimalsOf(asset), Decimal.ROUND_UP);
  const sold = Decimal.min(held, needed);
  const earned = sold.lt(needed) || sold.mul(proceeds).lt(debt) ? sold.mul(proceeds) : debt;
  const shared = { kind: 'conversion' as const, wallet, details: { conversionFee }, ...dated };
  post(exchange, account, { ...shared, asset, change: sold.neg() });
  const received = earned.toDecimalPlaces(decimalsOf(currency), Decimal.ROUND_DOWN);
  post(exchange, account, { ...shared, asset: currency, change: received });
}
