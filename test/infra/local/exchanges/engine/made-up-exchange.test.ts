import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { catchUp, onPriceChange } from '../../../../../infra/local/exchanges/engine/catch-up.ts';
import { endOrder } from '../../../../../infra/local/exchanges/engine/end-order.ts';
import { heldOf } from '../../../../../infra/local/exchanges/engine/holds.ts';
import { marginState } from '../../../../../infra/local/exchanges/engine/margin.ts';
import type { Trigger } from '../../../../../infra/local/exchanges/engine/order.ts';
import { isArmed } from '../../../../../infra/local/exchanges/engine/order.ts';
import { placeOrder } from '../../../../../infra/local/exchanges/engine/place-order.ts';
import { isChained, openMadeUpExchange } from './fixture-made-up-exchange.ts';

const stop: Trigger = {
  ...{ kind: 'stop', price: new Decimal(79_000), signal: 'mark', fires: 'below' },
  ...{ trailing: null, limitOffset: null, firedAt: null },
};

describe('an exchange that is not Kraken stands on the engine', () => {
  it('a counted contract is worth its size times the price', () => {
    const { exchange, account, terms, price, balance } = openMadeUpExchange();
    const { fill } = placeOrder(exchange, account, terms('BTC-PERP', '30'));
    expect([fill?.price, fill?.cost, fill?.fee].map(String)).toEqual(['80000.1', '24000.03', '48.00006']);
    price(81_000);
    placeOrder(exchange, account, terms('BTC-PERP', '30', { side: 'sell', reduceOnly: true }));
    // 30 contracts of 0.01 BTC, bought at 80,000.1 and sold at 80,999.9: 299.94, less two fees.
    expect(balance('USDT')).toBe('10203.34');
    expect(account.positions.size).toBe(0);
  });

  it('spot and contracts share one wallet, and bought coins count as collateral', () => {
    const { exchange, account, terms, balance } = openMadeUpExchange();
    placeOrder(exchange, account, terms('BTCUSDT', '0.1'));
    expect([balance('USDT'), balance('BTC')]).toEqual(['1983.98998', '0.1']);
    const { marginEquity } = marginState(exchange, account, 'unified');
    expect(marginEquity.toFixed()).toBe('9183.98998');
    expect(placeOrder(exchange, account, terms('BTC-PERP', '100')).rejection).toBeNull();
    expect(placeOrder(exchange, account, terms('BTC-PERP', '100')).rejection).toBe('notEnoughMargin');
    expect(isChained(account)).toBe(true);
  });

  it('money that a spot order holds margins nothing, and comes back with the order', () => {
    const { exchange, account, terms } = openMadeUpExchange();
    const margin = () => marginState(exchange, account, 'unified');
    const bid = placeOrder(exchange, account, terms('BTCUSDT', '0.1', { limitPrice: new Decimal(70_000) })).order;
    expect([margin().balanceValue, margin().availableMargin].map(String)).toEqual(['10000', '2986']);
    expect(placeOrder(exchange, account, terms('BTC-PERP', '40')).rejection).toBe('notEnoughMargin');
    endOrder(exchange, account, bid, 'cancelled', 'cancelledByCustomer');
    expect(margin().availableMargin.toFixed()).toBe('10000');
    expect(placeOrder(exchange, account, terms('BTC-PERP', '40')).rejection).toBeNull();
  });

  it('money that margins a position buys no coins, and an order for contracts holds no coins', () => {
    const { exchange, account, terms } = openMadeUpExchange();
    placeOrder(exchange, account, terms('BTC-PERP', '100'));
    const bid = (quantity: string) => terms('BTCUSDT', quantity, { limitPrice: new Decimal(70_000) });
    expect(placeOrder(exchange, account, bid('0.1')).rejection).toBe('notEnoughFunds');
    const contracts = { side: 'sell', limitPrice: new Decimal(90_000) } as const;
    expect(placeOrder(exchange, account, terms('BTC-PERP', '100', contracts)).rejection).toBeNull();
    expect(heldOf(exchange, account, 'BTC').toFixed()).toBe('0');
    expect(placeOrder(exchange, account, bid('0.01')).rejection).toBeNull();
  });

  it('orders that wait for a trigger can be kept apart from the orders in the book', () => {
    const { exchange, account, terms, price } = openMadeUpExchange();
    placeOrder(exchange, account, terms('BTCUSDT', '0.05'));
    const resting = placeOrder(exchange, account, terms('BTCUSDT', '0.01', { limitPrice: new Decimal(70_000) })).order;
    const sale = { side: 'sell', trigger: { ...stop } } as const;
    const waiting = placeOrder(exchange, account, terms('BTCUSDT', '0.05', sale)).order;
    expect([isArmed(resting), isArmed(waiting)]).toEqual([false, true]);
    price(78_000);
    onPriceChange(exchange);
    expect([resting.state, waiting.state, waiting.cause]).toEqual(['open', 'filled', 'filled']);
    expect(account.fills.at(-1)?.price.toFixed()).toBe('77999.9');
  });

  it('an immediate order without an offer is accepted and ends where the rules say so, and is rejected elsewhere', () => {
    const idle = { limitPrice: new Decimal(79_000), timeInForce: 'IOC' } as const;
    const lenient = openMadeUpExchange();
    const accepted = placeOrder(lenient.exchange, lenient.account, lenient.terms('BTC-PERP', '1', idle));
    expect([accepted.rejection, accepted.order.state, accepted.order.cause]).toEqual([
      null,
      'cancelled',
      'immediateRemainder',
    ]);
    const { matching } = lenient.exchange.rules;
    const strict = openMadeUpExchange({ matching: { ...matching, rejectsIdleImmediate: true } });
    const rejected = placeOrder(strict.exchange, strict.account, strict.terms('BTC-PERP', '1', idle));
    expect([rejected.rejection, strict.account.ended.size]).toEqual(['immediateWouldNotTrade', 0]);
  });

  it.each([
    ['unique among open', [null, 'clientOrderIdTaken', null]],
    ['unique for ever', [null, 'clientOrderIdTaken', 'clientOrderIdTaken']],
    ['free', [null, null, null]],
  ] as const)('a client order id that is %s is judged by that rule', (clientOrderIds, rejections) => {
    const { exchange, account, terms, price } = openMadeUpExchange({ clientOrderIds });
    const bid = { limitPrice: new Decimal(79_000), clientOrderId: 'one' };
    const place = () => placeOrder(exchange, account, terms('BTC-PERP', '1', bid)).rejection;
    const first = [place(), place()];
    price(78_000);
    onPriceChange(exchange);
    expect([...first, place()]).toEqual(rejections);
  });

  it('a client order id is taken in one store at a time where stops have a store of their own', () => {
    const { exchange, account, terms, price } = openMadeUpExchange({ clientOrderIds: 'unique among open of a store' });
    placeOrder(exchange, account, terms('BTCUSDT', '0.05'));
    const sale = (id: string) => ({ side: 'sell', clientOrderId: id, limitPrice: new Decimal(90_000) }) as const;
    const rest = (id: string) => placeOrder(exchange, account, terms('BTCUSDT', '0.01', sale(id))).rejection;
    const wait = (id: string) =>
      placeOrder(exchange, account, terms('BTCUSDT', '0.01', { ...sale(id), trigger: { ...stop } })).rejection;
    expect([wait('one'), wait('one'), rest('one'), rest('one')]).toEqual([
      ...[null, 'clientOrderIdTaken'],
      ...[null, 'clientOrderIdTaken'],
    ]);
    wait('two');
    price(78_000);
    onPriceChange(exchange);
    // Both stops have fired and rest in the book, where they bear no id.
    expect([rest('one'), rest('two'), wait('two')]).toEqual(['clientOrderIdTaken', null, null]);
  });

  it('funding is realized at the end of every interval of eight hours', () => {
    const { exchange, account, terms, pass } = openMadeUpExchange();
    placeOrder(exchange, account, terms('BTC-PERP', '10'));
    pass(16);
    catchUp(exchange, account);
    const funding = account.ledger.filter(({ kind }) => kind === 'funding');
    expect(funding.map(({ at }) => new Date(at).toISOString())).toEqual([
      '2026-01-01T08:00:00.000Z',
      '2026-01-01T16:00:00.000Z',
    ]);
    // The first interval began an hour before the trade.
    const rates = exchange.funding?.history([...exchange.markets.values()][1] ?? fail(), exchange.world.now()) ?? [];
    const owed = (index: number, share: number) =>
      rates.at(index)?.absolute.mul('-0.1').mul(share).toDecimalPlaces(8).toFixed();
    expect(funding.map(({ realizedFunding }) => realizedFunding?.toFixed())).toEqual([owed(-3, 7 / 8), owed(-2, 1)]);
  });

  it('a position below maintenance margin is liquidated, and the ledger still chains', () => {
    const { exchange, account, terms, price } = openMadeUpExchange();
    placeOrder(exchange, account, terms('BTC-PERP', '120'));
    price(73_000);
    onPriceChange(exchange);
    expect([account.positions.size, account.fills.at(-1)?.role]).toEqual([0, 'liquidation']);
    expect(isChained(account)).toBe(true);
  });
});

function fail(): never {
  throw new Error('no such market');
}

describe('the engine and the server', () => {
  const root = join(import.meta.dirname, '../../../../../infra/local/exchanges');
  const files = ['engine', 'server'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
  );

  it('name no exchange and import no file of an exchange', () => {
    const names = /kraken|binance|bybit|okx|hyperliquid|\bgate\b/i;
    expect(files.filter((file) => names.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
