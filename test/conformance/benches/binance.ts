import { sandbox } from '../../../infra/local/exchanges/binance/sandbox.ts';
import { createBinanceSpot } from '../../../infra/local/exchanges/binance/spot/simulator.ts';
import { createBinanceUsdm } from '../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { Protocol } from '../../../infra/local/exchanges/server/server.ts';
import type { Answer, Bench, MarketBench } from '../bench.ts';

const terms: Pick<
  MarketBench,
  'quantityField' | 'refusal' | 'transfer' | 'sideWallet' | 'unaffordable' | 'canceledAs' | 'judgesLater'
> = {
  quantityField: 'quantity',
  refusal: refusalOf,
  transfer: { asset: 'USDT', amount: '10' },
  sideWallet: null,
  ...{ unaffordable: '50', canceledAs: 'canceled', judgesLater: false },
};

/** A refusal is named by its code, by an HTTP status, or by both: `-2010`, `HTTP 503`, `HTTP 503 -1008`. */
function refusalOf(named: string, msg: string): Answer {
  const [, status = '400'] = /^HTTP (\d{3})/.exec(named) ?? [];
  const [code] = /-?\d{4,}$/.exec(named) ?? [];
  if (code !== undefined) return { status: Number(status), body: { code: Number(code), msg } };
  // A status without a code, or words of our own for an answer that has none.
  return { status: Number(status), body: named.startsWith('HTTP') ? { msg } : { code: named, msg } };
}

/** Some calls of the futures market go to the spot host: one wire serves both. */
function both(spot: Protocol, usdm: Protocol, own: Protocol): Protocol {
  return { ...own, handle: (request) => (request.path.startsWith('/fapi/') ? usdm : spot).handle(request) };
}

const trading = ['enableReading', 'enableSpotAndMarginTrading', 'enableFutures'];

export const binance: Bench = {
  credentials: { main: { apiKey: sandbox.apiKey, secret: sandbox.secret } },
  signedHeader: /^x-mbx-apikey$/i,
  markets: {
    spot: { ...terms, symbols: ['BTC/USDT', 'ETH/USDT'] },
    swap: { ...terms, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'] },
  },
  open: (startTime) => {
    const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
    const { protocol: spot } = createBinanceSpot(world);
    const { protocol: usdm } = createBinanceUsdm(world);
    const setPrice = (symbol: string, price: number) => void spot.control.price?.({ symbol, price: String(price) });
    setPrice('BTC/USDT', 80_000);
    // Cases make more requests in a moment than an address may: limits are a matter of their own.
    for (const { control } of [spot, usdm]) control.limits?.({ enforced: false });
    return {
      protocols: { spot: both(spot, usdm, spot), swap: both(spot, usdm, usdm) },
      setPrice,
      advance: (ms) => world.advance(ms),
      setKey: (_marketType, state) => {
        const rights = [...trading, 'permitsUniversalTransfer', 'enableWithdrawals'];
        spot.control.key?.({
          api_key: sandbox.apiKey,
          ...(state === 'revoked' ? { revoked: true } : { permissions: rights }),
        });
      },
      close: () => world.close(),
    };
  },
};
