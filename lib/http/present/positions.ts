import type { Input } from '../../contract/deferred.ts';
import type { positionsResponse } from '../../contract/schemas/trading.ts';
import type { Position, UntradedPosition } from '../../exchanges/model/position.ts';
import type { OpenPositions, PositionsRead } from '../../margin/read-positions.ts';
import { presentWallets } from './wallets.ts';

type PositionWire = Omit<
  Input<typeof positionsResponse>['positions'][number],
  'exchange' | 'exchange_account_id' | 'market_type'
>;

export function presentPositionRead(
  accountId: string,
  { markets, parts }: PositionsRead,
): Input<typeof positionsResponse> {
  const positions = markets.flatMap((market) => presentPositions(accountId, market).positions);
  return { positions, count: positions.length, ...(parts === null ? {} : presentWallets(parts)) };
}

/** A list without a position of unknown size would read as no position, and the number of contracts as a number of coins: the size is null. */
export function presentPositions(
  accountId: string,
  { marketType, market, traded, untraded }: OpenPositions,
): Input<typeof positionsResponse> {
  const owner = { exchange: market.ccxtId, exchange_account_id: accountId, market_type: marketType };
  const rows = [...traded.map(presentTraded), ...untraded.map(presentUntraded)];
  return { positions: rows.map((row) => ({ ...row, ...owner })), count: rows.length };
}

function presentTraded(position: Position): PositionWire {
  return {
    symbol: position.symbol,
    side: position.side,
    contracts: position.contracts,
    entry_price: position.entryPrice,
    leverage: position.leverage,
    leverage_reason: leverageReason(position),
    margin_mode: position.marginMode,
    unrealized_pnl: position.unrealizedPnl,
    mark_price: position.markPrice,
    liquidation_price: position.liquidationPrice,
    liquidation_price_reason: position.liquidationPriceReason,
    untraded: position.isHedged === true,
  };
}

/** A leverage computed from the equity of the wallet would describe all positions together, so no position tells a leverage of its own. */
function leverageReason({ leverage, marginMode }: Position): string | null {
  if (leverage !== null) return null;
  if (marginMode === 'cross')
    return 'cross margin: the position shares the margin of the wallet and has no leverage of its own';
  return 'the exchange did not tell the leverage in a form that can be read';
}

const notRead = 'this service does not trade positions of this kind, and reads no more than symbol, side and size';

function presentUntraded({ symbol, side, quantity }: UntradedPosition): PositionWire {
  return {
    symbol,
    side,
    contracts: quantity,
    entry_price: null,
    leverage: null,
    leverage_reason: notRead,
    margin_mode: null,
    unrealized_pnl: null,
    mark_price: null,
    liquidation_price: null,
    liquidation_price_reason: notRead,
    untraded: true,
  };
}
