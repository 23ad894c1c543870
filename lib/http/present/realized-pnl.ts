import type { Input } from '../../contract/deferred.ts';
import type { realizedPnlResponse } from '../../contract/schemas/history.ts';
import type { RealizedPnl } from '../../ledger/reports/realized-pnl.ts';
import { presentCoverage } from './coverage.ts';
import { iso } from './iso-time.ts';
import { presentWallets } from './wallets.ts';

export function presentRealizedPnl(pnl: RealizedPnl): Input<typeof realizedPnlResponse> {
  return {
    events: pnl.items.map((event) => ({
      symbol: event.symbol,
      realized_pnl: event.realizedPnl,
      fee: event.fee,
      asset: event.asset,
      quantity: event.quantity,
      price: event.price,
      order_id: event.orderId,
      trade_id: event.tradeId,
      timestamp: event.timestamp,
      datetime: iso(event.timestamp),
    })),
    total_realized_pnl: pnl.total,
    source: pnl.source,
    count: pnl.items.length,
    next_cursor: pnl.next,
    coverage: presentCoverage(pnl.coverage),
    ...(pnl.parts === undefined ? {} : presentWallets(pnl.parts, pnl.coverage)),
  };
}
