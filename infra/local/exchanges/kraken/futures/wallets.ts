import type { Decimal } from 'decimal.js';
import { collaterals, currencyOf, marginValue } from './collateral.ts';
import type { Customer, Exchange } from './exchange.ts';
import { balanceOf, book } from './ledger.ts';
import { marginState } from './margin.ts';
import { number } from './order-json.ts';
import type { Params } from './refusal.ts';
import { decimal, Refusal, required, text } from './refusal.ts';

/** What may leave a wallet: everything in cash; elsewhere no more than open positions and orders can spare. */
export function available(exchange: Exchange, customer: Customer, wallet: string, currency: string): Decimal {
  const held = balanceOf(customer, wallet, currency);
  if (wallet === 'cash') return held;
  const { availableMargin } = marginState(exchange, customer, wallet);
  const unit = wallet === 'flex' ? marginValue(exchange.world, currency) : null;
  const spare = unit === null ? availableMargin : unit.isZero() ? held : availableMargin.div(unit);
  const free = spare.lt(held) ? spare : held;
  return free.lt(0) ? free.mul(0) : free.toDecimalPlaces(10, 1);
}

/** GET accounts: docs.kraken.com, get-accounts. Cash and single-collateral balances are strings, all else numbers. */
export function accounts(exchange: Exchange, customer: Customer) {
  const margins = [...customer.wallets.keys()].filter((name) => name !== 'cash' && name !== 'flex');
  return {
    accounts: {
      cash: { type: 'cashAccount', balances: balanceStrings(customer, 'cash') },
      ...Object.fromEntries(margins.map((name) => [name, marginAccount(exchange, customer, name)])),
      flex: flexAccount(exchange, customer),
    },
  };
}

function balanceStrings(customer: Customer, wallet: string) {
  return Object.fromEntries(
    [...(customer.wallets.get(wallet) ?? [])].map(([currency, amount]) => [currency, amount.toFixed()]),
  );
}

function marginAccount(exchange: Exchange, customer: Customer, wallet: string) {
  const state = marginState(exchange, customer, wallet);
  const equity = state.marginEquity;
  const { initialMargin, maintenanceMargin } = state;
  return {
    type: 'marginAccount',
    currency: wallet.slice(3, -3),
    balances: balanceStrings(customer, wallet),
    auxiliary: {
      usd: 0,
      pv: number(equity),
      pnl: number(state.pnl),
      af: number(state.availableMargin),
      funding: number(state.unrealizedFunding),
    },
    marginRequirements: {
      im: number(initialMargin),
      mm: number(maintenanceMargin),
      lt: number(maintenanceMargin),
      tt: number(maintenanceMargin.div(2)),
    },
    triggerEstimates: { im: 0, mm: 0, lt: 0, tt: 0 },
  };
}

function flexAccount(exchange: Exchange, customer: Customer) {
  const state = marginState(exchange, customer, 'flex');
  const unrealized = state.pnl.add(state.unrealizedFunding);
  const held = [...(customer.wallets.get('flex') ?? [])].filter(([, amount]) => !amount.isZero());
  return {
    type: 'multiCollateralMarginAccount',
    currencies: Object.fromEntries(
      held.map(([currency, amount]) => [currency.toUpperCase(), currencyJson(exchange, customer, currency, amount)]),
    ),
    initialMargin: number(state.initialMargin),
    initialMarginWithOrders: number(state.initialMarginWithOrders),
    maintenanceMargin: number(state.maintenanceMargin),
    balanceValue: number(state.balanceValue),
    portfolioValue: number(state.balanceValue.add(unrealized)),
    collateralValue: number(state.collateralValue),
    pnl: number(state.pnl),
    unrealizedFunding: number(state.unrealizedFunding),
    totalUnrealized: number(unrealized),
    totalUnrealizedAsMargin: number(unrealized),
    availableMargin: number(state.availableMargin),
    marginEquity: number(state.marginEquity),
  };
}

function currencyJson(exchange: Exchange, customer: Customer, currency: string, amount: Decimal) {
  const collateral = collaterals.get(currency);
  return {
    quantity: number(amount),
    value: number(collateral ? amount.mul(exchange.world.price(collateral.asset)) : amount.mul(0)),
    collateral: number(amount.mul(marginValue(exchange.world, currency))),
    available: number(available(exchange, customer, 'flex', currency)),
  };
}

/** POST transfer: between two wallets of one customer. Errors: invalidAccount, invalidUnit, invalidAmount, insufficientFunds. */
export function transfer(exchange: Exchange, customer: Customer, params: Params) {
  const from = wallet(customer, required(params, 'fromAccount'));
  const to = wallet(customer, required(params, 'toAccount'));
  const currency = currencyOf(required(params, 'unit'));
  if (from === to) throw new Refusal('invalidAccount');
  if (!accepts(to, currency)) throw new Refusal('invalidUnit');
  const amount = positiveAmount(params);
  take(exchange, customer, from, currency, amount);
  const execution = exchange.uid();
  book(exchange, customer, { info: 'transfer', wallet: from, currency, change: amount.neg(), execution });
  book(exchange, customer, { info: 'transfer', wallet: to, currency, change: amount, execution });
  return {};
}

/** Wallet names as `accounts` lists them. */
function wallet(customer: Customer, name: string): string {
  const known = name.toLowerCase();
  if (!customer.wallets.has(known)) throw new Refusal('invalidAccount');
  return known;
}

function accepts(wallet: string, currency: string): boolean {
  if (wallet === 'cash') return collaterals.has(currency);
  return wallet === 'flex' ? collaterals.has(currency) : wallet === `fi_${currency}usd`;
}

function positiveAmount(params: Params): Decimal {
  required(params, 'amount');
  const amount = decimal(params, 'amount');
  if (!amount?.gt(0) || amount.decimalPlaces() > 10) throw new Refusal('invalidAmount');
  return amount;
}

function take(exchange: Exchange, customer: Customer, wallet: string, currency: string, amount: Decimal): void {
  if (amount.gt(available(exchange, customer, wallet, currency))) throw new Refusal('insufficientFunds');
}

/** POST withdrawal: to the customer's Spot wallet, from `cash` unless told otherwise. Needs a key with withdrawal access. */
export function withdrawal(exchange: Exchange, customer: Customer, params: Params) {
  const source = wallet(customer, text(params, 'sourceWallet') ?? 'cash');
  const currency = currencyOf(required(params, 'currency'));
  const collateral = collaterals.get(currency);
  if (!collateral) throw new Refusal('invalidUnit');
  const amount = positiveAmount(params);
  take(exchange, customer, source, currency, amount);
  const uid = exchange.uid();
  exchange.world.deposits.spot(customer.id, collateral.asset, amount);
  book(exchange, customer, {
    info: 'cross-exchange transfer',
    wallet: source,
    currency,
    change: amount.neg(),
    execution: uid,
  });
  return { uid };
}

/** Money from Spot. Coins that are no collateral can only wait in the cash wallet. */
export function receive(exchange: Exchange, customer: Customer, asset: string, amount: Decimal): void {
  const currency = currencyOf(asset);
  const target = collaterals.has(currency) ? exchange.settings.arrivals : 'cash';
  book(exchange, customer, {
    info: 'cross-exchange transfer',
    wallet: target,
    currency,
    change: amount,
    execution: exchange.uid(),
  });
}
