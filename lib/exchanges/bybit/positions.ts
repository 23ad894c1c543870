import { settleAll } from '../../aws/all-to-the-end.ts';
import { Decimal } from '../../decimal.ts';
import type { MarginMode, Position, UntradedPosition } from '../model/position.ts';
import { type Json, notNegative, optionalText, positive, readableDecimal } from '../wire/readers.ts';
import { accountMode, marginModeOf } from './account-mode.ts';
import { endpoints } from './endpoints.ts';
import { readAll } from './lists.ts';
import { isHidden, type PartWire, untradedParts } from './part.ts';
import { symbolIn } from './symbols.ts';

/** docs/v5 position: rows of one settlement coin have a position each; the margin mode is the account's. */
export async function linearPositions(wire: PartWire): Promise<Position[]> {
  const [rows, mode, symbolOf] = await settleAll([
    positionRows(wire),
    accountMode(wire).then(marginModeOf),
    wire.markets.naming(),
  ]);
  return rows.filter(isHeld).map((row) => positionFrom(row, mode, symbolOf));
}

export async function positionRows(wire: PartWire): Promise<Json[]> {
  const { category, scopes } = wire.part;
  const rows: Json[] = [];
  for (const scope of scopes)
    rows.push(...(await readAll(wire, endpoints.positions, { category, ...scope, limit: '200' })));
  return rows;
}

/** A size that cannot be read is a position all the same. */
function isHeld({ size }: Json): boolean {
  const told = notNegative(size);
  return told === null || !new Decimal(told).isZero();
}

function positionFrom(row: Json, marginMode: MarginMode | null, symbolOf: (name: string) => string): Position {
  const id = optionalText(row.symbol);
  const liquidationPrice = positive(row.liqPrice);
  return {
    symbol: id === null ? null : symbolOf(id),
    side: directions[String(row.side)] ?? null,
    contracts: positive(row.size),
    entryPrice: positive(row.avgPrice) ?? positive(row.entryPrice),
    leverage: positive(row.leverage),
    marginMode,
    unrealizedPnl: readableDecimal(row.unrealisedPnl),
    markPrice: positive(row.markPrice),
    liquidationPrice,
    liquidationPriceReason: liquidationPrice === null ? untold : null,
    ...(isHedged(row) ? { isHedged: true } : {}),
  };
}

/** 1 and 2 are the sides of hedge mode, 0 is one-way (docs/v5 position). The mode is set for each symbol, at any time after the check of the key. */
export function isHedged({ positionIdx }: Json): boolean {
  return positionIdx === '1' || positionIdx === '2';
}

const directions: Readonly<Record<string, 'long' | 'short'>> = { Buy: 'long', Sell: 'short' };

/** Blank: the price lies outside of the contract's range of prices, and always in portfolio margin (docs/v5 position). A blank promises nothing. */
const untold =
  'Bybit tells no liquidation price of this position, as in portfolio margin and where the price that Bybit estimates lies outside of the prices of the contract: the position may be liquidated all the same, with the whole account. GET /oems/execution/margin tells how far maintenance_margin is from equity';

/**
 * Inverse contracts and options lie in the same wallet, and this service does not trade them. The size of an inverse contract counts USD, not a
 * quantity of the coin. A kind that the key is not shown is left out: see `isHidden`.
 */
export async function untradedPositions(wire: PartWire): Promise<UntradedPosition[]> {
  const found: UntradedPosition[] = [];
  for (const part of untradedParts) {
    const { category } = part;
    const rows = await readAll(wire, endpoints.positions, { category, limit: '200' }).catch((error: unknown) => {
      if (isHidden(part, error)) return [];
      throw error;
    });
    found.push(...rows.filter(isHeld).map((row) => untradedPosition(category, row)));
  }
  return found;
}

function untradedPosition(category: string, { symbol, side }: Json): UntradedPosition {
  const name = optionalText(symbol);
  return {
    symbol: name === null ? null : symbolIn(category, name),
    side: directions[String(side)] ?? null,
    quantity: null,
  };
}
