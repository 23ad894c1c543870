import type { Input } from '../../contract/deferred.ts';
import type { capabilitiesResponse } from '../../contract/schemas/about.ts';
import {
  type ExchangeDefinition,
  type MarketDefinition,
  storeOf,
  type TransferRoute,
  traitsOf,
} from '../../exchanges/definition.ts';
import { exchangeIds, exchanges } from '../../exchanges/exchanges.ts';
import { marketTypes, type Wallet, walletAccount } from '../../exchanges/model/axes.ts';
import type { AmendableTerm, OrderType } from '../../exchanges/model/order.ts';

/** The client's view of the table of exchanges. */
export function presentCapabilities(only: string | undefined): Input<typeof capabilitiesResponse> {
  return {
    exchanges: exchangeIds
      .filter((id) => only === undefined || id === only)
      .map((id) => ({ exchange: id, ...presentExchange(exchanges[id]) })),
  };
}

function presentExchange({ keys, markets, transfers }: ExchangeDefinition) {
  return {
    credentials: Object.values(keys).flatMap(({ fields }) => fields.map(({ name }) => name)),
    market_types: { spot: presentMarket(markets.spot), swap: presentMarket(markets.swap) },
    transfers: transfers.flatMap((route) => presentRoute(markets, route)),
  };
}

type Markets = ExchangeDefinition['markets'];

/** `swap:<wallet>` stands for every wallet beside the wallet of the market. */
function presentRoute(markets: Markets, { from, to, permission: needs }: TransferRoute) {
  const [sources, targets] = [accountsOf(markets, from), accountsOf(markets, to)];
  const pairs = sources.flatMap((source) => targets.map((target) => ({ source, target })));
  return pairs.flatMap(({ source, target }) => {
    if (from !== to) return [{ from_account: source, to_account: target, needs }];
    const side = `${source}:<wallet>`;
    const pair = (from_account: string, to_account: string) => ({ from_account, to_account, needs });
    return source === target ? [pair(source, side), pair(side, source), pair(side, side)] : [];
  });
}

function accountsOf(markets: Markets, wallet: Wallet): string[] {
  return marketTypes.flatMap((type) => {
    if (markets[type].wallet === wallet) return [type];
    return markets[type].sideWallets?.test(wallet) === true ? [walletAccount(type, wallet)] : [];
  });
}

function presentMarket(market: MarketDefinition) {
  const { ccxtId, capabilities, regular } = market;
  return {
    exchange: ccxtId,
    order_types: [...capabilities.orderTypes],
    time_in_force: [...capabilities.timeInForce],
    trigger_price_types: [...capabilities.triggerPriceTypes],
    trailing_distances: [...capabilities.trailingDistances],
    amend_orders: presentAmendable(market, 'limit'),
    amend_stops: presentAmendable(market, 'stop_loss'),
    reduce_only: capabilities.reduceOnly,
    leverage: capabilities.leverage,
    margin_modes: [...capabilities.marginModes],
    positions: capabilities.positions,
    untraded_positions: capabilities.untradedPositions,
    untraded_orders: capabilities.untradedOrders,
    wallet_margin: capabilities.walletMargin,
    funding: capabilities.funding,
    realized_pnl: capabilities.realizedPnl,
    fills_of_all_symbols: capabilities.fillsOfAllSymbols,
    orders_by_id_alone: capabilities.ordersByIdAlone,
    client_order_id: regular.clientId?.rule ?? '',
  };
}

const amendableWords = {
  quantity: 'quantity',
  lessQuantity: 'less_quantity',
  price: 'price',
  stopPrice: 'stop_price',
} as const satisfies Record<AmendableTerm, string>;

function presentAmendable(market: MarketDefinition, type: OrderType) {
  const { amend } = traitsOf(market, storeOf(market, type));
  return (amend?.changes ?? []).map((term) => amendableWords[term]);
}
