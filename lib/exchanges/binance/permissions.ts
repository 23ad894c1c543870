import type { PermissionNeed } from '../model/key-report.ts';

/** Names of `GET /sapi/v1/account/apiRestrictions` (developers.binance.com, Wallet: Get API Key Permission). */
export const permissions: readonly PermissionNeed[] = [
  {
    anyOf: ['enableReading'],
    title: 'Enable Reading',
    without: 'balances, orders and fills are not shown, and an order whose answer was lost can never be settled',
  },
  {
    anyOf: ['enableSpotAndMarginTrading'],
    title: 'Enable Spot & Margin Trading',
    without: 'spot orders are refused, and a halt cancels nothing on spot',
  },
  {
    anyOf: ['enableFutures'],
    title: 'Enable Futures',
    without: 'orders, cancellations and leverage of USD-M futures are refused, and a halt cancels nothing there',
  },
  {
    anyOf: ['permitsUniversalTransfer'],
    title: 'Permits Universal Transfer',
    without: 'transfers between the spot and the futures wallet are refused',
  },
];
