import kraken from 'ccxt/js/src/kraken.js';
import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { startSpot, startTime, type WireOrder } from './fixture-client.ts';
import { directExchange } from './fixture-steps.ts';

const limit = { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', volume: '0.01', price: '81000' };

function exchangeWith(forms: Record<string, unknown>) {
  const { control, call } = directExchange();
  control('orders', forms);
  const place = (terms: Record<string, string>): string => {
    const { result, error } = call<{ txid: string[] }>('AddOrder', terms);
    expect(error).toEqual([]);
    return result.txid[0] ?? '';
  };
  const query = (id: string) => call<Record<string, WireOrder>>('QueryOrders', { txid: id }).result[id];
  return { control, call, place, query };
}

describe('orders that lack a last unit', () => {
  it.each(['closed', 'canceled'])('an order ends %s one unit short, for insignificant volume remaining', (status) => {
    const { place, query, call } = exchangeWith({ ends_short: status });
    const id = place(limit);
    expect(query(id)).toMatchObject({
      ...{ status, vol: '0.01000000', vol_exec: '0.00999999', reason: 'Insignificant volume remaining' },
    });
    expect(call('OpenOrders').result).toEqual({ open: {} });
  });

  it('a rest of more than one unit goes on', () => {
    const { control, place, query } = exchangeWith({ ends_short: 'closed' });
    control('market', { symbol: 'BTC/USD', liquidity: 0.009 });
    expect(query(place(limit))).toMatchObject({ status: 'open', vol_exec: '0.00900000' });
  });

  it('orders end at their volume without the control', () => {
    const { place, query } = exchangeWith({ ends_short: null });
    expect(query(place(limit))).toMatchObject({ status: 'closed', vol_exec: '0.01000000', reason: null });
  });
});

describe('orders in the quote currency', () => {
  const purchase = { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '100', oflags: 'viqc' };

  it.each([
    ['quote', { vol_exec: /^99\.99/, cost: /^99\.99/, price: /^8000/ }],
    ['base', { vol_exec: /^0\.00124/, cost: /^99\.99/, price: /^8000/ }],
    ['swapped', { vol_exec: /^99\.99/, cost: /^0\.00124/, price: /^0\.0000125/ }],
  ])('a closed purchase counts %s', (viqc, expected) => {
    const { place, query } = exchangeWith({ viqc });
    const order = query(place(purchase));
    expect(order).toMatchObject({ status: 'closed', vol: '100.00000000', oflags: 'viqc,fciq' });
    for (const [name, pattern] of Object.entries(expected)) expect(order?.[name as 'cost']).toMatch(pattern);
  });

  it('a limit order counts the quote currency under the rule of 2014 alone', () => {
    const terms = { ...limit, price: '50000', volume: '100', oflags: 'viqc' };
    expect(directExchange().call('AddOrder', terms).error).toEqual(['EGeneral:Invalid arguments:viqc']);
    const { place, query } = exchangeWith({ viqc_limits: true });
    const { descr, vol, status } = query(place(terms)) ?? { descr: { order: '' } };
    expect({ vol, status }).toEqual({ vol: '100.00000000', status: 'open' });
    expect(descr.order).toBe('buy 100.00000000 (USD) XBTUSD @ limit 50000.0');
  });

  it('CCXT unmodified buys for an amount of dollars', async () => {
    const spot = await startSpot();
    let nonce = startTime - 1000;
    const urls = { api: { public: spot.url, private: spot.url } };
    const { apiKey, secret } = sandbox.spot;
    const client = new kraken({ apiKey, secret, enableRateLimit: false, urls, nonce: () => ++nonce });
    const { id = '' } = await client.createMarketBuyOrderWithCost('BTC/USD', 100);
    expect(await spot.query(id)).toMatchObject({ status: 'closed', vol: '100.00000000', oflags: 'viqc,fciq' });
    await client.close();
    await spot.stop();
  });
});

describe('relative prices', () => {
  const stop = { pair: 'XBTUSD', type: 'sell', ordertype: 'stop-loss', volume: '0.01', price: '-5%' };

  it('a trailing distance is described with four digits', () => {
    const { place, query } = exchangeWith({});
    const order = query(place({ ...stop, ordertype: 'trailing-stop', price: '+5%' }));
    expect(order?.descr).toMatchObject({ price: '+5.0000%', aclass: 'forex' });
  });

  it('a stop price is described as found, or as sent', () => {
    const [found, sent] = [exchangeWith({}), exchangeWith({ relative_prices: true })];
    expect(found.query(found.place(stop))?.descr.price).toBe('76000.0');
    expect(sent.query(sent.place(stop))?.descr.price).toBe('-5.0000%');
  });
});

it('the control answers what holds, and refuses unknown words', () => {
  const { control } = directExchange();
  const all = { ends_short: 'canceled', viqc: 'base', viqc_limits: true, relative_prices: true };
  expect(control('orders', all)).toEqual(all);
  expect(control('orders', {})).toEqual(all);
  expect(() => control('orders', { viqc: 'euro' })).toThrow('viqc');
});
