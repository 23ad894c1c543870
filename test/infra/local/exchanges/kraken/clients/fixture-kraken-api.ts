import { createRequire } from 'node:module';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from '../spot/fixture-client.ts';
import { startTime } from '../spot/fixture-client.ts';

export type Params = Record<string, unknown>;
interface Answers {
  // biome-ignore lint/suspicious/noExplicitAny: the client's answers are of Kraken's many shapes.
  readonly result: any;
}
interface Api {
  api(method: string, params?: Params): Promise<Answers>;
}

/** The npm package `kraken-api`, unmodified: an independent client, older than this repository, that signs on its own. */
const Client = createRequire(import.meta.url)('kraken-api') as new (
  key: string,
  secret: string,
  options: { url: string },
) => Api;

export interface ApiStage {
  readonly spot: SpotClient;
  call(method: string, params?: Params): Promise<Answers['result']>;
}

export function openApi(spot: SpotClient): ApiStage {
  const client = new Client(sandbox.spot.apiKey, sandbox.spot.secret, { url: spot.url });
  // The client's own nonces repeat within a millisecond, so each call is given one.
  let nonce = startTime * 1000;
  const call = async (method: string, params: Params = {}) => {
    nonce += 1;
    return (await client.api(method, { ...params, nonce })).result;
  };
  return { spot, call };
}
