import { expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { presentPositions } from '../../../../lib/http/present/positions.ts';

const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });
const position: Position = {
  ...{ symbol: 'BTC/USD:USD', side: 'long', contracts: '0.1', entryPrice: '80000', leverage: null },
  ...{ marginMode: 'cross', unrealizedPnl: '0', markPrice: '80000', liquidationPrice: null },
};

it('positions are shown with their sizes', () => {
  expect(presentPositions(swap, 'desk', [position]).positions).toMatchObject([{ contracts: '0.1' }]);
});

it('a position of unknown size is listed beside the others, with neither a wrong size nor none', () => {
  const unknown = { ...position, symbol: 'OLD', contracts: null };
  expect(presentPositions(swap, 'desk', [position, unknown])).toMatchObject({
    positions: [{ contracts: '0.1' }, { symbol: 'OLD', contracts: null }],
    count: 2,
  });
});

it('a position that the exchange tells in part is listed with the parts, and never on a guessed side', () => {
  const unknown = { ...position, symbol: null, side: null, marginMode: null };
  expect(presentPositions(swap, 'desk', [unknown]).positions).toMatchObject([
    { symbol: null, side: null, margin_mode: null, contracts: '0.1' },
  ]);
});
