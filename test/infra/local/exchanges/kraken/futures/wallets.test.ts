import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { openExchange } from './fixture-client.ts';

/** The default exchange, with a key that may withdraw and a spot side that remembers what arrives. */
function withSpot(options: Parameters<typeof openExchange>[0] = {}) {
  const exchange = openExchange(options);
  const arrived: string[] = [];
  exchange.world.acceptDeposits('spot', (customer, asset, amount) => {
    arrived.push(`${customer} ${asset} ${amount.toFixed()}`);
  });
  const minted = exchange.control('key', { permissions: { withdrawal: 'full' } }) as {
    api_key: string;
    secret: string;
  };
  const key = { apiKey: minted.api_key, secret: minted.secret };
  const withdraw = (params: Record<string, string | number>) => exchange.post('withdrawal', params, { key });
  const accounts = () => exchange.get('accounts').accounts;
  return { ...exchange, arrived, withdraw, wallets: accounts };
}

describe('withdrawal to spot', () => {
  it('takes from cash unless told otherwise', () => {
    const exchange = withSpot();
    expect(exchange.withdraw({ currency: 'usd', amount: 100 }).error).toBe('insufficientFunds');
    const done = exchange.withdraw({ currency: 'usd', amount: 100, sourceWallet: 'flex' });
    expect(done).toMatchObject({ result: 'success' });
    expect(done.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(exchange.arrived).toEqual(['sandbox USD 100']);
    expect(exchange.wallets().flex.currencies.USD?.quantity).toBe(9_900);
    const [row] = exchange.history('account-log').logs;
    expect(row).toMatchObject({
      info: 'cross-exchange transfer',
      asset: 'usd',
      old_balance: 10_000,
      new_balance: 9_900,
      execution: done.uid,
    });
  });

  it('gives no more than positions can spare', () => {
    const exchange = withSpot();
    exchange.order({ orderType: 'mkt', size: 5 });
    const available = exchange.wallets().flex.currencies.USD?.available ?? 0;
    expect(available).toBeLessThan(9_900);
    expect(exchange.withdraw({ currency: 'usd', amount: 9_900, sourceWallet: 'flex' }).error).toBe('insufficientFunds');
    expect(exchange.withdraw({ currency: 'usd', amount: Math.floor(available), sourceWallet: 'flex' }).result).toBe(
      'success',
    );
    expect(exchange.arrived).toHaveLength(1);
  });

  it.each([
    [{ currency: 'nope', amount: 1, sourceWallet: 'flex' }, 'invalidUnit'],
    [{ currency: 'usd', amount: 0, sourceWallet: 'flex' }, 'invalidAmount'],
    [{ currency: 'usd', amount: -1, sourceWallet: 'flex' }, 'invalidAmount'],
    [{ currency: 'usd', amount: 1, sourceWallet: 'savings' }, 'invalidAccount'],
    [{ amount: 1 }, 'requiredArgumentMissing'],
  ])('%j is %s', (params: Record<string, string | number>, error) => {
    const exchange = withSpot();
    expect(exchange.withdraw(params).error).toBe(error);
    expect(exchange.arrived).toEqual([]);
  });
});

describe('transfer between wallets', () => {
  it('moves the money and logs both sides', () => {
    const exchange = withSpot();
    expect(
      exchange.post('transfer', { fromAccount: 'flex', toAccount: 'cash', unit: 'usd', amount: 250.5 }).result,
    ).toBe('success');
    expect(exchange.wallets().cash.balances).toEqual({ usd: '250.5' });
    expect(exchange.wallets().flex.currencies.USD?.quantity).toBe(9_749.5);
    expect(
      exchange
        .history('account-log', { info: 'transfer' })
        .logs.map(({ margin_account, new_balance }) => [margin_account, new_balance]),
    ).toEqual([
      ['cash', 250.5],
      ['flex', 9_749.5],
    ]);
  });

  it.each([
    [{ fromAccount: 'flex', toAccount: 'flex', unit: 'usd', amount: 1 }, 'invalidAccount'],
    [{ fromAccount: 'flex', toAccount: 'fi_nopeusd', unit: 'usd', amount: 1 }, 'invalidAccount'],
    [{ fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'usd', amount: 1 }, 'invalidUnit'],
    [{ fromAccount: 'flex', toAccount: 'cash', unit: 'usd', amount: 10_001 }, 'insufficientFunds'],
  ])('%j is %s', (params: Record<string, string | number>, error) => {
    expect(openExchange().post('transfer', params).error).toBe(error);
  });
});

describe('money from spot', () => {
  it('arrives in the multi-collateral wallet and in the log', () => {
    const exchange = withSpot();
    exchange.world.deposit('futures', 'sandbox', 'USDT', new Decimal('50.25'));
    expect(exchange.wallets().flex.currencies.USDT).toMatchObject({ quantity: 50.25 });
    expect(exchange.history('account-log').logs[0]).toMatchObject({
      info: 'cross-exchange transfer',
      asset: 'usdt',
      new_balance: 50.25,
    });
  });

  it('arrives in cash when the exchange is set up so', () => {
    const exchange = withSpot({ arrivals: 'cash' });
    exchange.world.deposit('futures', 'sandbox', 'BTC', new Decimal('0.5'));
    expect(exchange.wallets().cash.balances).toEqual({ xbt: '0.5' });
  });

  it('opens the account of a customer the exchange has not seen', () => {
    const exchange = withSpot();
    exchange.world.deposit('futures', 'new', 'USD', new Decimal(1));
    expect(exchange.control('state')).toMatchObject({
      customers: [{}, { customer: 'new', balances: { flex: { usd: '1' } } }],
    });
  });
});
