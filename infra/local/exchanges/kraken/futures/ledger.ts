import { Decimal } from 'decimal.js';
import { noteEntry } from '../../engine/ledger-faults.ts';
import { bookedDecimals, collaterals, usdPrice } from './collateral.ts';
import type { Customer, Exchange, LedgerEntry } from './exchange.ts';

/** One change of one balance. Profit, funding and fees are rounded to what Kraken books; `change` is taken as it is. */
export interface Booking
  extends Partial<Omit<LedgerEntry, 'id' | 'booking_uid' | 'old_balance' | 'new_balance' | 'asset'>> {
  info: string;
  wallet: string;
  currency: string;
  /** What moves besides profit, funding and fees: transfers, conversions. */
  change?: Decimal;
}

const zero = new Decimal(0);

export function balanceOf(customer: Customer, wallet: string, currency: string): Decimal {
  return customer.wallets.get(wallet)?.get(currency) ?? zero;
}

/** new balance = old + change + realized_pnl + realized_funding - fee - liquidation_fee, to the last booked digit. */
export function book(exchange: Exchange, customer: Customer, booking: Booking): LedgerEntry {
  const { wallet, currency, change, ...shown } = booking;
  const round = (amount: Decimal | null | undefined) => amount?.toDecimalPlaces(bookedDecimals(currency)) ?? null;
  const amounts = {
    realized_pnl: round(booking.realized_pnl),
    realized_funding: round(booking.realized_funding),
    fee: round(booking.fee),
    liquidation_fee: round(booking.liquidation_fee),
  };
  const old = balanceOf(customer, wallet, currency);
  const fresh = old
    .add(change ?? 0)
    .add(amounts.realized_pnl ?? 0)
    .add(amounts.realized_funding ?? 0)
    .sub(amounts.fee ?? 0)
    .sub(amounts.liquidation_fee ?? 0);
  setBalance(customer, wallet, currency, fresh);
  return append(exchange, customer, {
    ...shown,
    ...amounts,
    asset: currency,
    margin_account: wallet,
    old_balance: old,
    new_balance: fresh,
  });
}

/** The other half of a trade: the position itself, logged as an asset of its own. */
export function append(
  exchange: Exchange,
  customer: Customer,
  row: Partial<LedgerEntry> & Pick<LedgerEntry, 'asset' | 'info' | 'margin_account' | 'old_balance' | 'new_balance'>,
): LedgerEntry {
  const full = {
    ...blank,
    date: exchange.world.now(),
    ...row,
    id: customer.log.length + 1,
    booking_uid: exchange.uid(),
  };
  customer.log.push(full);
  noteEntry(exchange.ledgerFaults, customer.hiddenEntries, full.id, full.date);
  return full;
}

const blank = {
  contract: null,
  collateral: null,
  old_average_entry_price: null,
  new_average_entry_price: null,
  trade_price: null,
  mark_price: null,
  realized_pnl: null,
  fee: null,
  execution: null,
  funding_rate: null,
  realized_funding: null,
  conversion_spread_percentage: null,
  liquidation_fee: null,
};

function setBalance(customer: Customer, wallet: string, currency: string, amount: Decimal): void {
  const balances = customer.wallets.get(wallet) ?? new Map<string, Decimal>();
  customer.wallets.set(wallet, balances.set(currency, amount));
}

/**
 * A debt is settled at once: in the multi-collateral wallet other collateral is sold, lowest haircut first
 * (support.kraken.com, fees for multi-collateral); what then is still missing Kraken bears, because a balance can
 * never go below zero (support.kraken.com, equity protection process).
 */
export function coverDebt(
  exchange: Exchange,
  customer: Customer,
  wallet: string,
  currency: string,
  date?: number,
): void {
  const dated = date === undefined ? {} : { date };
  if (wallet === 'flex' && currency === 'usd') {
    for (const other of collaterals.keys()) if (other !== 'usd') convert(exchange, customer, other, dated);
  }
  const debt = balanceOf(customer, wallet, currency);
  if (debt.lt(0)) book(exchange, customer, { info: 'admin transfer', wallet, currency, change: debt.neg(), ...dated });
}

function convert(exchange: Exchange, customer: Customer, currency: string, dated: { date?: number }): void {
  const debt = balanceOf(customer, 'flex', 'usd').neg();
  const held = balanceOf(customer, 'flex', currency);
  if (debt.lte(0) || held.lte(0)) return;
  const fee = collaterals.get(currency)?.conversionFee ?? zero;
  const proceeds = usdPrice(exchange.world, currency).mul(fee.neg().add(1));
  const needed = debt.div(proceeds).toDecimalPlaces(bookedDecimals(currency), Decimal.ROUND_UP);
  const sold = Decimal.min(held, needed);
  const earned = sold.lt(needed) || sold.mul(proceeds).lt(debt) ? sold.mul(proceeds) : debt;
  const shared = { info: 'conversion', wallet: 'flex', conversion_spread_percentage: fee.mul(100), ...dated };
  book(exchange, customer, { ...shared, currency, change: sold.neg() });
  book(exchange, customer, { ...shared, currency: 'usd', change: earned.toDecimalPlaces(4, Decimal.ROUND_DOWN) });
}
