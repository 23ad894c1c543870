import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { openVenue } from './client.ts';

/** The default venue, with a key that may withdraw and a spot side that remembers what arrives. */
function withSpot(options: Parameters<typeof openVenue>[0] = {}) {
  const venue = openVenue(options);
  const arrived: string[] = [];
  venue.world.deposits.spot = (customer, asset, amount) =>
    void arrived.push(`${customer} ${asset} ${amount.toFixed()}`);
  const minted = venue.control('key', { permissions: { withdrawal: 'full' } }) as { api_key: string; secret: string };
  const key = { apiKey: minted.api_key, secret: minted.secret };
  const withdraw = (params: Record<string, string | number>) => venue.post('withdrawal', params, { key });
  const accounts = () => venue.get('accounts').accounts;
  return { ...venue, arrived, withdraw, wallets: accounts };
}

describe('withdrawal to spot', () => {
  it('takes from cash unless told otherwise', () => {
    const venue = withSpot();
    expect(venue.withdraw({ currency: 'usd', amount: 100 }).error).toBe('insufficientFunds');
    const done = venue.withdraw({ currency: 'usd', amount: 100, sourceWallet: 'flex' });
    expect(done).toMatchObject({ result: 'success' });
    expect(done.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(venue.arrived).toEqual(['sandbox USD 100']);
    expect(venue.wallets().flex.currencies.USD?.quantity).toBe(9_900);
    const [row] = venue.history('account-log').logs;
    expect(row).toMatchObject({
      info: 'cross-exchange transfer',
      asset: 'usd',
      old_balance: 10_000,
      new_balance: 9_900,
      execution: done.uid,
    });
  });

  it('gives no more than positions can spare', () => {
    const venue = withSpot();
    venue.order({ orderType: 'mkt', size: 5 });
    const available = venue.wallets().flex.currencies.USD?.available ?? 0;
    expect(available).toBeLessThan(9_900);
    expect(venue.withdraw({ currency: 'usd', amount: 9_900, sourceWallet: 'flex' }).error).toBe('insufficientFunds');
    expect(venue.withdraw({ currency: 'usd', amount: Math.floor(available), sourceWallet: 'flex' }).result).toBe(
      'success',
    );
    expect(venue.arrived).toHaveLength(1);
  });

  it.each([
    [{ currency: 'nope', amount: 1, sourceWallet: 'flex' }, 'invalidUnit'],
    [{ currency: 'usd', amount: 0, sourceWallet: 'flex' }, 'invalidAmount'],
    [{ currency: 'usd', amount: -1, sourceWallet: 'flex' }, 'invalidAmount'],
    [{ currency: 'usd', amount: 1, sourceWallet: 'savings' }, 'invalidAccount'],
    [{ amount: 1 }, 'requiredArgumentMissing'],
  ])('%j is %s', (params: Record<string, string | number>, error) => {
    const venue = withSpot();
    expect(venue.withdraw(params).error).toBe(error);
    expect(venue.arrived).toEqual([]);
  });
});

describe('transfer between wallets', () => {
  it('moves the money and logs both sides', () => {
    const venue = withSpot();
    expect(venue.post('transfer', { fromAccount: 'flex', toAccount: 'cash', unit: 'usd', amount: 250.5 }).result).toBe(
      'success',
    );
    expect(venue.wallets().cash.balances).toEqual({ usd: '250.5' });
    expect(venue.wallets().flex.currencies.USD?.quantity).toBe(9_749.5);
    expect(
      venue
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
    expect(openVenue().post('transfer', params).error).toBe(error);
  });
});

describe('money from spot', () => {
  it('arrives in the multi-collateral wallet and in the log', () => {
    const venue = withSpot();
    venue.world.deposits.futures('sandbox', 'USDT', new Decimal('50.25'));
    expect(venue.wallets().flex.currencies.USDT).toMatchObject({ quantity: 50.25 });
    expect(venue.history('account-log').logs[0]).toMatchObject({
      info: 'cross-exchange transfer',
      asset: 'usdt',
      new_balance: 50.25,
    });
  });

  it('arrives in cash when the venue is set up so', () => {
    const venue = withSpot({ arrivals: 'cash' });
    venue.world.deposits.futures('sandbox', 'BTC', new Decimal('0.5'));
    expect(venue.wallets().cash.balances).toEqual({ xbt: '0.5' });
  });

  it('opens the account of a customer the venue has not seen', () => {
    const venue = withSpot();
    venue.world.deposits.futures('new', 'USD', new Decimal(1));
    expect(venue.control('state')).toMatchObject({
      customers: [{}, { customer: 'new', balances: { flex: { usd: '1' } } }],
    });
  });
});
