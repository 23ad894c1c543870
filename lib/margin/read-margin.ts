import type { AccountRef } from '../accounts/account.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { sharedNow } from '../aws/clock.ts';
import { isKeyDenied, OemsError } from '../errors.ts';
import { type ExchangeId, marketOf } from '../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../exchanges/model/axes.ts';
import type { WalletMargin } from '../exchanges/model/position.ts';
import { openSession } from '../session/open-session.ts';

/** The margin of one market's wallets, read at `asOf` (epoch ms) or a moment later. */
export interface MarketMargin {
  readonly exchange: ExchangeId;
  readonly marketType: MarketType;
  readonly wallets: readonly WalletMargin[];
  readonly asOf: number;
}

export interface UnreadMargin {
  readonly marketType: MarketType;
  readonly error: OemsError;
}

export interface AccountMargin {
  readonly read: readonly MarketMargin[];
  readonly notRead: readonly UnreadMargin[];
}

/**
 * The margin of the wallets of one market or, without a market type, of all markets. A market that cannot be read is told with the reason.
 * Throws the reason where nothing could be read: an empty list would read as "no money anywhere".
 */
export async function readMargin(ref: AccountRef, wanted: MarketType | undefined): Promise<AccountMargin> {
  const types = wanted === undefined ? marketTypes : [wanted];
  const results = await settleAll(types.map((marketType) => readMarket(ref, marketType)));
  const read = results.filter((each) => 'wallets' in each).map(toldOnce);
  const notRead = results.filter((each) => 'error' in each);
  // A key that is missing is the rule in an account of one market, and hides no trouble of the other market.
  const reason = notRead.find(({ error }) => !isKeyDenied(error)) ?? notRead[0];
  if (read.length === 0 && reason !== undefined) throw reason.error;
  return { read, notRead: notRead.filter((each) => !read.some((other) => isOneWallet(other.exchange, other, each))) };
}

async function readMarket(ref: AccountRef, marketType: MarketType): Promise<MarketMargin | UnreadMargin> {
  const asOf = sharedNow();
  try {
    const { account, wallets } = await openSession(ref, marketType);
    return { exchange: account.exchange, marketType, wallets: await wallets.margin(), asOf };
  } catch (error) {
    if (error instanceof OemsError) return { marketType, error };
    throw error;
  }
}

interface OfMarket {
  readonly marketType: MarketType;
}

/** Two markets may share a wallet: both are read, and the first tells the margin. */
function toldOnce(one: MarketMargin, index: number, all: readonly MarketMargin[]): MarketMargin {
  const isFirst = all.findIndex((other) => isOneWallet(one.exchange, one, other)) === index;
  return isFirst ? one : { ...one, wallets: [] };
}

function isOneWallet(exchange: ExchangeId, one: OfMarket, other: OfMarket): boolean {
  const walletOf = ({ marketType }: OfMarket) => marketOf({ exchange, marketType }).wallet;
  return walletOf(one) === walletOf(other);
}
