import type { Protocol } from '../../infra/local/exchanges/server/server.ts';
import type { KeySlot, MarketType } from '../../lib/exchanges/model/axes.ts';
import type { Credential } from '../../lib/exchanges/model/credential.ts';
import type { TransferRequest } from '../../lib/exchanges/model/transfer.ts';

export type Answer = ReturnType<Protocol['handle']>;

/** The facts of one exchange that the conformance cases need beside its definition. */
export interface Bench {
  readonly credentials: Readonly<Record<KeySlot, Credential>>;
  readonly markets: Readonly<Record<MarketType, MarketBench>>;
  /** A header that every signed request has, and no public request. */
  readonly signedHeader: RegExp;
  /** A fresh simulator at 80,000 for the first symbol of each market. Its clock starts at `startTime` and moves with `advance`. */
  open(startTime: number): Simulator;
}

export interface MarketBench {
  /** A liquid symbol with a price of 80,000, and another symbol. */
  readonly symbols: readonly [string, string];
  /** The field of an order request that holds the quantity as the exchange counts. */
  readonly quantityField: string;
  /** The answer by which the exchange refuses a request. */
  readonly refusal: (code: string, text: string) => Answer;
  /** A quantity that the wallet cannot pay, and that the exchange takes as a quantity. */
  readonly unaffordable: string;
  /** What an acknowledged cancellation is told as: `pending` where the exchange takes the request and cancels later. */
  readonly canceledAs: 'canceled' | 'pending';
  /** Orders are acknowledged before the book has judged them: an order that the book refuses ends without a fill. */
  readonly judgesLater: boolean;
  /** A move of money out of the market's wallet; null where the definition lists none. */
  readonly transfer: Pick<TransferRequest, 'asset' | 'amount'> | null;
  /** A wallet beside the market's that takes the asset of the transfer, and what a move there is told as; null where there is none. */
  readonly sideWallet: { readonly wallet: string; readonly toldAs: 'accepted' | 'unknown' } | null;
}

/** One exchange in this process, without sockets. */
export interface Simulator {
  /** The protocol of a market answers for the market's host; a market whose calls go to the host of the other reaches the other's. */
  readonly protocols: Readonly<Record<MarketType, Protocol>>;
  setPrice(symbol: string, price: number): void;
  advance(ms: number): void;
  /** `withdrawing`: the key may move money out of its wallet. `revoked`: the exchange no longer accepts the key. */
  setKey(marketType: MarketType, state: 'withdrawing' | 'revoked'): void;
  /** Opens an order of a kind that the service does not trade, as another program does, and returns its id. Absent where no wallet can have one. */
  placeUntraded?(): string;
  close(): void;
}
