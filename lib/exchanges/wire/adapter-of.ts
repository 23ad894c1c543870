import type { MarketAdapter } from '../interfaces/market-adapter.ts';
import type { CcxtClient } from './ccxt-client.ts';
import type { CcxtExchange } from './ccxt-exchange.ts';

/** The six interfaces over one exchange class. */
export function adapterOf(exchange: CcxtExchange<CcxtClient>, hasMargin: boolean): MarketAdapter {
  return {
    orders: {
      prepare: async (order, deadline) => ({
        endpoint: 'order',
        body: exchange.orderParameters(order, deadline),
        deadline,
      }),
      submit: (prepared, order) => exchange.submitOrder(prepared.body as Record<string, string>, order),
      estimate: (order) => exchange.estimateOrder(order),
      find: ({ clientOrderId, symbol }, since, terms) => exchange.findOrder(clientOrderId, symbol ?? '', since, terms),
      read: ({ exchangeOrderId }, since, withTrigger) => exchange.readOrder(exchangeOrderId, since, withTrigger),
      open: (symbol) => exchange.openOrders(symbol),
      cancel: (ref) => exchange.cancelOrder(ref),
      cancelSome: (refs) => exchange.cancelOrders(refs.map(({ exchangeOrderId = '' }) => exchangeOrderId)),
      cancelAll: () => exchange.cancelAllOrders(),
      prepareAmend: async (ref, symbol, change, deadline) => ({
        endpoint: 'amend',
        body: exchange.amendParameters(ref, symbol, change, deadline),
        deadline,
      }),
      amend: (prepared, ref) => exchange.amendOrder(prepared.body as Record<string, string>, ref),
    },
    wallets: {
      balances: () => exchange.balances(),
      positions: (symbol) => exchange.positions(symbol),
    },
    margin: hasMargin
      ? {
          leverage: (symbol) => exchange.leverage(symbol),
          setLeverage: (symbol, leverage) => exchange.setLeverage(symbol, leverage),
          setCrossMargin: (symbol) => exchange.setCrossMargin(symbol),
        }
      : null,
    data: {
      requireKnown: async (symbol) => exchange.requireKnown(symbol),
      fills: (request) => exchange.fills(request),
      fundingRates: (symbol, range) => exchange.fundingRates(symbol, range),
      fundingPayments: (request) => exchange.fundingPayments(request),
      realizedPnl: (request) => exchange.realizedPnl(request),
    },
    ledger: {
      entries: (request) => exchange.books(request),
      owner: () => exchange.ledgerOwner(),
      balances: () => exchange.ledgerBalances(),
    },
    transfers: {
      parameters: (request) => exchange.transferParameters(request),
      submit: (request) => exchange.transfer(request),
      find: (request, since) => exchange.findLedgerTransfers(request, since),
    },
    checkKey: () => exchange.checkKey(),
  };
}
