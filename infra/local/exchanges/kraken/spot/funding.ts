import type { Decimal } from 'decimal.js';
import { plainDecimal } from '../../engine/decimals.ts';
import { availableOf, book, heldOf } from './account.ts';
import { decimalsOf, findAsset } from './assets.ts';
import type { Call } from './endpoints.ts';
import { newId } from './exchange.ts';
import type { FeeLadder } from './fees.ts';
import { feeStep } from './fees.ts';
import { volumeOf30Days } from './fills.ts';
import { refuse, refuseArgument } from './refusal.ts';

export function balance({ account }: Call): unknown {
  const entries = [...account.balances].map(([asset, amount]) => [asset, amount.toFixed(decimalsOf(asset))]);
  return Object.fromEntries(entries);
}

export function extendedBalance({ account }: Call): unknown {
  const entries = [...account.balances].map(([asset, amount]) => {
    const digits = decimalsOf(asset);
    return [asset, { balance: amount.toFixed(digits), hold_trade: heldOf(account, asset).toFixed(digits) }];
  });
  return Object.fromEntries(entries);
}

/**
 * Spot to futures only; the way back is a withdrawal on the futures API. The money arrives before it leaves here:
 * both happen within one request, and a futures wallet that will not have it leaves the spot wallet untouched.
 */
export function walletTransfer({ exchange, account, params }: Call): unknown {
  if (params.from !== 'Spot Wallet') refuseArgument('from');
  if (params.to !== 'Futures Wallet') refuseArgument('to');
  const asset = findAsset(params.asset ?? '');
  if (!asset || asset.id.includes('.')) return refuse('EFunding:Unknown asset');
  const amount = parseAmount(params.amount, asset.decimals);
  if (amount.gt(availableOf(account, asset.id))) refuse('EFunding:Insufficient funds');
  try {
    exchange.world.deposits.futures(account.customer, asset.code, amount);
  } catch {
    refuse('EService:Unavailable');
  }
  const refid = newId(exchange, 'B');
  book(exchange, account, { asset: asset.id, amount: amount.neg(), type: 'transfer', subtype: 'spottofutures', refid });
  return { refid };
}

function parseAmount(text: string | undefined, decimals: number): Decimal {
  const amount = plainDecimal(text ?? '');
  if (!amount?.gt(0) || amount.decimalPlaces() > decimals) return refuse('EFunding:Invalid amount');
  return amount;
}

/** 30-day volume in dollars and, for the pairs asked for, the fee steps it leads to. */
export function tradeVolume({ exchange, account, params }: Call): unknown {
  const volume = volumeOf30Days(account, exchange.world.now());
  const names = (params.pair ?? '').split(',').filter((name) => name !== '');
  const pairs = names.map((name) => exchange.pairs.find(name) ?? refuse('EQuery:Unknown asset pair'));
  const fees = (side: 'fees' | 'makerFees') =>
    Object.fromEntries(pairs.map((pair) => [pair.id, feeToWire(pair[side], volume)]));
  const perPair = pairs.length > 0 ? { fees: fees('fees'), fees_maker: fees('makerFees') } : {};
  return { currency: 'ZUSD', volume: volume.toFixed(4), ...perPair };
}

function feeToWire(ladder: FeeLadder, volume: Decimal): Record<string, string | null> {
  const { current, next } = feeStep(ladder, volume);
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
