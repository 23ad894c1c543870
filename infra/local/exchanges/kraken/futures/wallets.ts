import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { marginValue } from '../../engine/collateral.ts';
import { marginRules } from '../../engine/exchange.ts';
import { balanceOf, post } from '../../engine/ledger.ts';
import { marginState } from '../../engine/margin.ts';
import { spareMargin } from '../../engine/spare-margin.ts';
import type { FuturesExchange } from './exchange.ts';
import type { Params } from './refusal.ts';
import { decimal, Refusal, required, text } from './refusal.ts';
import { number } from './render-order.ts';
import { cashWallet, collaterals, currencyOf, poolWallet } from './rules.ts';

/** Amount that may leave a wallet: everything in cash; elsewhere no more than open positions and orders can spare. */
function available(exchange: FuturesExchange, account: Account, wallet: string, currency: string): Decimal {
  const held = balanceOf(exchange, account, wallet, currency);
  return wallet === cashWallet ? held : spareMargin(exchange, account, wallet, currency, held);
}

/** GET accounts: docs.kraken.com, get-accounts. Cash and single-collateral balances are strings, all else numbers. */
export function accounts(exchange: FuturesExchange, account: Account) {
  const margins = [...account.wallets.keys()].filter((name) => name !== 'cash' && name !== poolWallet);
  return {
    accounts: {
      cash: { type: 'cashAccount', balances: balanceStrings(account, cashWallet) },
      ...Object.fromEntries(margins.map((name) => [name, marginAccount(exchange, account, name)])),
      ...flexShape(exchange, account),
    },
  };
}

function flexShape(exchange: FuturesExchange, account: Account) {
  const { flex } = exchange.settings.money;
  if (flex === 'left-out') return {};
  return { flex: flex === 'null' ? null : flexAccount(exchange, account) };
}

function balanceStrings(account: Account, wallet: string) {
  return Object.fromEntries(
    [...(account.wallets.get(wallet) ?? [])].map(([currency, amount]) => [currency, amount.toFixed()]),
  );
}

function marginAccount(exchange: FuturesExchange, account: Account, wallet: string) {
  const state = marginState(exchange, account, wallet);
  const equity = state.marginEquity;
  const { initialMargin, maintenanceMargin } = state;
  return {
    type: 'marginAccount',
    currency: wallet.slice(3, -3),
    balances: balanceStrings(account, wallet),
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

function flexAccount(exchange: FuturesExchange, account: Account) {
  const state = marginState(exchange, account, poolWallet);
  const unrealized = state.pnl.add(state.unrealizedFunding);
  const held = [...(account.wallets.get(poolWallet) ?? [])].filter(([, amount]) => !amount.isZero());
  return {
    type: 'multiCollateralMarginAccount',
    currencies: Object.fromEntries(
      held.map(([currency, amount]) => [currency.toUpperCase(), currencyJson(exchange, account, currency, amount)]),
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

function currencyJson(exchange: FuturesExchange, account: Account, currency: string, amount: Decimal) {
  const collateral = collaterals.get(currency);
  return {
    quantity: number(amount),
    value: number(collateral ? amount.mul(exchange.world.price(collateral.asset)) : amount.mul(0)),
    collateral: number(amount.mul(marginValue(exchange.world, marginRules(exchange), currency))),
    available: number(available(exchange, account, poolWallet, currency)),
  };
}

/** POST transfer: between two wallets of a customer. Errors: invalidAccount, invalidUnit, invalidAmount, insufficientFunds. */
export function transfer(exchange: FuturesExchange, account: Account, params: Params) {
  const from = wallet(account, required(params, 'fromAccount'));
  const to = wallet(account, required(params, 'toAccount'));
  const currency = currencyOf(required(params, 'unit'));
  if (from === to) throw new Refusal('invalidAccount');
  if (!accepts(to, currency)) throw new Refusal('invalidUnit');
  const amount = positiveAmount(params);
  take(exchange, account, from, currency, amount);
  const shared = { kind: 'transfer' as const, asset: currency, reference: exchange.ids.transfer() };
  post(exchange, account, { ...shared, wallet: from, change: amount.neg() });
  post(exchange, account, { ...shared, wallet: to, change: amount });
  return {};
}

/** Names in the list of `accounts`. */
function wallet(account: Account, name: string): string {
  const known = name.toLowerCase();
  if (!account.wallets.has(known)) throw new Refusal('invalidAccount');
  return known;
}

function accepts(wallet: string, currency: string): boolean {
  if (wallet === cashWallet) return collaterals.has(currency);
  return wallet === poolWallet ? collaterals.has(currency) : wallet === `fi_${currency}usd`;
}

function positiveAmount(params: Params): Decimal {
  required(params, 'amount');
  const amount = decimal(params, 'amount');
  if (!amount?.gt(0) || amount.decimalPlaces() > 10) throw new Refusal('invalidAmount');
  return amount;
}

function take(exchange: FuturesExchange, account: Account, wallet: string, currency: string, amount: Decimal): void {
  if (amount.gt(available(exchange, account, wallet, currency))) throw new Refusal('insufficientFunds');
}

/** POST withdrawal: to the customer's Spot wallet, from `cash` unless told otherwise. Needs a key with withdrawal access. */
export function withdrawal(exchange: FuturesExchange, account: Account, params: Params) {
  const source = wallet(account, text(params, 'sourceWallet') ?? cashWallet);
  const currency = currencyOf(required(params, 'currency'));
  const collateral = collaterals.get(currency);
  if (!collateral) throw new Refusal('invalidUnit');
  const amount = positiveAmount(params);
  take(exchange, account, source, currency, amount);
  const uid = exchange.ids.transfer();
  exchange.world.deposit('spot', account.customer, collateral.asset, amount);
  const shared = { kind: 'departure' as const, wallet: source, reference: uid };
  post(exchange, account, { ...shared, asset: currency, change: amount.neg() });
  return exchange.settings.money.withdrawalUid === 'told' ? { uid } : {};
}

/** Money from Spot. Coins that are no collateral can only wait in the cash wallet. */
export function receive(exchange: FuturesExchange, account: Account, asset: string, amount: Decimal): void {
  const currency = currencyOf(asset);
  const wallet = collaterals.has(currency) ? exchange.settings.arrivals : cashWallet;
  const reference = exchange.ids.transfer();
  post(exchange, account, { kind: 'arrival', wallet, asset: currency, change: amount, reference });
}
