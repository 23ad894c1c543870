import type { Input } from '../../contract/deferred.ts';
import type { capabilitiesResponse } from '../../contract/schemas/about.ts';
import type { ExchangeDefinition, MarketDefinition } from '../../exchanges/definition.ts';
import { exchangeIds, exchanges } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes, type Wallet } from '../../exchanges/model/axes.ts';

/** The table of exchanges as clients see it. */
export function presentCapabilities(only: string | undefined): Input<typeof capabilitiesResponse> {
  return {
    exchanges: exchangeIds
      .filter((id) => only === undefined || id === only)
      .map((id) => ({ exchange: id, ...presentExchange(exchanges[id]) })),
  };
}

function presentExchange({ keys, markets, transfers }: ExchangeDefinition) {
  const marketOf = (wallet: Wallet): MarketType[] => marketTypes.filter((type) => markets[type].wallet === wallet);
  return {
    credentials: Object.values(keys).flatMap(({ fields }) => fields.map(({ name }) => name)),
    market_types: { spot: presentMarket(markets.spot), swap: presentMarket(markets.swap) },
    transfers: transfers.flatMap(({ from, to, permission }) =>
      marketOf(from).flatMap((source) =>
        marketOf(to).map((target) => ({ from_account: source, to_account: target, needs: permission })),
      ),
    ),
  };
}

function presentMarket({ ccxtId, capabilities, regular }: MarketDefinition) {
  return {
    exchange: ccxtId,
    order_types: [...capabilities.orderTypes],
    time_in_force: [...capabilities.timeInForce],
    trigger_price_types: [...capabilities.triggerPriceTypes],
    reduce_only: capabilities.reduceOnly,
    leverage: capabilities.leverage,
    margin_modes: [...capabilities.marginModes],
    positions: capabilities.positions,
    funding: capabilities.funding,
    realized_pnl: capabilities.realizedPnl,
    client_order_id: regular.clientId?.rule ?? '',
  };
}
