import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { exact, plainDecimal } from '../../engine/decimals.ts';
import type { FeeLadder } from '../../engine/fees.ts';
import { feeStep } from '../../engine/fees.ts';
import { availableOf, heldOf } from '../../engine/holds.ts';
import { post } from '../../engine/ledger.ts';
import { decimalsOf, findAsset } from './assets.ts';
import type { Call } from './call.ts';
import type { SpotExchange } from './exchange.ts';
import { openAccount } from './exchange.ts';
import { findPair } from './pairs.ts';
import { refuse, refuseArgument } from './refusal.ts';
import { spotWallet, tradedIn30Days } from './rules.ts';

export function balance({ account }: Call): unknown {
  const entries = [...balancesOf(account)].map(([asset, amount]) => [asset, amount.toFixed(decimalsOf(asset))]);
  return Object.fromEntries(entries);
}

export function extendedBalance({ exchange, account }: Call): unknown {
  const entries = [...balancesOf(account)].map(([asset, amount]) => {
    const digits = decimalsOf(asset);
    const held = heldOf(exchange, account, asset);
    return [asset, { balance: amount.toFixed(digits), hold_trade: held.toFixed(digits) }];
  });
  return Object.fromEntries(entries);
}

function balancesOf({ wallets }: Account): ReadonlyMap<string, Decimal> {
  return wallets.get(spotWallet) ?? new Map();
}

/**
 * Spot to futures only; the way back is a withdrawal on the futures API. The money arrives before the money leaves:
 * both happen within one request, and a futures wallet that refuses the money leaves the spot wallet untouched.
 */
export function walletTransfer({ exchange, account, params }: Call): unknown {
  if (params.from !== 'Spot Wallet') refuseArgument('from');
  if (params.to !== 'Futures Wallet') refuseArgument('to');
  const asset = findAsset(params.asset ?? '');
  if (!asset || asset.id.includes('.')) return refuse('EFunding:Unknown asset');
  const amount = parseAmount(params.amount, asset.decimals);
  if (amount.gt(availableOf(exchange, account, asset.id))) refuse('EFunding:Insufficient funds');
  try {
    exchange.world.deposit('futures', account.customer, asset.code, amount);
  } catch {
    refuse('EService:Unavailable');
  }
  const reference = exchange.ids.transfer();
  const shared = { kind: 'departure' as const, wallet: spotWallet, reference };
  post(exchange, account, { ...shared, asset: asset.id, change: amount.neg() });
  return { refid: reference };
}

/** Money arriving from the futures wallet, in any of the asset's names. */
export function receive(exchange: SpotExchange, customer: string, name: string, amount: Decimal): void {
  const asset = findAsset(name);
  if (!asset) throw new RangeError(`spot wallet does not know ${name}`);
  const reference = exchange.ids.transfer();
  const shared = { kind: 'arrival' as const, wallet: spotWallet, reference };
  post(exchange, openAccount(exchange, customer), { ...shared, asset: asset.id, change: exact(amount) });
}

function parseAmount(text: string | undefined, decimals: number): Decimal {
  const amount = plainDecimal(text ?? '');
  if (!amount?.gt(0) || amount.decimalPlaces() > decimals) return refuse('EFunding:Invalid amount');
  return amount;
}

/** Dollars traded in 30 days and, for the pairs asked for, their fee steps. */
export function tradeVolume({ exchange, account, params }: Call): unknown {
  const traded = tradedIn30Days(account, exchange.world.now());
  const names = (params.pair ?? '').split(',').filter((name) => name !== '');
  const pairs = names.map((name) => findPair(exchange.pairs, name) ?? refuse('EQuery:Unknown asset pair'));
  const fees = (side: 'fees' | 'makerFees') =>
    Object.fromEntries(pairs.map((pair) => [pair.symbol, renderFee(pair[side], traded)]));
  const perPair = pairs.length > 0 ? { fees: fees('fees'), fees_maker: fees('makerFees') } : {};
  return { currency: 'ZUSD', volume: traded.toFixed(4), ...perPair };
}

function renderFee(ladder: FeeLadder, traded: Decimal): Record<string, string | null> {
  const { current, next } = feeStep(ladder, traded);
  const percents = ladder.map(([, percent]) => percent);
  return {
    fee: current[1].toFixed(4),
    minfee: Math.min(...percents).toFixed(4),
    maxfee: Math.max(...percents).toFixed(4),
    nextfee: next ? next[1].toFixed(4) : null,
    nextvolume: next ? next[0].toFixed(4) : null,
    tiervolume: current[0].toFixed(4),
  };
}
