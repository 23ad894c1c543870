import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SpotClient } from './fixture-client.ts';
import { startSpot } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const usual = { vol_closed: '0.00000000', cost: '80.00000', margin: '16.00000', net: '+0.0000' };
const position = { pair: 'XXBTZUSD', type: 'sell', vol: '0.5' };

it('the control replaces the margin positions of a customer, and an empty body asks', async () => {
  const told = { customer: 'sandbox', positions: [{ ...position, ...usual }] };
  expect(await spot.control('margin_positions', { positions: [position] })).toEqual(told);
  expect(await spot.control('margin_positions', {})).toEqual(told);
  expect(await spot.control('margin_positions', { customer: 'other' })).toEqual({ customer: 'other', positions: [] });
});

it('OpenPositions tells each position as a row, or as a list where positions are consolidated', async () => {
  await spot.control('margin_positions', { positions: [position, { ...position, type: 'buy' }] });
  const rows = Object.values(await spot.ok('OpenPositions'));
  expect(rows).toMatchObject([
    { ...position, posstatus: 'open', vol_closed: '0.00000000' },
    { pair: 'XXBTZUSD', type: 'buy' },
  ]);
  expect(await spot.ok('OpenPositions', { consolidation: 'market' })).toHaveLength(2);
});

it('the control refuses a side and a field that there is not', async () => {
  await expect(spot.control('margin_positions', { positions: [{ ...position, type: 'long' }] })).rejects.toThrow(
    'type',
  );
  await expect(spot.control('margin_positions', { position })).rejects.toThrow('position');
});
