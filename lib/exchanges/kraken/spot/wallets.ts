import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal, decimalText } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { records, requiredRecord, requiredText } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Spot';

export function spotWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return { balances: () => spotBalances(wire), positions: null };
}

/** The names of assets and the balances come side by side. */
export async function spotBalances({ read, markets }: MarketWire): Promise<Balance[]> {
  const [answer, codeOf] = await settleAll([read(endpoints.BalanceEx), markets.assetNaming()]);
  return balancesFromKraken(answer, codeOf);
}

/**
 * BalanceEx: what is free is `balance + credit - credit_used - hold_trade` (docs get-extended-balance); few accounts have a credit line.
 */
function balancesFromKraken(answer: unknown, codeOf: (asset: string) => string): Balance[] {
  return records(title, requiredRecord(title, answer, 'result')).map(([id, row]) => {
    const total = requiredText(title, row, 'balance');
    const used = decimalText(row.hold_trade) ?? '0';
    const credit = new Decimal(decimalText(row.credit) ?? 0).minus(decimalText(row.credit_used) ?? 0);
    return {
      asset: codeOf(id),
      free: new Decimal(total).plus(credit).minus(used).toFixed(),
      used,
      total: decimalText(total) ?? '0',
    };
  });
}
