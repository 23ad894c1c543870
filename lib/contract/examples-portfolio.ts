const asOf = '2026-06-26T08:00:00.000Z';

/** The example of a portfolio of one account with both wallets. */
// biome-ignore format: request and answer are read together
export const portfolioExamples = {
  getPortfolio: {
    request: { limit: 20 },
    data: {
      accounts: [{
        exchange_account_id: 'exchange_my_kraken', exchange: 'kraken',
        wallets: [
          { market_type: 'spot', exchange: 'kraken', as_of: asOf, balances: [{ wallet: 'spot', asset: 'BTC', total: 0.5, free: 0.5, used: 0, value_usd: 40102 }], positions: [], counted_under: null, reasons: [] },
          { market_type: 'swap', exchange: 'krakenfutures', as_of: asOf, balances: [{ wallet: 'futures', asset: 'USD', total: 1000, free: 987.2, used: 12.8, value_usd: 1000 }], positions: [{ symbol: 'BTC/USD:USD', side: 'short', quantity: 0.0004, entry_price: 80826, mark_price: 80841.5, unrealized_pnl: -0.0062, asset: 'USD', tradable: true }], counted_under: null, reasons: [] },
        ],
      }],
      prices: [{ exchange: 'kraken', asset: 'BTC', price_usd: 80204, as_of: asOf, markets: [{ exchange: 'kraken', symbol: 'BTC/USD' }], reason: null }, { exchange: 'kraken', asset: 'USD', price_usd: 1, as_of: null, markets: [], reason: null }],
      totals: { assets: [{ asset: 'BTC', total: 0.5, value_usd: 40102 }, { asset: 'USD', total: 1000, value_usd: 1000 }], value_usd: 41102, known_value_usd: 41102, unrealized_pnl: [{ asset: 'USD', amount: -0.0062, value_usd: -0.0062 }], unrealized_pnl_usd: -0.0062 },
      count: 1, next_cursor: null, complete: true, reasons: [],
    },
  },
} as const;
