import type { AccountRef } from '../accounts/account.ts';
import { rememberLeverage } from '../accounts/account-store.ts';
import type { DecimalString } from '../decimal.ts';
import { OemsError } from '../errors.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { MarginMode } from '../exchanges/model/position.ts';
import { openSession, type Session } from '../session/open-session.ts';

/** The margin settings of a pair; leverage is null in cross margin. */
export interface MarginSettings {
  readonly exchange: string;
  readonly symbol: string;
  readonly marginMode: MarginMode;
  readonly leverage: DecimalString | null;
}

export async function readLeverage(
  ref: AccountRef,
  symbol: string,
  marketType: MarketType = 'swap',
): Promise<MarginSettings> {
  const session = await openSession(ref, marketType, { symbol });
  return settings(session.market.ccxtId, symbol, await session.margin.leverage(symbol));
}

/** Setting the leverage makes the pair isolated, and the answer shows the margin mode. */
export async function changeLeverage(
  ref: AccountRef,
  symbol: string,
  leverage: DecimalString,
  marketType: MarketType = 'swap',
): Promise<MarginSettings> {
  return isolate(ref, await openSession(ref, marketType, { symbol }), symbol, leverage);
}

/** Isolated margin needs a leverage: from the request, else the pair's own, else the last leverage set through this service. */
export async function changeMarginMode(
  ref: AccountRef,
  symbol: string,
  mode: MarginMode,
  leverage: DecimalString | undefined,
  marketType: MarketType = 'swap',
): Promise<MarginSettings> {
  const session = await openSession(ref, marketType, { symbol });
  if (mode === 'cross') {
    await session.margin.setCrossMargin(symbol);
    return settings(session.market.ccxtId, symbol, null);
  }
  const number = leverage ?? (await session.margin.leverage(symbol)) ?? session.account.leverages[symbol];
  if (number === undefined) {
    const message = `isolated margin needs a leverage and ${symbol} has none yet; send leverage, or set it with POST /oems/execution/leverage`;
    throw new OemsError('INVALID_REQUEST', `leverage: ${message}`, { details: [{ field: 'leverage', message }] });
  }
  return isolate(ref, session, symbol, number);
}

/** The exchange first: a leverage that the exchange refused must not be remembered. */
async function isolate(
  ref: AccountRef,
  session: Session,
  symbol: string,
  leverage: DecimalString,
): Promise<MarginSettings> {
  await session.margin.setLeverage(symbol, leverage);
  await rememberLeverage(ref, symbol, leverage);
  return settings(session.market.ccxtId, symbol, leverage);
}

function settings(exchange: string, symbol: string, leverage: DecimalString | null): MarginSettings {
  return {
    exchange,
    symbol,
    marginMode: leverage === null ? 'cross' : 'isolated',
    leverage,
  };
}
