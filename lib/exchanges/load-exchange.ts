import type { ExchangeId, MarketName } from './exchanges.ts';
import type { MarketAdapter } from './interfaces/market-adapter.ts';
import type { MarketType } from './model/axes.ts';
import type { CcxtClient, WireProtocol } from './wire/ccxt-client.ts';
import type { RefusalRule } from './wire/refusals.ts';
import type { Transport } from './wire/transport.ts';

/** What a market's module provides once it is loaded; a bundle holds only the modules it can load. */
export interface ExchangeModule {
  readonly newClient: (options: ClientSetup) => CcxtClient;
  readonly newAdapter: (client: CcxtClient) => MarketAdapter;
  readonly protocol: WireProtocol;
  readonly rules: readonly RefusalRule[];
}

export interface ClientSetup {
  readonly origin: string;
  readonly transport: Transport;
  readonly apiKey?: string;
  readonly secret?: string;
}

/** Apart from the table, so that a function which only reads the table has no exchange's code in its bundle. */
const modules: Readonly<Record<ExchangeId, Readonly<Record<MarketType, () => Promise<ExchangeModule>>>>> = {
  kraken: {
    spot: () => import('./kraken/spot/spot.ts').then(({ krakenModule }) => krakenModule),
    swap: () => import('./kraken/futures/futures.ts').then(({ krakenFuturesModule }) => krakenFuturesModule),
  },
};

/** The code of one market of one exchange; loaded once per container, when it is first needed. */
export function loadExchange({ exchange, marketType }: MarketName): Promise<ExchangeModule> {
  return modules[exchange][marketType]();
}
