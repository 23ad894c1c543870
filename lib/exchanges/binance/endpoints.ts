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

const [spotPublic, spot, sapi] = [at('spot', 'public'), at('spot', 'private'), at('spot', 'sapi')];
const [usdmPublic, usdm, usdmV3] = [at('usdm', 'fapiPublic'), at('usdm', 'fapiPrivate'), at('usdm', 'fapiPrivateV3')];

/** Calls of the account that only the spot host serves. */
export const accountEndpoints = {
  restrictions: sapi.signed('GET', 'account/apiRestrictions'),
  info: sapi.signed('GET', 'account/info'),
  futuresConfig: usdm.signed('GET', 'accountConfig'),
  transfer: sapi.once('POST', 'asset/transfer'),
  transfers: sapi.signed('GET', 'asset/transfer'),
};

export const spotEndpoints = {
  ticker: spotPublic.seen('ticker/24hr'),
  bestPrices: spotPublic.seen('ticker/bookTicker'),
  depth: spotPublic.seen('depth'),
  account: spot.signed('GET', 'account'),
  placeOrder: spot.once('POST', 'order'),
  order: spot.signed('GET', 'order'),
  allOrders: spot.signed('GET', 'allOrders'),
  openOrders: spot.signed('GET', 'openOrders'),
  cancelOrder: spot.signed('DELETE', 'order'),
  cancelOpenOrders: spot.signed('DELETE', 'openOrders'),
  trades: spot.signed('GET', 'myTrades'),
};

export const usdmEndpoints = {
  ticker: usdmPublic.seen('ticker/24hr'),
  bestPrices: usdmPublic.seen('ticker/bookTicker'),
  marks: usdmPublic.seen('premiumIndex'),
  depth: usdmPublic.seen('depth'),
  fundingRates: usdmPublic.seen('fundingRate'),
  balance: usdmV3.signed('GET', 'balance'),
  account: usdmV3.signed('GET', 'account'),
  positions: usdmV3.signed('GET', 'positionRisk'),
  symbolConfig: usdm.signed('GET', 'symbolConfig'),
  setLeverage: usdm.signed('POST', 'leverage'),
  setMarginType: usdm.signed('POST', 'marginType'),
  placeOrder: usdm.once('POST', 'order'),
  amendOrder: usdm.once('PUT', 'order'),
  order: usdm.signed('GET', 'order'),
  allOrders: usdm.signed('GET', 'allOrders'),
  openOrders: usdm.signed('GET', 'openOrders'),
  cancelOrder: usdm.signed('DELETE', 'order'),
  cancelOrders: usdm.signed('DELETE', 'batchOrders'),
  cancelOpenOrders: usdm.signed('DELETE', 'allOpenOrders'),
  placeAlgo: usdm.once('POST', 'algoOrder'),
  algoOrder: usdm.signed('GET', 'algoOrder'),
  openAlgos: usdm.signed('GET', 'openAlgoOrders'),
  allAlgos: usdm.signed('GET', 'allAlgoOrders'),
  cancelAlgo: usdm.signed('DELETE', 'algoOrder'),
  cancelOpenAlgos: usdm.signed('DELETE', 'algoOpenOrders'),
  trades: usdm.signed('GET', 'userTrades'),
  income: usdm.signed('GET', 'income'),
};
