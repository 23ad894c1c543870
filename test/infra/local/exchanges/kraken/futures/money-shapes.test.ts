import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

describe('answers about money', () => {
  it('fills and positions tell no profit, as in every record, unless told to', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    const profits = () => [
      exchange.get('fills').fills.map((fill) => ['realized_pnl' in fill, 'realized_funding' in fill]),
      exchange.get('openpositions').openPositions.map((position) => 'unrealizedPnl' in position),
    ];
    expect(profits()).toEqual([[[false, false]], [false]]);
    exchange.control('money', { fill_profit: 'told', position_profit: 'told' });
    expect(profits()).toEqual([[[true, true]], [true]]);
  });

  it('a withdrawal tells its id, or nothing but success', () => {
    const exchange = openExchange();
    exchange.world.acceptDeposits('spot', () => undefined);
    const minted = exchange.control('key', { permissions: { withdrawal: 'full' } }) as {
      api_key: string;
      secret: string;
    };
    const key = { apiKey: minted.api_key, secret: minted.secret };
    const terms = { currency: 'usd', amount: 1, sourceWallet: 'flex' };
    expect(exchange.post('withdrawal', terms, { key }).uid).toMatch(/^[0-9a-f-]{36}$/);
    exchange.control('money', { withdrawal_uid: 'left-out' });
    expect(Object.keys(exchange.post('withdrawal', terms, { key }))).toEqual(['result', 'serverTime']);
  });

  it('the control says how things stand', () => {
    expect(openExchange().control('money', { withdrawal_uid: 'left-out', flex: 'null' })).toEqual({
      fill_profit: 'left-out',
      position_profit: 'left-out',
      withdrawal_uid: 'left-out',
      flex: 'null',
    });
  });

  it('a customer may have no multi-collateral wallet', () => {
    const exchange = openExchange();
    const flex = () => Object.entries(exchange.get('accounts').accounts).filter(([name]) => name === 'flex');
    expect(flex()).toHaveLength(1);
    exchange.control('money', { flex: 'null' });
    expect(flex()).toEqual([['flex', null]]);
    exchange.control('money', { flex: 'left-out' });
    expect(flex()).toEqual([]);
  });

  it('a shape that Kraken does not have is refused', () => {
    expect(() => openExchange().control('money', { flex: 'maybe' })).toThrow('flex');
  });
});
