import { atHost, type Endpoint, publicCall, signedCall, unrepeatedCall } from '../wire/endpoint.ts';

/** Seconds until a limit or a ban of the address ends, beside HTTP 429 and 418. */
const limited = { fieldsFromHeaders: { 'retry-after': 'retryAfter' } };

function at(host: string, api: string) {
  return {
    seen: (path: string): Endpoint => atHost(host, { ...publicCall('GET', path, api), ...limited }),
    signed: (method: Endpoint['method'], path: string): Endpoint =>
      atHost(host, { ...signedCall(method, path, api), ...limited }),
    once: (method: Endpoint['method'], path: string): Endpoint =>
      atHost(host, { ...unrepeatedCall(method, path, api), ...limited }),
  };
}

/** The most that the call can weigh, see the host's limit. /sapi counts each endpoint apart (wallet: limits). */
function weighing(weight: number, endpoint: Endpoint): Endpoint {
  return { ...endpoint, weight };
}

const [spotPublic, spot, sapi] = [at('spot', 'public'), at('spot', 'private'), at('spot', 'sapi')];
const [usdmPublic, usdm, usdmV3] = [at('usdm', 'fapiPublic'), at('usdm', 'fapiPrivate'), at('usdm', 'fapiPrivateV3')];

/** Calls of the account, most of which only the spot host serves. */
export const accountEndpoints = {
  restrictions: weighing(0, sapi.signed('GET', 'account/apiRestrictions')),
  info: weighing(0, sapi.signed('GET', 'account/info')),
  futuresConfig: weighing(5, usdm.signed('GET', 'accountConfig')),
  transfer: weighing(0, sapi.once('POST', 'asset/transfer')),
  transfers: weighing(0, sapi.signed('GET', 'asset/transfer')),
};

export const spotEndpoints = {
  ticker: weighing(2, spotPublic.seen('ticker/24hr')),
  bestPrices: weighing(4, spotPublic.seen('ticker/bookTicker')),
  depth: weighing(5, spotPublic.seen('depth')),
  account: weighing(20, spot.signed('GET', 'account')),
  placeOrder: weighing(1, spot.once('POST', 'order')),
  amendOrder: weighing(4, spot.once('PUT', 'order/amend/keepPriority')),
  order: weighing(4, spot.signed('GET', 'order')),
  allOrders: weighing(20, spot.signed('GET', 'allOrders')),
  openOrders: weighing(80, spot.signed('GET', 'openOrders')),
  cancelOrder: weighing(1, spot.signed('DELETE', 'order')),
  cancelOpenOrders: weighing(1, spot.signed('DELETE', 'openOrders')),
  trades: weighing(20, spot.signed('GET', 'myTrades')),
};

export const usdmEndpoints = {
  ticker: weighing(1, usdmPublic.seen('ticker/24hr')),
  bestPrices: weighing(5, usdmPublic.seen('ticker/bookTicker')),
  marks: weighing(10, usdmPublic.seen('premiumIndex')),
  depth: weighing(20, usdmPublic.seen('depth')),
  // Counts apart: 500 requests of an address in five minutes, and beyond them the ban of the address. The weight leaves 80 reads a minute.
  fundingRates: weighing(24, usdmPublic.seen('fundingRate')),
  balance: weighing(5, usdmV3.signed('GET', 'balance')),
  account: weighing(5, usdmV3.signed('GET', 'account')),
  positions: weighing(5, usdmV3.signed('GET', 'positionRisk')),
  symbolConfig: weighing(5, usdm.signed('GET', 'symbolConfig')),
  setLeverage: weighing(1, usdm.signed('POST', 'leverage')),
  setMarginType: weighing(1, usdm.signed('POST', 'marginType')),
  placeOrder: weighing(1, usdm.once('POST', 'order')),
  amendOrder: weighing(1, usdm.once('PUT', 'order')),
  order: weighing(1, usdm.signed('GET', 'order')),
  allOrders: weighing(5, usdm.signed('GET', 'allOrders')),
  openOrders: weighing(40, usdm.signed('GET', 'openOrders')),
  cancelOrder: weighing(1, usdm.signed('DELETE', 'order')),
  cancelOrders: weighing(1, usdm.signed('DELETE', 'batchOrders')),
  cancelOpenOrders: weighing(1, usdm.signed('DELETE', 'allOpenOrders')),
  placeAlgo: weighing(1, usdm.once('POST', 'algoOrder')),
  algoOrder: weighing(1, usdm.signed('GET', 'algoOrder')),
  openAlgos: weighing(40, usdm.signed('GET', 'openAlgoOrders')),
  allAlgos: weighing(5, usdm.signed('GET', 'allAlgoOrders')),
  cancelAlgo: weighing(1, usdm.signed('DELETE', 'algoOrder')),
  cancelOpenAlgos: weighing(1, usdm.signed('DELETE', 'algoOpenOrders')),
  trades: weighing(5, usdm.signed('GET', 'userTrades')),
  income: weighing(30, usdm.signed('GET', 'income')),
};

/** The list behind the catalogue, which names the assets of the futures wallet too. */
export const usdmExchangeInfo = weighing(1, usdmPublic.seen('exchangeInfo'));
