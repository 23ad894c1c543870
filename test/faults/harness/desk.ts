import { Decimal } from 'decimal.js';
import { type Desk, openDesk } from '../../infra/local/exchanges/fixture-month-desk.ts';
import { type AccountName, accounts } from './accounts.ts';
import type { Scenario } from './scenario.ts';

export function deskOf({ exchange }: Scenario, name: AccountName, seed = 1): Desk {
  return openDesk({ ...exchange, customer: accounts[name].customer }, seed);
}

const perpetuals = ['PF_XBTUSD', 'PF_ETHUSD'] as const;

/** One market order on futures: two rows, and a profit or a loss when it reduces. */
export function tradeFutures(desk: Desk): void {
  desk.world.pin('BTC', 'USD', new Decimal(desk.between(79_000, 81_000)).toDecimalPlaces(1));
  const side = desk.pick(['buy', 'sell']);
  const size = desk.pick([0.01, 0.02, 0.03]);
  desk.futuresPost('sendorder', { symbol: desk.pick(perpetuals), side, size, orderType: 'mkt' });
}

/** One market order on spot: two rows. */
export function tradeSpot(desk: Desk): void {
  const volume = new Decimal(desk.between(0.001, 0.01)).toFixed(8);
  const oflags = desk.pick(['fcib', 'fciq']);
  desk.spotCall('AddOrder', { pair: 'XBTUSD', type: desk.pick(['buy', 'sell']), ordertype: 'market', volume, oflags });
}
