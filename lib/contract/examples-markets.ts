const asOf = '2026-06-26T08:00:00.000Z';

const marketSymbol = {
  symbol: 'BTC/USD',
  exchange: 'kraken',
  market_type: 'spot',
  base: 'BTC',
  quote: 'USD',
  settle: null,
  price_step: 0.1,
  quantity_step: 0.00000001,
  min_quantity: 0.00005,
  min_cost: 0.5,
  contract_size: null,
  maker_fee: 0.0025,
  taker_fee: 0.004,
  expires_at: null,
  status: 'open',
} as const;

/** The examples of symbols and prices. */
// biome-ignore format: an operation takes few lines, so that request and answer are read together
export const marketExamples = {
  listSymbols: {
    request: { exchange: 'kraken', search: 'BTC/USD', limit: 100 },
    data: { symbols: [marketSymbol], count: 1, next_cursor: null, as_of: asOf },
  },
  getTicker: {
    request: { exchange: 'kraken', symbol: 'BTC/USD:USD' },
    data: { exchange: 'kraken', symbol: 'BTC/USD:USD', market_type: 'swap', ticker: { bid: 80203, ask: 80204, last: 80204, mark: 80203.6, index: 80201.12, volume_24h: 5120.4071, timestamp: Date.parse(asOf) }, as_of: asOf },
  },
  getOrderBook: {
    request: { exchange: 'kraken', symbol: 'BTC/USD', depth: 2 },
    data: { exchange: 'kraken', symbol: 'BTC/USD', market_type: 'spot', order_book: { bids: [[80196.3, 0.52], [80196.2, 1.9]], asks: [[80196.4, 0.1], [80197, 2.25]], timestamp: null }, as_of: asOf },
  },
} as const;
