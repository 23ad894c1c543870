import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { Position } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isRecord, type Json, optionalText, positive, readableDecimal } from '../../wire/readers.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowsOf } from '../lists.ts';
import { nameOf } from '../names.ts';
import { modeIn } from './margin.ts';

const title = 'Binance USD-M';

/** `v3/positionRisk` tells symbols with open orders alone as positions of 0, and neither leverage nor mode, which are the symbol's. */
export async function openPositions(wire: MarketWire, symbol?: string): Promise<Position[]> {
  const query = symbol === undefined ? {} : { symbol: await nameOf(wire.markets, symbol) };
  const [answer, symbolOf] = await settleAll([wire.read(usdmEndpoints.positions, query), wire.markets.naming()]);
  const held = rowsOf(title, answer).filter(({ positionAmt }) => readableDecimal(positionAmt) !== '0');
  if (held.length === 0) return [];
  // Positions stay visible when the settings cannot be read.
  const settings = settingsIn(await wire.read(usdmEndpoints.symbolConfig, query).catch(() => null));
  return held.map((row) => positionFrom(row, symbolOf, settings.get(String(row.symbol))));
}

function settingsIn(answer: unknown): Map<string, Json> {
  const rows = Array.isArray(answer) ? answer.filter(isRecord) : [];
  return new Map(rows.map((row) => [String(row.symbol), row]));
}

/** An amount that cannot be read leaves side and size unknown: the position is there. */
function positionFrom(row: Json, symbolOf: (name: string) => string, settings: Json = {}): Position {
  const [name, amount] = [optionalText(row.symbol), readableDecimal(row.positionAmt)];
  const liquidationPrice = positive(row.liquidationPrice);
  return {
    symbol: name === null ? null : symbolOf(name),
    side: amount === null ? null : new Decimal(amount).lt(0) ? 'short' : 'long',
    contracts: amount === null ? null : new Decimal(amount).abs().toFixed(),
    entryPrice: positive(row.entryPrice),
    leverage: positive(settings.leverage),
    marginMode: modeIn(settings),
    unrealizedPnl: readableDecimal(row.unRealizedProfit),
    markPrice: positive(row.markPrice),
    liquidationPrice,
    liquidationPriceReason: liquidationPrice === null ? untold : null,
    ...(isSideOfHedge(row) ? { isHedged: true as const } : {}),
  };
}

/** LONG and SHORT are the sides of hedge mode, BOTH is one-way (USD-M: Position Information V3, Account Trade List). */
export function isSideOfHedge({ positionSide }: Json): boolean {
  return positionSide === 'LONG' || positionSide === 'SHORT';
}

/** A zero or nothing. No page promises what a zero means. */
const untold =
  'Binance tells no liquidation price of this position: other positions of the wallet may bring about its liquidation all the same. GET /oems/execution/margin tells how far maintenance_margin is from equity';
