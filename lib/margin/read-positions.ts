import type { AccountRef } from '../accounts/account.ts';
import { readAccount } from '../accounts/account-store.ts';
import type { MarketDefinition } from '../exchanges/definition.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { Position, UntradedPosition } from '../exchanges/model/position.ts';
import { inEveryWallet, type WalletPart } from '../session/every-wallet.ts';
import { openSession } from '../session/open-session.ts';

/** The open positions of one market. */
export interface OpenPositions {
  readonly marketType: MarketType;
  readonly market: MarketDefinition;
  readonly traded: readonly Position[];
  /** Positions of kinds that this service neither opens nor closes. */
  readonly untraded: readonly UntradedPosition[];
}

/** The open positions of one market, or of every market of the account. */
export interface PositionsRead {
  readonly markets: readonly OpenPositions[];
  /** What became of each wallet; null where the call names a market. */
  readonly parts: readonly WalletPart<unknown>[] | null;
}

export async function readPositions(
  ref: AccountRef,
  marketType: MarketType | undefined,
  symbol: string | undefined,
): Promise<PositionsRead> {
  if (marketType !== undefined) return { markets: [await positionsOn(ref, marketType, symbol)], parts: null };
  const parts = await inEveryWallet(await readAccount(ref), (each) => positionsOn(ref, each, symbol));
  return { markets: parts.flatMap(({ value }) => value ?? []), parts };
}

/** Throws NOT_SUPPORTED where the market has positions of no kind. */
async function positionsOn(
  ref: AccountRef,
  marketType: MarketType,
  symbol: string | undefined,
): Promise<OpenPositions> {
  const { market, wallets, data } = await openSession(ref, marketType, { symbol });
  const { positions, untradedPositions } = market.capabilities;
  const traded = positions || !untradedPositions ? await wallets.positions(symbol) : [];
  if (!untradedPositions) return { marketType, market, traded, untraded: [] };
  await data.requireKnown(symbol);
  const untraded = await wallets.untraded();
  return {
    marketType,
    market,
    traded,
    untraded: symbol === undefined ? untraded : untraded.filter((one) => (one.symbol ?? symbol) === symbol),
  };
}
