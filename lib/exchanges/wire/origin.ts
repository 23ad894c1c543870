import { env } from '../../aws/env.ts';
import type { ExchangeRow } from '../exchanges.ts';

/** Where a row's requests go: the exchange itself, or the origin the deployment names. Never anything a request says. */
export function originOf(row: ExchangeRow): string {
  return new URL(env.exchangeOrigin(row.originVariable) ?? row.origin).origin;
}
