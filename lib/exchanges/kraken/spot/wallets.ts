import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance } from '../../model/position.ts';
import type { Told } from '../../model/told.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, notNegative, records, requiredDecimal, requiredRecord } from '../../wire/readers.ts';
import { toldRows } from '../../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { spotMargin } from './margin.ts';
import { marginPositions } from './margin-positions.ts';

const title = 'Kraken Spot';

export function spotWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return {
    balanceList: () => spotBalances(wire),
    margin: () => spotMargin(wire),
    positions: null,
    untraded: () => marginPositions(wire),
  };
}

/** The names of assets and the balances come side by side. */
export async function spotBalances({ read, markets }: MarketWire): Promise<Told<Balance>> {
  const [answer, codeOf] = await settleAll([read(endpoints.BalanceEx), markets.assetNaming()]);
  return balancesFromKraken(answer, codeOf);
}

/** An asset whose balance cannot be read is told beside the list: with nothing in its place, a sum of money would be wrong. */
function balancesFromKraken(answer: unknown, codeOf: (asset: string) => string): Told<Balance> {
  return toldRows(
    records(requiredRecord(title, answer, 'result')),
    ([id, row]) => balanceFrom(codeOf(id), row),
    ([id]) => ({ asset: codeOf(id) }),
  );
}

/**
 * BalanceEx: what is free is `balance + credit - credit_used - hold_trade` (docs get-extended-balance); few accounts have a credit line.
 * Nothing is free beside a figure that cannot be read.
 */
function balanceFrom(asset: string, row: Json): Balance {
  const total = requiredDecimal(title, row, 'balance');
  const [used, credit, creditUsed] = [
    amountOf(row, 'hold_trade'),
    amountOf(row, 'credit'),
    amountOf(row, 'credit_used'),
  ];
  if (used === null || credit === null || creditUsed === null) return { asset, total, ...noneFree(total) };
  return { asset, free: new Decimal(total).plus(credit).minus(creditUsed).minus(used).toFixed(), used, total };
}

/** In a balance below zero nothing is used: all of it is debt. */
function noneFree(total: DecimalString): Pick<Balance, 'free' | 'used'> {
  return new Decimal(total).lte(0) ? { free: total, used: '0' } : { free: '0', used: total };
}

/** An account without a hold or a credit line may have no field. Null for an unreadable amount, which is not nothing. */
function amountOf(row: Json, key: string): DecimalString | null {
  const told = row[key];
  return told === undefined || told === null || told === '' ? '0' : notNegative(told);
}
