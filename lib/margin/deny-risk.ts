import type { TradingState } from '../accounts/account.ts';
import { accountNotFound, readAccount } from '../accounts/account-store.ts';
import { currentCall } from '../aws/call-context.ts';
import { Decimal, type DecimalString } from '../decimal.ts';
import { OemsError } from '../errors.ts';
import type { MarginMode } from '../exchanges/model/position.ts';
import type { Session } from '../session/open-session.ts';

/**
 * An account that is HALTED or REDUCE_ONLY shall not carry more risk than before. A lower leverage and settings that stand already are
 * allowed. A change of which nobody knows that the change is none counts as a raise. Reads nothing from the exchange while the account is ACTIVE.
 */
export async function denyRaisedLeverage(session: Session, symbol: string, wanted: DecimalString): Promise<void> {
  const state = await stateOf(session);
  if (state === 'ACTIVE') return;
  const present = await session.margin.leverage(symbol);
  if (present !== null) {
    if (new Decimal(wanted).gt(present))
      throw denied(state, `a leverage of ${wanted} for ${symbol} is above ${present}`);
    return;
  }
  // Where a leverage makes the pair isolated, a pair without a leverage is in cross margin.
  if (session.market.margin !== 'leverage') throw denied(state, `the present leverage of ${symbol} is not known`);
  await denyWhileOpen(session, symbol, state, 'isolated');
}

/** Cross margin puts the whole wallet behind a position. Where a leverage makes a pair isolated, cross margin takes away that limit as well. */
export async function denyRiskierMode(session: Session, symbol: string, wanted: MarginMode): Promise<void> {
  const state = await stateOf(session);
  if (state === 'ACTIVE' || session.market.margin === null) return;
  if (session.market.margin === 'leverage') {
    if (wanted === 'isolated' || (await session.margin.leverage(symbol)) === null) return;
    throw denied(state, `cross margin for ${symbol} takes the limit of its leverage away`);
  }
  if ((await session.marginModes?.mode(symbol)) === wanted) return;
  await denyWhileOpen(session, symbol, state, wanted);
}

/** A mode is free to choose while the pair has neither a position nor an order that may still become one. */
async function denyWhileOpen(
  { wallets, orders }: Session,
  symbol: string,
  state: TradingState,
  mode: MarginMode,
): Promise<void> {
  const positions = await wallets.positions();
  const isHeld = positions.some((position) => position.symbol === symbol || position.symbol === null);
  if (isHeld)
    throw denied(state, `${mode} margin would change an open position in ${symbol}, or one of unknown symbol`);
  if ((await orders.open(symbol)).length > 0)
    throw denied(state, `${mode} margin would hold for open orders of ${symbol}`);
}

function denied(state: TradingState, why: string): OemsError {
  return new OemsError(
    'TRADING_HALTED',
    `denied: the account is ${state}, which allows no margin settings that raise the risk, and ${why}; lower the leverage, close the position, or change the state with PUT /delegation/exchange-account/trading-state`,
  );
}

/** A reading of the trading state that is older than this is repeated: a halt may have come meanwhile. */
const stateHoldsMs = 2000;

async function stateOf({ account }: Session): Promise<TradingState> {
  if (Date.now() - (currentCall()?.startedAt ?? Date.now()) <= stateHoldsMs) return account.tradingState;
  const { registrationId, tradingState } = await readAccount(account);
  if (registrationId !== account.registrationId) throw accountNotFound();
  return tradingState;
}
