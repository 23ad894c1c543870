import type { ProvidedAdapter } from '../interfaces/market-adapter.ts';
import type { Catalogue } from '../model/market.ts';
import type { MarketWire, WireProtocol } from './market-wire.ts';
import type { RefusalRule } from './refusals.ts';
import type { Sign } from './signer.ts';
import type { Transport } from './transport.ts';

/** The code of an exchange's market. A bundle holds only the modules that the bundle can load. */
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
