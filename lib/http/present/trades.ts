import type { Input } from '../../contract/deferred.ts';
import type { tradesResponse } from '../../contract/schemas/history.ts';
import type { Fill } from '../../exchanges/model/history.ts';
import type { WalletsPage } from '../../ledger/reports/every-market.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';
import { presentWallets } from './wallets.ts';

/** `names`: our ids of orders by the exchange's ids, for fills to which the exchange gives no client order id. */
export function presentTrades(
  { items: fills, next, coverage, parts }: WalletsPage<Fill>,
  names: ReadonlyMap<string, string> = new Map(),
): Input<typeof tradesResponse> {
  return {
    trades: fills.map((fill) => ({
      trade_id: fill.id,
      order_id: fill.orderId,
      client_order_id: fill.clientOrderId ?? names.get(fill.orderId ?? '') ?? null,
      symbol: fill.symbol,
      side: fill.side,
      quantity: fill.quantity,
      price: fill.price,
      fee: fill.fee,
      fee_asset: fill.feeAsset,
      liquidity: fill.liquidity,
      timestamp: fill.timestamp,
      datetime: iso(fill.timestamp),
    })),
    count: fills.length,
    next_cursor: next,
    coverage: presentCoverage(coverage),
    ...(parts === undefined ? {} : presentWallets(parts, coverage)),
  };
}
