import kraken from 'ccxt/js/src/kraken.js';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { type SpotClient, startSpot, startTime } from '../spot/fixture-client.ts';
import { listen } from './fixture-calls.ts';

/** CCXT's class as published, a spot simulator whose prices stand still. */
export interface SpotStage {
  readonly exchange: kraken;
  readonly spot: SpotClient;
  stop(): Promise<void>;
}

/** BTC at 80,000: bid 79,996, ask 80,004. Requests are noted in `seen`. */
export async function openSpot(seen: Set<string>): Promise<SpotStage> {
  const spot = await startSpot();
  spot.world.acceptDeposits('futures', () => {});
  listen(spot.protocol, seen);
  let nonce = startTime;
  const exchange = new kraken({
    ...{ apiKey: sandbox.spot.apiKey, secret: sandbox.spot.secret, enableRateLimit: false },
    urls: { api: { public: spot.url, private: spot.url } },
    nonce: () => ++nonce,
  });
  await exchange.loadMarkets();
  const stop = async () => {
    await exchange.close();
    await spot.stop();
  };
  return { exchange, spot, stop };
}

export const BTC = 'BTC/USD';

/** A buy that rests. */
export async function rest({ exchange }: SpotStage, params: Record<string, unknown> = {}): Promise<string> {
  const { id } = await exchange.createOrder(BTC, 'limit', 'buy', 0.01, 70_000, params);
  return String(id);
}

/** A sale of 0.01 at the bid: 799.96 dollars, 3.1998 of fee. */
export async function sell({ exchange }: SpotStage): Promise<string> {
  const { id } = await exchange.createOrder(BTC, 'market', 'sell', 0.01);
  return String(id);
}
