import { sharedNow } from '../../aws/clock.ts';
import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { Position } from '../../exchanges/model/position.ts';
import type { Session } from '../../session/open-session.ts';
import type { PositionsReading } from '../store/closings-progress.ts';

/** The positions in these symbols, in one reading of all positions. */
export async function readPositions(
  { wallets, keyVersion }: Pick<Session, 'wallets' | 'keyVersion'>,
  symbols: readonly string[],
): Promise<PositionsReading> {
  const from = sharedNow();
  const positions = await wallets.positions();
  return { from, to: sharedNow(), keyVersion, sizes: sizesIn(positions, symbols) };
}

/** A position whose symbol cannot be read may be in any symbol: then nothing is told of a symbol without a position. */
function sizesIn(positions: readonly Position[], symbols: readonly string[]): Record<string, DecimalString> {
  if (positions.some(({ symbol }) => symbol === null)) return {};
  const sizes = symbols.map((symbol) => [symbol, sizeOf(positions.filter((each) => each.symbol === symbol))] as const);
  return Object.fromEntries(sizes.filter((each): each is readonly [string, DecimalString] => each[1] !== null));
}

/** Null for a size that cannot be read, and for the two sides of hedge mode. */
function sizeOf([position, second]: readonly Position[]): DecimalString | null {
  if (position === undefined) return '0';
  const { side, contracts, isHedged } = position;
  if (second !== undefined || isHedged === true || side === null || contracts === null) return null;
  const size = new Decimal(contracts);
  return (side === 'long' ? size : size.neg()).toFixed();
}
