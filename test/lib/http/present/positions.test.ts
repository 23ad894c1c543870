import { expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Position } from '../../../../lib/exchanges/model/position.ts';
import { presentPositions } from '../../../../lib/http/present/positions.ts';

const swap = marketOf({ exchange: 'kraken', marketType: 'swap' });
const position: Position = {
  ...{ symbol: 'BTC/USD:USD', side: 'long', contracts: '0.1', entryPrice: '80000', leverage: null },
  ...{ marginMode: 'cross', unrealizedPnl: '0', markPrice: '80000' },
  ...{ liquidationPrice: null, liquidationPriceReason: 'the exchange tells none' },
};

function shown(traded: readonly Position[]) {
  return presentPositions('desk', { marketType: 'swap', market: swap, traded, untraded: [] });
}

it('positions are shown with their sizes', () => {
  expect(shown([position]).positions).toMatchObject([{ contracts: '0.1' }]);
});

it('a position of unknown size is listed beside the others, with neither a wrong size nor none', () => {
  const unknown = { ...position, symbol: 'OLD', contracts: null };
  expect(shown([position, unknown])).toMatchObject({
    positions: [{ contracts: '0.1' }, { symbol: 'OLD', contracts: null }],
    count: 2,
  });
});

it('a position that the exchange tells in part is listed with the parts, and never on a guessed side', () => {
  const unknown = { ...position, symbol: null, side: null, marginMode: null };
  expect(shown([unknown]).positions).toMatchObject([{ symbol: null, side: null, margin_mode: null, contracts: '0.1' }]);
});

it('a position without a leverage or a liquidation price is shown with the reason', () => {
  const unread = { ...position, marginMode: null };
  const isolated = { ...position, leverage: '5', marginMode: 'isolated' as const };
  expect(shown([position, unread, isolated]).positions).toMatchObject([
    { leverage: null, leverage_reason: expect.stringMatching(/^cross margin/), untraded: false },
    { leverage: null, leverage_reason: expect.stringMatching(/did not tell/) },
    {
      leverage: '5',
      leverage_reason: null,
      liquidation_price: null,
      liquidation_price_reason: 'the exchange tells none',
    },
  ]);
});

it('a position that this service does not trade is shown as such, and nothing is made up for it', () => {
  const untraded = [{ symbol: 'BTC/USD', side: 'short' as const, quantity: '0.5' }];
  expect(presentPositions('desk', { marketType: 'swap', market: swap, traded: [position], untraded })).toMatchObject({
    positions: [
      { untraded: false },
      { symbol: 'BTC/USD', side: 'short', contracts: '0.5', entry_price: null, unrealized_pnl: null, untraded: true },
    ],
    count: 2,
  });
});
