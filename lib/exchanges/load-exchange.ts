import type { ExchangeId, MarketName } from './exchanges.ts';
import type { ProvidedAdapter } from './interfaces/market-adapter.ts';
import type { MarketType } from './model/axes.ts';
import type { Catalogue } from './model/market.ts';
import type { WireProtocol } from './wire/connection.ts';
import type { MarketWire } from './wire/market-wire.ts';
import type { RefusalRule } from './wire/refusals.ts';
import type { Sign } from './wire/signer.ts';
import type { Transport } from './wire/transport.ts';

/** The code of one market of one exchange. A bundle holds only the modules that the bundle can load. */
export interface MarketModule {
  readonly rules: readonly RefusalRule[];
  readonly protocol: WireProtocol;
  /** Signs requests to this origin. */
  readonly signerAt: (origin: string) => Sign;
  readonly loadCatalogue: (
    origin: string,
    transport: Transport,
    verifyAnswer: WireProtocol['verifyAnswer'],
  ) => Promise<Catalogue>;
  /** The unified symbol of a name in an answer; `known` is undefined for a name that no listed market bears. */
  readonly symbolOf: (name: string, known: (name: string) => string | undefined) => string;
  readonly adapterOver: (wire: MarketWire) => ProvidedAdapter;
}

/** Separate from the table: a function that only reads the table has no exchange's code in its bundle. */
const modules: Readonly<Record<ExchangeId, Readonly<Record<MarketType, () => Promise<MarketModule>>>>> = {
  kraken: {
    spot: () => import('./kraken/spot/module.ts').then(({ krakenSpot }) => krakenSpot),
    swap: () => import('./kraken/futures/module.ts').then(({ krakenFutures }) => krakenFutures),
  },
};

/** Loaded once per container, when it is first needed. */
export function loadExchange({ exchange, marketType }: MarketName): Promise<MarketModule> {
  return modules[exchange][marketType]();
}
