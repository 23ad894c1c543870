/** Rows of market/instruments-info in the fields of docs/v5 market/instrument. */
export const spotRows = [spotRow('BTC', '0.000001', '0.00004'), spotRow('ETH', '0.00001', '0.0005')];

function spotRow(baseCoin: string, basePrecision: string, minOrderQty: string) {
  return {
    symbol: `${baseCoin}USDT`,
    baseCoin,
    quoteCoin: 'USDT',
    innovation: '0',
    status: 'Trading',
    marginTrading: 'both',
    lotSizeFilter: {
      basePrecision,
      quotePrecision: '0.00000001',
      minOrderQty,
      maxOrderQty: '71',
      minOrderAmt: '5',
      maxOrderAmt: '2000000',
    },
    priceFilter: { tickSize: '0.01' },
    riskParameters: { priceLimitRatioX: '0.01', priceLimitRatioY: '0.02' },
  };
}

function linearRow(terms: Readonly<Record<string, unknown>>) {
  return {
    contractType: 'LinearPerpetual',
    status: 'Trading',
    launchTime: '1585526400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: '2',
    leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
    priceFilter: { minPrice: '0.10', maxPrice: '1999999.80', tickSize: '0.10' },
    lotSizeFilter: {
      maxOrderQty: '1190.000',
      minOrderQty: '0.001',
      qtyStep: '0.001',
      postOnlyMaxOrderQty: '1190.000',
      maxMktOrderQty: '500.000',
      minNotionalValue: '5',
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    ...terms,
  };
}

const usdt = { quoteCoin: 'USDT', settleCoin: 'USDT' };
const usdc = { quoteCoin: 'USDC', settleCoin: 'USDC' };
const dated = { contractType: 'LinearFutures', deliveryTime: '1798185600000' };

export const linearRows = [
  linearRow({ symbol: 'BTCUSDT', baseCoin: 'BTC', ...usdt }),
  linearRow({ symbol: 'ETHUSDT', baseCoin: 'ETH', ...usdt }),
  linearRow({ symbol: 'BTCPERP', baseCoin: 'BTC', ...usdc }),
  linearRow({ symbol: '1000PEPEUSDT', baseCoin: '1000PEPE', ...usdt }),
  linearRow({ symbol: 'BTCUSDT-25DEC26', baseCoin: 'BTC', ...usdt, ...dated }),
  linearRow({ symbol: 'NEWUSDT', baseCoin: 'NEW', ...usdt, status: 'PreLaunch' }),
  linearRow({ symbol: 'ODDUSDE', baseCoin: 'ODD', quoteCoin: 'USDE', settleCoin: 'USDE' }),
  linearRow({ symbol: 'LOSTUSDT-01JAN27', baseCoin: 'LOST', ...usdt, contractType: 'LinearFutures' }),
];
