import type { PermissionNeed } from '../model/key-report.ts';

/** Groups and names of user/query-api (docs/v5). The key serves both markets. */
export const permissions: readonly PermissionNeed[] = [
  {
    anyOf: ['Spot:SpotTrade'],
    title: 'Unified Trading: SPOT Trade, Read-Write',
    without: 'orders on spot are refused, and a halt cancels nothing there',
  },
  {
    anyOf: ['ContractTrade:Order'],
    title: 'Unified Trading: Contract Orders, Read-Write',
    without: 'orders for contracts are refused, and a halt cancels nothing there',
  },
  {
    anyOf: ['ContractTrade:Position'],
    title: 'Unified Trading: Contract Positions, Read-Write',
    without: 'leverage cannot be set, and positions may not be shown',
  },
];
