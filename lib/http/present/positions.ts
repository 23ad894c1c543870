import type * as z from 'zod';
import type { positionsResponse } from '../../contract/schemas/trading.ts';
import type { MarketDefinition } from '../../exchanges/definition.ts';
import type { Position } from '../../exchanges/model/position.ts';

export function presentPositions(
  market: MarketDefinition,
  accountId: string,
  positions: Position[],
): z.input<typeof positionsResponse> {
  return {
    positions: positions.map((position) => ({
      symbol: position.symbol,
      side: position.side,
      contracts: position.contracts,
      entry_price: position.entryPrice,
      leverage: position.leverage,
      margin_mode: position.marginMode,
      unrealized_pnl: position.unrealizedPnl,
      mark_price: position.markPrice,
      liquidation_price: position.liquidationPrice,
      exchange: market.ccxtId,
      exchange_account_id: accountId,
    })),
    count: positions.length,
  };
}
