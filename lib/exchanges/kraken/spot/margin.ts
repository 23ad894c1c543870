import { Decimal } from '../../../decimal.ts';
import type { WalletMargin } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { readableDecimal, requiredRecord } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Spot';

/**
 * TradeBalance in USD, Kraken's default (docs.kraken.com/api-reference/account-data/get-trade-balance): `eb` all balances, `e` what counts
 * as margin with profits and losses, `mf` what is free of margin, `m` the margin of open positions, `n` profits and losses. Kraken Spot tells
 * no maintenance margin, and positions pay fees for their age in place of funding.
 */
export async function spotMargin({ read }: MarketWire): Promise<WalletMargin[]> {
  const told = requiredRecord(title, await read(endpoints.TradeBalance), 'result');
  const [balances, profits] = [readableDecimal(told.eb), readableDecimal(told.n)];
  return [
    {
      otherWallet: null,
      asset: 'USD',
      portfolioValue: balances === null || profits === null ? null : new Decimal(balances).plus(profits).toFixed(),
      equity: readableDecimal(told.e),
      available: readableDecimal(told.mf),
      initialMargin: readableDecimal(told.m),
      maintenanceMargin: null,
      unrealizedPnl: profits,
      unrealizedFunding: null,
    },
  ];
}
