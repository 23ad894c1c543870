import { describe, expect, it } from 'vitest';
import type { Fill } from '../../../../lib/exchanges/model/history.ts';
import { newFillsCursor, type SymbolProgress } from '../../../../lib/ledger/fills/fills-cursor.ts';
import { nextSymbol } from '../../../../lib/ledger/fills/next-symbol.ts';
import { afterAnswer } from '../../../../lib/ledger/fills/pull-fills.ts';

const hour = 3_600_000;
const now = 1_790_000_000_000;
const read = { from: '5', isBehind: false, isTraded: true, isRefused: false };

function cursorOf(symbols: Readonly<Record<string, SymbolProgress>>) {
  return { ...newFillsCursor('me'), symbols };
}

describe('the symbol whose fills are asked for next', () => {
  it('is the traded symbol that was read longest ago', () => {
    const symbols = { 'A/X': { ...read, readAt: now - 10 }, 'B/X': { ...read, readAt: now - 20 } };
    expect(nextSymbol(cursorOf(symbols), now, 0)).toBe('B/X');
  });

  it('is none where all have been read in this pull', () => {
    expect(nextSymbol(cursorOf({ 'A/X': { ...read, readAt: now + 1 } }), now, 0)).toBeNull();
  });

  it('is at each fourth request a symbol that was never traded here, once a day', () => {
    const held = { ...read, isTraded: false };
    const symbols = { 'A/X': { ...read, readAt: 0 }, 'H/X': { ...held, readAt: now - 25 * hour } };
    expect([0, 1, 2, 3].map((turn) => nextSymbol(cursorOf(symbols), now, turn))).toEqual(['A/X', 'A/X', 'A/X', 'H/X']);
    expect(nextSymbol(cursorOf({ 'H/X': { ...held, readAt: now - 23 * hour } }), now, 3)).toBeNull();
  });

  it('is a symbol that was not read to its end, in this pull too', () => {
    expect(nextSymbol(cursorOf({ 'A/X': { ...read, readAt: now + 1, isBehind: true } }), now, 0)).toBe('A/X');
  });

  it('is a symbol that is no longer listed once a day', () => {
    const gone = { ...read, isRefused: true };
    expect(nextSymbol(cursorOf({ 'A/X': { ...gone, readAt: now - 23 * hour } }), now, 0)).toBeNull();
    expect(nextSymbol(cursorOf({ 'A/X': { ...gone, readAt: now - 25 * hour } }), now, 0)).toBe('A/X');
  });
});

describe('the place after an answer', () => {
  const fill: Omit<Fill, 'id' | 'timestamp'> = {
    ...{ orderId: null, clientOrderId: null, store: 'regular', symbol: 'A/X', side: 'buy', quantity: '1', price: '1' },
    ...{ fee: null, feeAsset: null, liquidity: null },
  };

  it('repeats the fills of the last ten minutes, because an exchange may show a fill late', () => {
    const fills = [
      { ...fill, id: '9', timestamp: now - hour },
      { ...fill, id: '10', timestamp: now - 60_000 },
      { ...fill, id: '11', timestamp: now },
    ];
    const told = { fills, next: '12', leftOut: [], isLast: true };
    expect(afterAnswer(cursorOf({}), 'A/X', told, now).symbols['A/X']?.from).toBe('10');
    expect(afterAnswer(cursorOf({}), 'A/X', told, now + hour).symbols['A/X']?.from).toBe('12');
    expect(afterAnswer(cursorOf({}), 'A/X', { ...told, isLast: false }, now).symbols['A/X']).toMatchObject({
      from: '12',
      isBehind: true,
    });
  });
});
