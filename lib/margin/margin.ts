import type { AccountRef } from '../accounts/account.ts';
import { rememberLeverage } from '../accounts/account-store.ts';
import type { DecimalString } from '../decimal.ts';
import { OemsError } from '../errors.ts';
import type { MarketType } from '../exchanges/model/axes.ts';
import type { MarginMode } from '../exchanges/model/position.ts';
import { supported } from '../exchanges/rules/capabilities.ts';
import { openSession, type Session } from '../session/open-session.ts';
import { requireTradingKey } from '../session/trading-key.ts';
import { denyRaisedLeverage, denyRiskierMode } from './deny-risk.ts';

/** The margin settings of a pair; leverage is null where the pair has none of its own. */
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
  return settings(await openSession(ref, marketType, { symbol }), symbol);
}

/** At some exchanges a leverage makes the pair isolated: the answer shows the margin mode. */
export async function changeLeverage(
  ref: AccountRef,
  symbol: string,
  leverage: DecimalString,
  marketType: MarketType = 'swap',
): Promise<MarginSettings> {
  const session = await openSession(ref, marketType, { symbol });
  await requireTradingKey(session);
  await setLeverage(ref, session, symbol, leverage);
  return settings(session, symbol, { leverage });
}

export async function changeMarginMode(
  ref: AccountRef,
  symbol: string,
  mode: MarginMode,
  leverage: DecimalString | undefined,
  marketType: MarketType = 'swap',
): Promise<MarginSettings> {
  const session = await openSession(ref, marketType, { symbol });
  await requireTradingKey(session);
  const { margin } = session.market;
  if (margin === null || margin === 'leverage') return changeByLeverage(ref, session, symbol, mode, leverage);
  if (leverage !== undefined) await denyRaisedLeverage(session, symbol, leverage);
  await takeMode(session, symbol, mode);
  if (leverage !== undefined) await setLeverage(ref, session, symbol, leverage);
  return settings(session, symbol, { mode, leverage });
}

/** Isolated margin needs a leverage: from the request, else the pair's own, else the last leverage set through this service. */
async function changeByLeverage(
  ref: AccountRef,
  session: Session,
  symbol: string,
  mode: MarginMode,
  wanted: DecimalString | undefined,
): Promise<MarginSettings> {
  if (mode === 'cross') {
    await denyRiskierMode(session, symbol, mode);
    await session.margin.setCrossMargin(symbol);
    return settingsOf(session, symbol, mode, null);
  }
  const leverage = wanted ?? (await session.margin.leverage(symbol)) ?? session.account.leverages[symbol];
  if (leverage === undefined) throw lacksLeverage(symbol);
  await setLeverage(ref, session, symbol, leverage);
  return settingsOf(session, symbol, mode, leverage);
}

function lacksLeverage(symbol: string): OemsError {
  const message = `isolated margin needs a leverage and ${symbol} has none yet; send leverage, or set it with POST /oems/execution/leverage`;
  return new OemsError('INVALID_REQUEST', `leverage: ${message}`, { details: [{ field: 'leverage', message }] });
}

/** The exchange first: a leverage that the exchange refused must not be remembered. */
async function setLeverage(ref: AccountRef, session: Session, symbol: string, leverage: DecimalString): Promise<void> {
  await denyRaisedLeverage(session, symbol, leverage);
  await session.margin.setLeverage(symbol, leverage);
  await rememberLeverage(ref, symbol, leverage);
}

/** Gives the symbol the mode where the exchange keeps a mode for each symbol. Elsewhere the mode must be in force already. */
async function takeMode(session: Session, symbol: string, mode: MarginMode): Promise<void> {
  const { market, marginModes } = session;
  supported(mode, market.capabilities.marginModes.includes(mode), market, `${mode} margin`);
  if (market.margin === 'symbol') await denyRiskierMode(session, symbol, mode);
  if (market.margin === 'symbol') return supported(marginModes, true, market, 'margin mode').setMode(symbol, mode);
  if ((await modeOf(session, symbol)) !== mode) throw sharedMode(session, symbol, mode);
}

function sharedMode({ market: { title } }: Session, symbol: string, mode: MarginMode): OemsError {
  return new OemsError(
    'NOT_SUPPORTED',
    `${title} has one margin mode for the whole account: ${mode} margin for ${symbol} would change the mode of all other symbols; change the mode at the exchange`,
  );
}

/** The mode of a symbol at an exchange that keeps modes apart from leverage. */
async function modeOf({ market, marginModes }: Session, symbol: string): Promise<MarginMode> {
  const [sent] = market.capabilities.marginModes;
  if (market.margin === 'order' && sent !== undefined) return sent;
  return supported(marginModes, true, market, 'margin mode').mode(symbol);
}

/** Facts that a call has just set are not read again. */
interface Known {
  readonly mode?: MarginMode;
  readonly leverage?: DecimalString | undefined;
}

async function settings(session: Session, symbol: string, known: Known = {}): Promise<MarginSettings> {
  const leverage = known.leverage ?? (await session.margin.leverage(symbol));
  if (session.market.margin === 'leverage')
    return settingsOf(session, symbol, leverage === null ? 'cross' : 'isolated', leverage);
  return settingsOf(session, symbol, known.mode ?? (await modeOf(session, symbol)), leverage);
}

function settingsOf(
  { market: { ccxtId: exchange } }: Session,
  symbol: string,
  marginMode: MarginMode,
  leverage: DecimalString | null,
): MarginSettings {
  return { exchange, symbol, marginMode, leverage };
}
