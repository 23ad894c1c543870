import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exact } from '../../../../../../infra/local/exchanges/engine/decimals.ts';
import type { SpotClient, WireLedger } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
let arrived: [string, string, string][];
beforeEach(async () => {
  spot = await startSpot();
  arrived = [];
  spot.world.acceptDeposits('futures', (customer, asset, amount) => {
    arrived.push([customer, asset, amount.toFixed()]);
  });
});
afterEach(() => spot.stop());

const way = { from: 'Spot Wallet', to: 'Futures Wallet' };
async function rows() {
  return Object.values((await spot.ok<{ ledger: Record<string, WireLedger> }>('Ledgers', { type: 'transfer' })).ledger);
}

describe('wallet transfers', () => {
  it('money leaves the spot wallet, arrives at the futures wallet and is in the ledger', async () => {
    const { refid } = await spot.ok('WalletTransfer', { ...way, asset: 'ZUSD', amount: '100.5' });
    expect(arrived).toEqual([['sandbox', 'USD', '100.5']]);
    expect((await spot.balances()).ZUSD?.balance).toBe('99899.5000');
    expect(await rows()).toMatchObject([
      { refid, subtype: 'spottofutures', asset: 'ZUSD', amount: '-100.5000', fee: '0.0000', balance: '99899.5000' },
    ]);
  });

  it('an asset goes by any of its names', async () => {
    for (const asset of ['XXBT', 'XBT', 'BTC']) await spot.ok('WalletTransfer', { ...way, asset, amount: '0.1' });
    expect(arrived.map(([, asset]) => asset)).toEqual(['BTC', 'BTC', 'BTC']);
  });

  it('only free money moves, once, and in one direction', async () => {
    await spot.order({ type: 'sell', ordertype: 'limit', volume: '1.5', price: '90000' });
    const refusal = (params: Record<string, string>) =>
      spot.errorOf('WalletTransfer', { ...way, asset: 'XBT', amount: '0.1', ...params });
    expect(await refusal({ amount: '0.6' })).toBe('EFunding:Insufficient funds');
    expect(await refusal({ from: 'Futures Wallet', to: 'Spot Wallet' })).toBe('EGeneral:Invalid arguments:from');
    expect(await refusal({ to: 'Moon Wallet' })).toBe('EGeneral:Invalid arguments:to');
    expect(await refusal({ asset: 'NOPE' })).toBe('EFunding:Unknown asset');
    expect(await refusal({ asset: 'XBT.F' })).toBe('EFunding:Unknown asset');
    for (const amount of ['0', '-1', 'x', '0.00000000001'])
      expect(await refusal({ amount })).toBe('EFunding:Invalid amount');
    expect(arrived).toEqual([]);
  });

  it('a futures wallet that does not take the money leaves it where it was', async () => {
    spot.world.acceptDeposits('futures', () => {
      throw new Error('closed');
    });
    expect(await spot.errorOf('WalletTransfer', { ...way, asset: 'USD', amount: '1' })).toBe('EService:Unavailable');
    expect((await spot.balances()).ZUSD?.balance).toBe('100000.0000');
  });

  it('money from the futures wallet is credited in any of its names', async () => {
    spot.world.deposit('spot', 'sandbox', 'USD', exact('12.3456'));
    spot.world.deposit('spot', 'sandbox', 'XBT', exact('0.5'));
    expect(await rows()).toMatchObject([
      { asset: 'XXBT', subtype: 'spotfromfutures' },
      { asset: 'ZUSD', amount: '12.3456', balance: '100012.3456' },
    ]);
    expect(() => spot.world.deposit('spot', 'sandbox', 'NOPE', exact(1))).toThrow('NOPE');
  });
});
