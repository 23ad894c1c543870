import type { AccountRef } from '../accounts/account.ts';
import type { MarketDefinition } from '../exchanges/definition.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { Position, UntradedPosition } from '../exchanges/model/position.ts';
import { openSession } from '../session/open-session.ts';

/** The open positions of one market. */
export interface OpenPositions {
  readonly market: MarketDefinition;
  readonly traded: readonly Position[];
  /** Positions of kinds that this service neither opens nor closes. */
  readonly untraded: readonly UntradedPosition[];
}

/** Throws NOT_SUPPORTED where the market has positions of no kind. */
export async function readPositions(ref: AccountRef, marketType: MarketType, symbol?: string): Promise<OpenPositions> {
  const { market, wallets, data } = await openSession(ref, marketType, { symbol });
  const { positions, untradedPositions } = market.capabilities;
  const traded = positions || !untradedPositions ? await wallets.positions(symbol) : [];
  if (!untradedPositions) return { market, traded, untraded: [] };
  await data.requireKnown(symbol);
  const untraded = await wallets.untraded();
  return {
    market,
    traded,
    untraded: symbol === undefined ? untraded : untraded.filter((one) => one.symbol === symbol),
  };
}
