import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, notNegative, records, requiredDecimal, requiredRecord } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { spotMargin } from './margin.ts';
import { marginPositions } from './margin-positions.ts';

const title = 'Kraken Spot';

export function spotWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return {
    balances: () => spotBalances(wire),
    margin: () => spotMargin(wire),
    positions: null,
    untraded: () => marginPositions(wire),
  };
}

/** The names of assets and the balances come side by side. */
export async function spotBalances({ read, markets }: MarketWire): Promise<Balance[]> {
  const [answer, codeOf] = await settleAll([read(endpoints.BalanceEx), markets.assetNaming()]);
  return balancesFromKraken(answer, codeOf);
}

/**
 * BalanceEx: what is free is `balance + credit - credit_used - hold_trade` (docs get-extended-balance); few accounts have a credit line. An
 * unreadable balance refuses the answer: a list without it, or with nothing in its place, would be a wrong sum of money.
 */
function balancesFromKraken(answer: unknown, codeOf: (asset: string) => string): Balance[] {
  return records(title, requiredRecord(title, answer, 'result')).map(([id, row]) => {
    const total = requiredDecimal(title, row, 'balance');
    const used = amountOf(row, 'hold_trade');
    const credit = new Decimal(amountOf(row, 'credit')).minus(amountOf(row, 'credit_used'));
    return { asset: codeOf(id), free: new Decimal(total).plus(credit).minus(used).toFixed(), used, total };
  });
}

/** An account without a hold or a credit line may have no field. An unreadable amount is not nothing: what is free would be wrong. */
function amountOf(row: Json, key: string): DecimalString {
  const told = row[key];
  if (told === undefined || told === null || told === '') return '0';
  const amount = notNegative(told);
  if (amount === null) throw new MalformedResponse(title, 200);
  return amount;
}
