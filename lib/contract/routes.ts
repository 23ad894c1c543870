import type { Route } from './route.ts';
import { accountRoutes } from './routes/accounts.ts';
import { historyRoutes } from './routes/history.ts';
import { marketRoutes } from './routes/markets.ts';
import { orderRoutes } from './routes/orders.ts';
import { walletRoutes } from './routes/wallets.ts';

/** THE table. File name in functions/api = operation id in kebab-case. */
export const routes = {
  ...accountRoutes,
  ...walletRoutes,
  ...orderRoutes,
  ...historyRoutes,
  ...marketRoutes,
} as const satisfies Record<string, Route>;

export type OperationId = keyof typeof routes;

/** `createOrder` -> `create-order`: the file, the bundle, the function and the metric dimension. */
export function kebabCase(operationId: string): string {
  return operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
