import { env } from '../aws/env.ts';
import type { ExchangeRow } from './exchanges.ts';

/** Where a row's requests go: the exchange itself, or the origin the deployment names. Never anything a request says. */
export const originOf = (row: ExchangeRow): string =>
  new URL(env.exchangeOrigin(row.originVariable) ?? row.origin).origin;
