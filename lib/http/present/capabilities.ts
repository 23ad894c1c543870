import type * as z from 'zod';
import type { capabilitiesResponse } from '../../contract/schemas/trading.ts';
import { type ExchangeRow, exchangeIds, exchanges } from '../../exchanges/exchanges.ts';

/** The exchanges table as clients see it. */
export function presentCapabilities(only: string | undefined): z.input<typeof capabilitiesResponse> {
  return {
    exchanges: exchangeIds
      .filter((id) => only === undefined || id === only)
      .map((id) => {
        const { products, transfers } = exchanges[id];
        return {
          exchange: id,
          credentials: Object.values(products).flatMap(({ credentials }) => Object.values(credentials)),
          market_types: { spot: presentRow(products.spot), swap: presentRow(products.swap) },
          transfers: transfers.map(({ from, to, needs }) => ({ from_account: from, to_account: to, needs })),
        };
      }),
  };
}

function presentRow({ id, capabilities, clientOrderId }: ExchangeRow) {
  return {
    exchange: id,
    order_types: [...capabilities.orderTypes],
    time_in_force: [...capabilities.timeInForce],
    trigger_price_types: [...capabilities.triggerPriceTypes],
    reduce_only: capabilities.reduceOnly,
    leverage: capabilities.leverage,
    margin_modes: [...capabilities.marginModes],
    positions: capabilities.positions,
    funding: capabilities.funding,
    realized_pnl: capabilities.realizedPnl,
    client_order_id: clientOrderId.rule,
  };
}
