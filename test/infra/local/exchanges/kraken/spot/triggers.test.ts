import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { sign, startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const sell = { type: 'sell', volume: '0.01' };
async function statusAfter(id: string, price: number) {
  await spot.price('BTC/USD', price);
  return (await spot.query(id)).status;
}

describe('stops and targets', () => {
  it.each([
    ['stop-loss', 'sell', '70000', 70001, 70000],
    ['stop-loss', 'buy', '85000', 84999, 85000],
    ['take-profit', 'sell', '95000', 94999, 95000],
    ['take-profit', 'buy', '75000', 75001, 75000],
  ])('%s %s fires at its price and not before', async (ordertype, type, price, before, at) => {
    const id = await spot.order({ type, ordertype, volume: '0.01', price });
    expect(await statusAfter(id, before)).toBe('open');
    expect(await statusAfter(id, at)).toBe('closed');
    const misc = ordertype === 'stop-loss' ? 'stopped' : 'touched';
    const shown = await spot.query(id);
    expect(shown).toMatchObject({ vol_exec: '0.01000000', misc, stopprice: `${price}.0` });
    // "`last` is the implied trigger if field is not set" (docs.kraken.com, get-open-orders).
    expect(shown).not.toHaveProperty('trigger');
  });

  it('a stop-loss-limit that fires rests at its limit when the price has gone through it', async () => {
    const id = await spot.order({
      ...sell,
      ordertype: 'stop-loss-limit',
      price: '70000',
      price2: '69900',
      trigger: 'index',
    });
    expect((await spot.query(id)).descr.order).toBe('sell 0.01000000 XBTUSD @ stop loss 70000.0 -> limit 69900.0');
    expect(await statusAfter(id, 69000)).toBe('open');
    expect(await spot.query(id)).toMatchObject({
      ...{ stopprice: '70000.0', limitprice: '69900.0', vol_exec: '0.00000000', trigger: 'index' },
    });
    expect(await statusAfter(id, 69950)).toBe('closed');
    expect((await spot.query(id)).price).toBe('69900.0');
  });

  it('a take-profit-limit fires and trades at its limit or better', async () => {
    const id = await spot.order({ ...sell, ordertype: 'take-profit-limit', price: '95000', price2: '94900' });
    expect(await statusAfter(id, 96000)).toBe('closed');
    expect((await spot.query(id)).price).toBe('95995.2');
  });

  it('a stop that needs nearly all the money fires with what it held', async () => {
    const id = await spot.order({ type: 'buy', ordertype: 'stop-loss', volume: '1.2', price: '82000' });
    expect(await statusAfter(id, 82000)).toBe('closed');
  });

  it('a stop whose market buy the account can no longer pay is cancelled', async () => {
    const id = await spot.order({ type: 'buy', ordertype: 'stop-loss', volume: '1.2', price: '82000' });
    expect((await spot.balances()).ZUSD?.hold_trade).toBe('98793.6000');
    await spot.price('BTC/USD', 99000);
    expect(await spot.query(id)).toMatchObject({
      status: 'canceled',
      reason: 'Insufficient funds',
      vol_exec: '0.00000000',
    });
  });
});

describe('trailing stops', () => {
  it('a trailing sell follows the price up, stays when it falls, and fires a distance below the peak', async () => {
    const id = await spot.order({ ...sell, ordertype: 'trailing-stop', price: '+2%' });
    expect((await spot.query(id)).stopprice).toBe('78400.0');
    expect(await statusAfter(id, 90000)).toBe('open');
    expect((await spot.query(id)).stopprice).toBe('88200.0');
    expect(await statusAfter(id, 88201)).toBe('open');
    expect(await statusAfter(id, 88200)).toBe('closed');
    expect((await spot.query(id)).descr.order).toBe('sell 0.01000000 XBTUSD @ trailing stop +2.0000%');
  });

  it('a trailing buy follows the price down', async () => {
    const id = await spot.order({ type: 'buy', volume: '0.01', ordertype: 'trailing-stop', price: '+500' });
    expect(await statusAfter(id, 70000)).toBe('open');
    expect(await statusAfter(id, 70499)).toBe('open');
    expect(await statusAfter(id, 70500)).toBe('closed');
  });

  it('the limit of a trailing stop limit is measured from the trigger price', async () => {
    const id = await spot.order({ ...sell, ordertype: 'trailing-stop-limit', price: '+100', price2: '-50' });
    expect(await statusAfter(id, 79000)).toBe('open');
    expect(await spot.query(id)).toMatchObject({ stopprice: '79900.0', limitprice: '79850.0' });
    expect(await statusAfter(id, 79900)).toBe('closed');
  });

  it('a trailing distance without + is refused, and so is a limit that is not relative', async () => {
    const refusal = (params: Record<string, string>) =>
      spot.errorOf('AddOrder', { pair: 'XBTUSD', ...sell, ...params });
    for (const price of ['100', '-100', '#100', '+0', '+x', ' 100'])
      expect(await refusal({ ordertype: 'trailing-stop', price })).toBe('EGeneral:Invalid arguments:price');
    for (const price2 of ['50', '#50'])
      expect(await refusal({ ordertype: 'trailing-stop-limit', price: '+100', price2 })).toBe(
        'EGeneral:Invalid arguments:price2',
      );
  });
});

describe('relative prices', () => {
  it.each([
    ['limit', 'buy', '-1000', '79000.0'],
    ['limit', 'buy', '#1%', '79200.0'],
    ['limit', 'sell', '#1%', '80800.0'],
    ['limit', 'sell', '+0.5%', '80400.0'],
    ['stop-loss', 'sell', '#500', '79500.0'],
    ['stop-loss', 'buy', '#500', '80500.0'],
    ['take-profit', 'sell', '#2%', '81600.0'],
    ['take-profit', 'buy', '#2%', '78400.0'],
  ])('%s %s at %s is %s', async (ordertype, type, price, absolute) => {
    const id = await spot.order({ type, ordertype, volume: '0.01', price });
    expect((await spot.query(id)).descr.price).toBe(absolute);
  });

  it('a plus sign that was not escaped arrives as a blank and is refused', async () => {
    const body = 'nonce=99999999999999&pair=XBTUSD&type=sell&ordertype=limit&volume=0.01&price=+500';
    const path = '/0/private/AddOrder';
    const headers = {
      'API-Key': sandbox.spot.apiKey,
      'API-Sign': sign(path, '99999999999999', body, sandbox.spot.secret),
      'Content-Type': 'application/x-www-form-urlencoded',
    };
    const answer = await (await fetch(`${spot.url}${path}`, { method: 'POST', headers, body })).json();
    expect(answer).toEqual({ error: ['EGeneral:Invalid arguments:price'] });
  });
});
